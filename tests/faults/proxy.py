"""A proxy that passes a request on, reads the answer, and cuts the connection instead of handing it back."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class CuttingProxy:
    """Listens on a port of its own and cuts answers.

    :param str url: of the server behind
    :param int cuts: how many answers are lost at most
    :param int every: of the requests that are worth it, one in so many loses its answer
    :param is_worth_it: function of path and body: whether losing the answer may do harm
    """

    def __init__(self, url, cuts, every=1, is_worth_it=None):
        self.lost, self.seen = 0, 0
        is_worth_it = is_worth_it or writes
        target, proxy, lock = urlsplit(url), self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                behind = http.client.HTTPConnection(target.hostname, target.port, timeout=300)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                behind.request("POST", self.path, body, headers)
                answer = behind.getresponse()
                content = answer.read()
                with lock:
                    worth = is_worth_it(self.path, body)
                    proxy.seen += worth
                    cut = worth and proxy.lost < cuts and proxy.seen % every == 0
                    proxy.lost += cut
                if cut:
                    self.close_connection = True
                    self.connection.close()
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.getheader("Content-Type", "text/plain"))
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                """Nothing is written to the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *arguments: None
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


def writes(path, body):
    """Tell whether a request places orders or books payments."""
    return b"orders_submit" in body or b"payments_register" in body or "_submit" in path or "_register" in path
