"""The importer's own parts: calls are repeated until answered and never sent twice in one go; the checkpoint is always whole."""

import http.server
import io
import json
import socket
import threading

import pytest
from books import client
from books.checkpoint import Checkpoint
from books.progress import Progress
from suite.report import Failure

XMLRPC_ANSWER = (
    b"<?xml version='1.0'?><methodResponse><params><param><value><int>7</int></value></param></params></methodResponse>"
)


class Server(http.server.ThreadingHTTPServer):
    """Answers as told: ``script`` holds what to do with the next calls ("drop", a status, "answer")."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.script, self.seen = [], []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, content, self.headers))
        act = self.server.script.pop(0) if self.server.script else "answer"
        if act == "drop":
            self.close_connection = True
            return
        body = json.dumps({"message": "no such thing"} if act != "answer" else {"ok": True}).encode()
        if self.path.startswith("/xmlrpc") and act == "answer":
            body = XMLRPC_ANSWER
        self.send_response(200 if act == "answer" else act)
        self.send_header("Content-Type", "text/xml" if self.path.startswith("/xmlrpc") else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Stay quiet."""


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_json2_names_its_arguments(server):
    call = client.connect(server.url, "books", "who", "secret", "json2")
    assert call("dealer.api", "orders_status", orders=[{"external_ref": "é"}]) == {"ok": True}
    path, content, headers = server.seen[0]
    assert path == "/json/2/dealer.api/orders_status"
    assert json.loads(content) == {"orders": [{"external_ref": "é"}]}
    assert (headers["Authorization"], headers["X-Odoo-Database"]) == ("Bearer secret", "books")


def test_a_dropped_connection_and_a_busy_server_are_waited_for(server):
    server.script = ["drop", 503, 429, "answer"]
    call = client.connect(server.url, "books", "who", "secret", "json2")
    assert call("dealer.api", "anything") == {"ok": True}
    assert (call.repeated, len(server.seen)) == (3, 4)


def test_xmlrpc_logs_in_once_and_sends_every_call_once(server):
    call = client.connect(server.url, "books", "who", "secret", "xmlrpc")
    server.script = ["answer", "drop", "answer", "answer"]
    assert call("dealer.api", "anything", things=[1]) == 7
    assert call("dealer.api", "anything", things=[2]) == 7
    assert [path.rsplit("/", 1)[1] for path, _content, _headers in server.seen] == [
        "common",
        "object",
        "object",
        "object",
    ]
    assert call.repeated == 1, "the library's own silent repetition is off"


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_refusal_is_not_repeated(server, status):
    server.script = [status]
    with pytest.raises(client.Refused, match=f"{status}: no such thing"):
        client.connect(server.url, "books", "who", "secret", "json2")("dealer.api", "anything")
    assert len(server.seen) == 1


def test_an_address_where_there_is_no_suite_is_not_waited_for(server):
    server.script = [404]
    with pytest.raises(client.Refused, match="404: Not Found. Is http://.* the address of the suite"):
        client.connect(server.url, "books", "who", "secret", "xmlrpc")("dealer.api", "anything")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("told", "kind", "sentence"),
    [
        (
            'Traceback\npsycopg2.OperationalError: FATAL:  database "books" does not exist\n',
            client.Refused,
            "no database books",
        ),
        ("Traceback\npsycopg2.OperationalError: connection refused\n", client.Away, "connection refused"),
        ("Traceback\nodoo.exceptions.AccessDenied: Access Denied", client.Refused, "Access Denied"),
        ("", client.Refused, ""),
    ],
)
def test_what_a_fault_means(told, kind, sentence):
    error = client._kind_of(told, "books")
    assert type(error) is kind
    assert sentence in str(error)


def test_over_xmlrpc_a_busy_server_is_waited_for(server):
    server.script = [503, "drop", 429, 502, "answer", "answer"]
    assert client.connect(server.url, "books", "who", "secret", "xmlrpc")("dealer.api", "anything") == 7
    assert len(server.seen) == 6


def test_patience_ends(server, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0)
    call = client.connect(server.url, "books", "who", "secret", "json2")
    call("dealer.api", "anything")
    server.script = ["drop", "drop"]
    with pytest.raises(Failure, match="goes on where it stopped"):
        call("dealer.api", "anything")


@pytest.mark.parametrize("protocol", ["xmlrpc", "json2"])
def test_a_server_that_was_never_there_is_not_waited_for(monkeypatch, protocol):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, but nothing listens
        monkeypatch.setattr(client, "FIRST_PATIENCE", 0.5)
        call = client.connect(f"http://127.0.0.1:{nobody.getsockname()[1]}", "books", "who", "secret", protocol)
        with pytest.raises(Failure, match="No server answers at .* Start it"):
            call("dealer.api", "anything")


@pytest.mark.parametrize("first", ["answer", 503])
def test_a_server_that_was_there_once_is_waited_for(server, monkeypatch, first):
    """By whoever of those that log in to it was answered, and whatever the answer was."""
    monkeypatch.setattr(client, "FIRST_PATIENCE", 0)
    shared = client.Server(server.url)
    one, other = (client.connect(shared, "books", who, "secret", "json2") for who in ("one", "other"))
    server.script = [first, "answer"]
    one("dealer.api", "anything")
    server.script = ["drop", "drop", "answer"]
    assert other("dealer.api", "anything") == {"ok": True}


def test_a_server_that_only_drops_connections_was_never_there(server, monkeypatch):
    monkeypatch.setattr(client, "FIRST_PATIENCE", 0)
    server.script = ["drop"] * 9
    with pytest.raises(Failure, match="No server answers"):
        client.connect(server.url, "books", "who", "secret", "json2")("dealer.api", "anything")


@pytest.mark.parametrize("url", ["127.0.0.1:8069", "ftp://127.0.0.1", "ftp://127.0.0.1:21", "http://", "http://x:port"])
def test_an_address_that_is_none(url):
    with pytest.raises(Failure, match="no address of a server"):
        client.connect(url, "books", "who", "secret", "json2")


def test_the_checkpoint_is_kept(tmp_path):
    path = tmp_path / "kept" / "one.json"
    checkpoint = Checkpoint(path, {"database": "one"})
    assert checkpoint.done == 0
    checkpoint.advance(17)
    assert Checkpoint(path, {"database": "one"}).done == 17
    assert Checkpoint(path, {"database": "two"}).done == 0, "another database, another import"
    assert [file.name for file in path.parent.iterdir()] == ["one.json"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"done": 3}', '{"identity": {"database": "one"}, "done": "x", "held": {}}']
)
def test_a_checkpoint_that_says_nothing_is_no_checkpoint(tmp_path, content):
    (tmp_path / "one.json").write_text(content)
    assert Checkpoint(tmp_path / "one.json", {"database": "one"}).done == 0


def test_progress_without_a_terminal_is_lines_now_and_then():
    stream = io.StringIO()
    progress = Progress(3, stream=stream)
    for done in range(4):
        progress.show(done, "orders")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2, "the first and the last"
    assert "100 %  3/3" in lines[1]


def test_progress_on_a_terminal_stays_on_its_line(monkeypatch):
    stream = io.StringIO()
    stream.isatty = lambda: True
    monkeypatch.setattr("shutil.get_terminal_size", lambda: type("Size", (), {"columns": 40}))
    Progress(2, stream=stream).show(2, "a very long description of what is being done")
    written = stream.getvalue()
    assert written.startswith("\r")
    assert written.count("\n") == 1
    assert len(written.strip("\r\n")) == 39
