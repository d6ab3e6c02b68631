"""The two protocols of the server, with named arguments, and patience.

Every call is made until it is answered: a dropped connection, a server that restarts or one that is too busy is waited for.
That is safe because the methods that are called are idempotent by the caller's reference. A server that was never there is not
waited for: the address is wrong, or nobody has started it.
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
FIRST_PATIENCE = 5  # the same with a server that has never answered
LONGEST_KNOCK = 5  # seconds to find out whether anything listens
LONGEST_PAUSE = 10
TIMEOUT = 300
AWAY = (OSError, http.client.HTTPException, socket.timeout, xmlrpc.client.ProtocolError, xmlrpc.client.ResponseError)
AWAY_STATUS = (429, 502, 503, 504)


class Refused(Exception):
    """The server answered that it will not do this: no reason to try again."""


class Away(Exception):
    """The server did not answer, or not yet.

    :param told: what happened instead
    :param bool there: something answered, though not yet what was asked
    """

    def __init__(self, told, there=False):
        super().__init__(told)
        self.there = there


class Server:
    """An address, and whether anything has ever answered there: all who log in to it share one.

    :param url: as http://127.0.0.1:8069
    :param bool reached: it has answered before, so that it is waited for
    :raise Failure: ``url`` is no address of a server
    """

    def __init__(self, url, reached=False):
        self.url, self.reached = url.rstrip("/"), reached
        self._address = urllib.parse.urlsplit(self.url)
        try:
            self._port = self._address.port or {"http": 80, "https": 443}[self._address.scheme]
            known = self._address.scheme in ("http", "https") and self._address.hostname
        except (KeyError, ValueError):  # no such protocol or port
            known = False
        if not known:
            raise Failure(f"{url} is no address of a server. Give one like http://127.0.0.1:8069.")

    def knock(self):
        """Raise :class:`Away` if nothing listens there. An address that swallows all would be waited for much longer."""
        if self.reached or self._address.scheme in urllib.request.getproxies():
            return
        try:
            socket.create_connection((self._address.hostname, self._port), timeout=LONGEST_KNOCK).close()
        except OSError as error:
            raise Away(str(error) or type(error).__name__) from error

    def check_patience(self, waited, error):
        """Raise Failure if it has not answered for too long. :param float waited: seconds"""
        if self.reached and waited > PATIENCE:
            raise Failure(
                f"{self.url} has not answered for {PATIENCE} seconds ({error}). Nothing is lost:"
                " start the same command again when it runs, it goes on where it stopped."
            ) from error
        if not self.reached and waited > FIRST_PATIENCE:
            raise Failure(
                f"No server answers at {self.url} ({error}). Start it (scripts/serve), or name another with --url;"
                " then start the same command again."
            ) from error


def connect(server, database, login, secret, protocol):
    """Return a function ``call(model, method, **arguments)``.

    :param server: :class:`Server`, or its address
    :param secret: API key; with XML-RPC also a password
    :param protocol: "xmlrpc" or "json2"
    :return: :class:`Patient`; nothing is asked yet, so a wrong address or log-in shows with the first call
    :raise Failure: the address is none of a server
    """
    server = server if isinstance(server, Server) else Server(server)
    make = {"xmlrpc": _xmlrpc, "json2": _json2}[protocol]
    return Patient(make(server.url, database, login, secret), server)


class Patient:
    """Calls that are repeated until the server answers.

    :param once: function that makes one call; raises :class:`Away` or :class:`Refused`
    :param Server server: that is called
    """

    def __init__(self, once, server):
        self._once, self._server = once, server
        self.repeated = 0

    def __call__(self, model, method, **arguments):
        """Call a public method by its arguments' names and return its answer.

        :raise Refused: the server said no
        :raise Failure: it did not answer for long
        """
        began, pause = time.monotonic(), 0.25
        while True:
            try:
                self._server.knock()
                answer = self._once(model, method, arguments)
            except Away as error:
                self._server.reached |= error.there
                self._server.check_patience(time.monotonic() - began, error)
                if pause == 0.25:
                    say(
                        f"\n  {self._server.url} does not answer ({error}): waiting for it (--url names another server)"
                    )
                self.repeated += 1
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._server.reached = True
                return answer


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
            raise Away(str(error) or type(error).__name__, there=bool(status)) from error

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
    return Away(sentence, there=True) if "OperationalError" in sentence else Refused(sentence)


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
                raise Away(f"status {error.code}", there=True) from error
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
