"""Where a machine gets its packages from is its own affair: another has another place, or must not know this one."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

CODE = "registry-host"
SENTENCE = "the host that this machine gets its packages from is named: leave it to the machine's settings"
PIPS_OWN = "from pip._internal.models.index import PyPI; print(PyPI.url, 'https://' + PyPI.file_storage_domain)"
# The package tools are asked, so that no host is named here either.
TOLD_BY = [
    [sys.executable, "-m", "pip", "config", "list"],
    [sys.executable, "-c", PIPS_OWN],
    ["npm", "config", "get", "registry"],
    ["apt-get", "indextargets", "--format", "$(REPO_URI)"],
    ["apt-config", "dump"],
]
VARIABLE = re.compile(r"INDEX|MIRROR|PROXY|REGISTRY", re.IGNORECASE)
ADDRESS = re.compile(r"\b(?:https?|ftp)://[^\s\"',;]+")


def looks_at(_file):
    """Look at everything."""
    return True


def check(file):
    """Find the host names that this machine's package tools are set to."""
    pattern = _pattern()
    if pattern:
        for number, line in enumerate(file.lines, start=1):
            if pattern.search(line):
                yield number, SENTENCE


@cache
def _pattern():
    alternatives = [_mention(name) for name in sorted(machine_hosts())]
    return re.compile("|".join(alternatives)) if alternatives else None


def _mention(name):
    """Return the pattern of a host's name; one without a dot may be a word, and only counts in an address."""
    return rf"(?<![\w.-]){re.escape(name)}(?![\w-])" if "." in name else rf"//{re.escape(name)}(?![\w.-])"


def machine_hosts():
    """Return the host names in the settings of apt, pip, npm and the environment, but this machine itself."""
    texts = [value for name, value in os.environ.items() if VARIABLE.search(name)]
    texts += [_output(command) for command in TOLD_BY if shutil.which(command[0])]
    texts += [path.read_text() for path in (Path.home() / ".npmrc", Path("/etc/npmrc")) if path.is_file()]
    return {host for text in texts for url in ADDRESS.findall(text) if (host := _host(url))}


def _output(command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def _host(url):
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return "" if host == "localhost" or host.startswith("127.") else host
