"""The importer's modules live beside the scripts; the books it reads are ours (small) or the real distributor's."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = Path(__file__).parent / "small"

if str(ROOT / "scripts") not in sys.path:
    sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture
def small():
    return SMALL


class Importer:
    """Starts `scripts/import_classicmodels` as a user does.

    :param options: of the command, the same for every start
    """

    def __init__(self, database, kept, log, *options):
        self.kept, self._log = kept, log
        self._options = ("--db", database, "--kept", str(kept), *options)

    def start(self, folder, url, *options):
        """Start the command and return its process; what it says goes to a file."""
        command = [sys.executable, str(ROOT / "scripts" / "import_classicmodels"), str(folder), "--url", url]
        with self._log.open("ab") as log:
            return subprocess.Popen([*command, *self._options, *options], stdout=log, stderr=log)

    def __call__(self, folder, url, *options):
        """Run the command to its end. :return: (exit code, what it said)"""
        before = self._log.stat().st_size if self._log.exists() else 0
        code = self.start(folder, url, *options).wait(3600)
        return code, self._log.read_bytes()[before:].decode()

    def done(self):
        """Return how many steps are done."""
        for path in self.kept.glob("*.json"):
            return json.loads(path.read_text())["done"]
        return 0


@pytest.fixture
def importer(database, tmp_path):
    """A function that makes an importer: `importer("--prefix", "T1")`."""

    def make(*options):
        number = sum(1 for _path in tmp_path.iterdir())
        return Importer(database, tmp_path / f"kept{number}", tmp_path / f"log{number}", *options)

    return make
