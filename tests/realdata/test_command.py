"""`scripts/import_classicmodels` as it is typed: folders, exit codes, and nothing sent where the files are wrong."""

import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "import_classicmodels"


class Deaf(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.calls += 1
        self.send_error(404)

    def log_message(self, *arguments):
        """Stay quiet."""


@pytest.fixture
def deaf():
    """A server that knows nothing; it counts who asks."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Deaf)
    server.calls = 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def type_it(deaf, tmp_path):
    """A function that runs the command in a folder of its own; its arguments win. :return: (exit code, what it said)"""

    def run(*arguments):
        options = ("--url", f"http://127.0.0.1:{deaf.server_port}", "--kept", "kept")
        command = [sys.executable, str(SCRIPT), *options, *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("path", ["my books", "./my books/", "{}/my books"])
def test_a_folder_with_a_space_in_its_name(type_it, deaf, small, tmp_path, path):
    shutil.copytree(small, tmp_path / "my books")
    code, said = type_it(path.format(tmp_path))
    assert deaf.calls, "the files were read and the server was asked"
    assert (code, "Traceback" in said) == (2, False)
    assert "The server refuses" in said


def test_no_server_is_said_within_seconds(small, tmp_path):
    command = [sys.executable, str(SCRIPT), str(small), "--url", "http://127.0.0.1:1", "--kept", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "No server answers at http://127.0.0.1:1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--prefix", "a b"), "one to eight letters and digits"),
        (("--url", "here"), "here is no address of a server"),
        (("--protocol", "soap"), "'soap'"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(type_it, deaf, small, arguments, sentence):
    code, said = type_it(small, *arguments)
    assert (code, "Traceback" in said, deaf.calls) == (2, False, 0)
    assert sentence in said


def test_a_folder_that_is_not_there_is_named(type_it, deaf):
    code, said = type_it("nowhere")
    assert (code, "Traceback" in said, deaf.calls) == (2, False, 0)
    assert "nowhere" in said


def test_nothing_is_sent_while_the_files_are_wrong(type_it, deaf, small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "books")
    path = folder / "payments.csv"
    path.write_text(path.read_text().replace("201,", "999,"))
    code, said = type_it("books")
    assert (code, deaf.calls) == (2, 0)
    assert "payments.csv, line 2: 999 is not in customers.csv" in said
    assert not (tmp_path / "kept").exists()
