"""What goes wrong around the scripts is said in one sentence, never in a traceback."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path):
    """A fresh copy of what the scripts need, with nothing installed."""
    shutil.copytree(ROOT / "scripts", tmp_path / "clone" / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy(file, tmp_path / "clone")
    shutil.copy(ROOT / "odoo.conf", tmp_path / "clone")
    return tmp_path / "clone"


def run(script, *arguments, **environment):
    """Run a script of a checkout; return its exit code and what it said."""
    settings = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, script, *arguments], env=settings, capture_output=True, text=True, timeout=120
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_no_apt_and_no_odoo_home(clone, tmp_path):
    code, said = run(clone / "scripts/bootstrap", PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    assert code == 1
    assert "no apt-get here" in said
    assert "ODOO_HOME" in said


@pytest.mark.parametrize(
    ("release", "sentence"),
    [
        (None, "holds no Odoo"),
        ("version_info = (18, 0, 0, 'final', 0, '')\n", "is Odoo 18.0; the suite needs Odoo 19.0"),
    ],
)
def test_odoo_home_is_something_else(clone, tmp_path, release, sentence):
    home = tmp_path / "home"
    (home / "odoo").mkdir(parents=True)
    if release:
        (home / "odoo" / "release.py").write_text(release)
    code, said = run(clone / "scripts/bootstrap", ODOO_HOME=str(home), XDG_CACHE_HOME=str(tmp_path))
    assert code == 1
    assert sentence in said


def test_cache_cannot_be_written(clone, tmp_path):
    (tmp_path / "file").write_text("")
    code, said = run(clone / "scripts/bootstrap", XDG_CACHE_HOME=str(tmp_path / "file"))
    assert code == 1
    assert "cannot be made" in said


def test_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, said = run(ROOT / "scripts/serve", "--port", str(other.getsockname()[1]))
    assert code == 1
    assert "--port" in said


def test_postgres_does_not_answer(tmp_path):
    code, said = run(ROOT / "scripts/odoo", "--version", PGHOST=str(tmp_path), PGUSER="dealer")
    assert code == 1
    assert f"No PostgreSQL answers at PGHOST={tmp_path}" in said


def test_postgres_role_that_odoo_refuses(tmp_path):
    code, said = run(ROOT / "scripts/odoo", "--version", PGHOST=str(tmp_path), PGUSER="postgres")
    assert code == 1
    assert "CREATEDB" in said


def test_unknown_benchmark():
    code, said = run(ROOT / "scripts/bench", "nothing")
    assert code == 1
    assert "There is no benchmark nothing" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("tests/nothing.py",),
        ("-k", "tests", "addons/nothing/tests"),
        ("--lf", "tests/nothing.py::test"),
        ("-x", "nothing"),
    ],
)
def test_tests_that_are_not_there(arguments):
    """Nothing is made before: neither databases nor a server."""
    code, said = run(ROOT / "scripts/test", *arguments)
    assert code == 1
    assert f"There is no file or folder {arguments[-1]}" in said
    assert "database" not in said


def test_values_of_options_are_no_paths():
    from suite.testing import _split

    options = ["-k", "tests", "--ignore", "tests/e2e", "--maxfail", "2", "--of-a-plugin", "word", "-x", "--tb=short"]
    assert _split([*options, "tests/runtime", "README.md::x"]) == (options, ["tests/runtime", "README.md::x"])


@pytest.mark.parametrize("version", ["(3, 9, 18)", "(3, 14, 0)", "(2, 7, 18)"])
def test_python_is_unsuitable(version, tmp_path):
    program = f"import sys; sys.version_info = {version}; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import suite"
    done = subprocess.run([sys.executable, "-c", program], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Odoo 19 needs Python 3.10 to 3.13" in done.stderr


def test_full_disk_is_named(tmp_path):
    program = (
        f"import sys, errno; sys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
        "from suite.report import main, run\n"
        "def full(_): run(['sh', '-c', 'echo No space left on device; exit 1'], what='Unpacking')\n"
        "def full_here(_): raise OSError(errno.ENOSPC, 'full')\n"
        "main({'child': full, 'here': full_here}[sys.argv[1]])"
    )
    for where in ("child", "here"):
        done = subprocess.run([sys.executable, "-c", program, where], capture_output=True, text=True)
        assert done.returncode == 1
        assert "disk is full" in done.stderr


def test_two_scripts_share_the_private_postgres(url):
    """The server of this run uses it; a second user that ends must leave it running."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/odoo", "--version"], env=settings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    import urllib.request

    with urllib.request.urlopen(f"{url}/web/login") as answer:
        assert answer.status == 200
