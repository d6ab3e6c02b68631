"""Clients as stubborn as an integrator's: each call is repeated until it is answered."""

import http.client
import random
import threading
import time
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from xml.parsers.expat import ExpatError

PATIENCE = 120  # seconds until a client gives up
# an answer may also end in the middle, or before its beginning
CUT_OFF = (ExpatError, xmlrpc.client.ResponseError)
BROKEN = (ConnectionError, http.client.HTTPException, xmlrpc.client.ProtocolError, OSError, *CUT_OFF)


class Crowd:
    """Calls the server from many threads, each over connections of its own.

    :param url: address of the server; :param database: its database
    """

    def __init__(self, url, database, login="admin", password="admin"):
        self.url, self.database, self.password = url, database, password
        self.uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(database, login, password, {})

    def __call__(self, model, method, *arguments, **keywords):
        """Call once over a new connection; a refusal raises `xmlrpc.client.Fault`."""
        with xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True) as server:
            return server.execute_kw(self.database, self.uid, self.password, model, method, arguments, keywords)

    def stubborn(self, model, method, *arguments, **keywords):
        """Call until there is an answer, over broken connections and restarting servers.

        A fault that the database caused, because somebody ended its session, is a broken connection too.
        """
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self(model, method, *arguments, **keywords)
            except xmlrpc.client.Fault as fault:
                if not _is_broken(fault) or time.monotonic() > end:
                    raise
            except BROKEN:
                if time.monotonic() > end:
                    raise
            time.sleep(random.uniform(0.05, 0.3))

    def all_at_once(self, calls, clients):
        """Run functions in ``clients`` threads that start at the same moment; return their results in order."""
        barrier = threading.Barrier(min(clients, len(calls)))

        def run(call, is_first):
            if is_first:
                barrier.wait()
            return call()

        with ThreadPoolExecutor(clients) as pool:
            futures = [pool.submit(run, call, number < barrier.parties) for number, call in enumerate(calls)]
            return [future.result() for future in futures]

    def send_and_hang_up(self, model, method, *arguments):
        """Send a call and close the connection without waiting for the answer."""
        host, port = self.url.removeprefix("http://").split(":")
        body = xmlrpc.client.dumps((self.database, self.uid, self.password, model, method, arguments, {}), "execute_kw")
        connection = http.client.HTTPConnection(host, int(port))
        connection.request("POST", "/xmlrpc/2/object", body, {"Content-Type": "text/xml"})
        connection.close()


def _is_broken(fault):
    words = (
        "OperationalError",
        "InterfaceError",
        "AdminShutdown",
        "terminating connection",
        "connection already closed",
    )
    return any(word in fault.faultString for word in words)
