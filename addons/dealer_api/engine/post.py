"""Sends a request to no other machine than the one that was looked at: plain Python."""

import socket

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .webhook import addresses


class _Checked:
    """A connection that asks once what its name means, looks at the answer, and connects to that very answer.

    A name that is asked for twice, once to look and once to connect, may mean something else the second time.
    """

    def _new_conn(self):
        host = self._dns_host.strip("[]")
        try:
            found = addresses(host, self.port)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error
        failure = None
        for family, kind, protocol, _name, place in found:
            try:
                return self._connected(socket.socket(family, kind, protocol), place)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, str(failure)) from failure
        raise NewConnectionError(self, str(failure)) from failure

    def _connected(self, sock, place):
        """Return ``sock``, connected to ``place``; closed again if that fails."""
        try:
            sock.settimeout(self.timeout)
            sock.connect(place)
        except OSError:
            sock.close()
            raise
        return sock


class _CheckedHTTP(_Checked, HTTPConnection):
    pass


class _CheckedHTTPS(_Checked, HTTPSConnection):
    """The certificate is still that of the name: only the connection below it is ours."""


class _PoolHTTP(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _PoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PoolHTTP, "https": _PoolHTTPS}
        return result


def post(url, body, headers, patience):
    """Send ``body`` to ``url`` and return (HTTP status, reason). No redirection is followed.

    Where the surroundings of the server name a proxy, it connects and decides what names mean.

    :param float patience: seconds to wait for a connection, and again for an answer
    :raise webhook.ForbiddenAddress: the name leads to where messages are not sent to
    :raise requests.RequestException: nobody has answered
    """
    with requests.Session() as session:
        session.mount("http://", _Adapter())
        session.mount("https://", _Adapter())
        with session.post(
            url, data=body, headers=headers, timeout=patience, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, answer.reason or str(answer.status_code)
