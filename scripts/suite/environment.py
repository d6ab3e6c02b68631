"""The virtual environment: Odoo's Python parts, pinned and checked by hash, installed from a cache."""

import hashlib
import os
import shutil
import sys

from . import debian
from .report import run, step
from .settings import CACHE, ROOT, RUNTIME, VENV, VENV_PYTHON

WHEELS = CACHE / "wheels"
BUILD_TOOLS = ROOT / "requirements-build.txt"
LAUNCHER = RUNTIME / "odoo-server"
LAUNCHER_TEXT = """\
# Odoo's command line as a file: with workers the server starts this very file again for its event process.
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def ensure(odoo_home, requirements):
    """Make the virtual environment hold Odoo and exactly the named requirement files.

    :param odoo_home: folder of the package `odoo`
    :param requirements: names of files in the root of the checkout
    """
    if not _is_usable():
        with step("making the virtual environment"):
            _make()
    for name in requirements:
        _install(ROOT / name)
    _write_if_changed(next(VENV.glob("lib/python3.*/site-packages")) / "odoo-source.pth", f"{odoo_home}\n")
    _write_if_changed(LAUNCHER, LAUNCHER_TEXT)


def _is_usable():
    if not (VENV / "complete").exists() or not VENV_PYTHON.exists():
        return False
    return (VENV / f"lib/python3.{sys.version_info[1]}").exists()


def _make():
    shutil.rmtree(VENV, ignore_errors=True)
    what = "Making the virtual environment"
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], what=what)
    _pip_from_package() if _lacks_ensurepip() else run([str(VENV_PYTHON), "-m", "ensurepip"], what=what)
    (VENV / "complete").touch()


def _lacks_ensurepip():
    """Debian keeps `ensurepip` in a package of its own that a bare machine does not have."""
    try:
        import ensurepip

        return not ensurepip.version()
    except (ImportError, AttributeError):
        return True


def _pip_from_package():
    (archive,) = debian.from_machine(["python3-pip-whl"])
    unpacked = RUNTIME / "pip"
    shutil.rmtree(unpacked, ignore_errors=True)
    debian.unpack([archive], unpacked)
    wheel = next(unpacked.glob("usr/share/python-wheels/pip-*.whl"))
    run(
        [str(VENV_PYTHON), f"{wheel}/pip", "install", "--no-index", "--no-deps", str(wheel)],
        what="Installing pip into the virtual environment",
    )
    shutil.rmtree(unpacked)


def _install(requirements):
    """Install a requirement file, once for each content of it."""
    content = requirements.read_bytes() + BUILD_TOOLS.read_bytes()
    stamp = VENV / f"installed-{requirements.stem}-{hashlib.sha256(content).hexdigest()[:16]}"
    if stamp.exists():
        return
    with step(f"installing {requirements.name}"):
        for file in (BUILD_TOOLS, requirements):
            _download(file)
            _pip(
                ["install", "--no-index", "--find-links", str(WHEELS), "--no-build-isolation", *_from(file)],
                f"Installing {file.name}",
            )
    stamp.touch()


def _download(requirements):
    """Fill the cache; a second clone finds everything in it and asks no index."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    tag = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    stamp = WHEELS / f"complete-{tag}-py3{sys.version_info[1]}"
    if not stamp.exists():
        command = [
            "download",
            "--find-links",
            str(WHEELS),
            "--dest",
            str(WHEELS),
            "--no-build-isolation",
            *_from(requirements),
        ]
        _pip(command, f"Downloading {requirements.name}")
        stamp.touch()


def _from(requirements):
    return ["--no-deps", "--require-hashes", "-r", str(requirements)]


def _pip(arguments, what):
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run([str(VENV_PYTHON), "-m", "pip", *arguments], what=what, hint=debian.NETWORK_HINT, env=environment)


def _write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
