"""A path of the machine it was written on is wrong on every other."""

import re
from functools import cache
from pathlib import Path

from .source import ROOT

CODE = "machine-path"
# Folders that every machine has say nothing about this one.
STANDARD = {"/", "/app", "/home", "/mnt", "/opt", "/root", "/srv", "/usr", "/usr/local", "/usr/src", "/var"}
TEMPORARY = r"/(?:var/)?tmp/\w[\w./-]*"


def looks_at(file):
    """Look at everything but the Dockerfile, which names the folders of its own image."""
    return file.parts[-1] != "Dockerfile"


def check(file):
    """Find the checkout's own place, the home folder, and fixed names of temporary files."""
    for number, line in enumerate(file.lines, start=1):
        for found in _pattern().findall(line):
            yield number, f"`{found}` is a path of one machine: work it out when the program runs"


@cache
def _pattern():
    own = {str(path) for path in (ROOT, ROOT.parent, Path.home())} - STANDARD
    alternatives = [re.escape(path) + r"\b(?!-)" for path in sorted(own)] + [TEMPORARY]
    return re.compile(rf"(?<![\w.}}])({'|'.join(alternatives)})")
