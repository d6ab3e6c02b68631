"""The two protocols of the server, with named arguments, and patience.

Every call is made until it is answered: a dropped connection, a server that restarts or one that is too busy is waited for.
That is safe because the methods that are called are idempotent by the caller's reference.
"""

import http.client
import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
import xmlrpc.client

from suite.report import Failure, say

PATIENCE = 600  # seconds without any answer until we give up
LONGEST_PAUSE = 10
TIMEOUT = 300
AWAY = (OSError, http.client.HTTPException, socket.timeout, xmlrpc.client.ProtocolError, xmlrpc.client.ResponseError)
AWAY_STATUS = (429, 502, 503, 504)


class Refused(Exception):
    """The server answered that it will not do this: no reason to try again."""


class Away(Exception):
    """The server did not answer, or not yet."""


def connect(url, database, login, secret, protocol):
    """Return a function ``call(model, method, **arguments)``.

    :param secret: API key; with XML-RPC also a password
    :param protocol: "xmlrpc" or "json2"
    :return: :class:`Patient`; nothing is asked yet, so a wrong address or log-in shows with the first call
    :raise Failure: ``url`` is no address of a server
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise Failure(f"{url} is no address of a server. Give one like http://127.0.0.1:8069.")
    make = {"xmlrpc": _xmlrpc, "json2": _json2}[protocol]
    return Patient(make(url.rstrip("/"), database, login, secret), url)


class Patient:
    """Calls that are repeated until the server answers.

    :param once: function that makes one call; raises :class:`Away` or :class:`Refused`
    :param url: named in messages
    """

    def __init__(self, once, url):
        self._once, self._url = once, url
        self.repeated = 0

    def __call__(self, model, method, **arguments):
        """Call a public method by its arguments' names and return its answer.

        :raise Refused: the server said no
        :raise Failure: it did not answer for long
        """
        began, pause = time.monotonic(), 0.25
        while True:
            try:
                return self._once(model, method, arguments)
            except Away as error:
                if time.monotonic() - began > PATIENCE:
                    raise Failure(
                        f"{self._url} has not answered for {PATIENCE} seconds ({error}). Nothing is lost:"
                        " start the same command again when it runs, it goes on where it stopped."
                    ) from error
                if pause == 0.25:
                    say(f"\n  {self._url} does not answer ({error}): waiting for it (--url names another server)")
                self.repeated += 1
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


class _Once:
    """A time limit, and every call sent once: the standard transports silently send it again."""

    def make_connection(self, host):
        connection = super().make_connection(host)
        connection.timeout = TIMEOUT
        return connection

    def request(self, host, handler, request_body, verbose=False):
        return self.single_request(host, handler, request_body, verbose)


class _Plain(_Once, xmlrpc.client.Transport):
    """Over http."""


class _Safe(_Once, xmlrpc.client.SafeTransport):
    """Over https."""


def _xmlrpc(url, database, login, secret):
    transport = _Safe if url.startswith("https:") else _Plain
    uids = []

    def ask(path, function):
        try:
            with xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/{path}", transport=transport(), allow_none=True) as proxy:
                return function(proxy)
        except xmlrpc.client.Fault as fault:
            raise _kind_of(fault.faultString, database) from fault
        except AWAY as error:
            status = getattr(error, "errcode", 0)
            if 400 <= status < 500 and status not in AWAY_STATUS:
                raise Refused(f"{status}: {error.errmsg}. Is {url} the address of the suite?") from error
            raise Away(str(error) or type(error).__name__) from error

    def once(model, method, arguments):
        if not uids:
            uid = ask("common", lambda proxy: proxy.authenticate(database, login, secret, {}))
            if not uid:
                raise Refused(f"{login} cannot log in to the database {database} with this password or key")
            uids.append(uid)
        return ask("object", lambda proxy: proxy.execute_kw(database, uids[0], secret, model, method, [], arguments))

    return once


def _kind_of(told, database):
    """Return what the text of a fault means: :class:`Refused`, or :class:`Away` where it is the database server that is away."""
    sentence = (told.strip().splitlines() or [""])[-1]
    if f'database "{database}" does not exist' in sentence:
        return Refused(f"there is no database {database}. Name it with --db.")
    return (Away if "OperationalError" in sentence else Refused)(sentence)


def _json2(url, database, _login, secret):
    headers = {
        "Authorization": f"Bearer {secret}",
        "X-Odoo-Database": database,
        "Content-Type": "application/json; charset=utf-8",
    }

    def once(model, method, arguments):
        request = urllib.request.Request(f"{url}/json/2/{model}/{method}", json.dumps(arguments).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in AWAY_STATUS:
                raise Away(f"status {error.code}") from error
            raise Refused(_message(error)) from error
        except (*AWAY, ValueError) as error:
            raise Away(str(error) or type(error).__name__) from error

    return once


def _message(error):
    content = error.read().decode(errors="replace")
    try:
        return f"{error.code}: {json.loads(content)['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code}: {content[:300]}"
