"""What a check looks at: a file of the project, read and parsed once."""

import ast
import os
import subprocess
from functools import cached_property
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"i18n", "lib", "node_modules"}


class File:
    """A text file of the project.

    :param path: relative to the root of the project, as text
    :param text: its content
    """

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.parts = path.split("/")
        self.suffix = os.path.splitext(path)[1]

    @property
    def is_test(self):
        """Whether the file is a test or helps one."""
        return "tests" in self.parts

    @property
    def is_business(self):
        """Whether the file belongs to what an addon does, and not to its tests."""
        return self.parts[0] == "addons" and not self.is_test

    @property
    def is_business_python(self):
        """Whether the file is Python of what an addon does."""
        return self.is_business and self.suffix == ".py"

    @property
    def is_controller(self):
        """Whether the file answers requests of the browser."""
        return self.is_business_python and "controllers" in self.parts

    @property
    def is_generated(self):
        """Whether the file was written by a tool or comes from elsewhere."""
        return not GENERATED.isdisjoint(self.parts)

    @cached_property
    def lines(self):
        """The lines of the file, without their ends."""
        return self.text.splitlines()

    @cached_property
    def tree(self):
        """The syntax tree of a Python file."""
        return ast.parse(self.text)

    @cached_property
    def xml(self):
        """The root element of an XML file."""
        return etree.fromstring(self.text.encode())


def files(paths=()):
    """Yield the project's text files, those that are ignored by git left out.

    :param paths: files and folders to stay in, relative to the root or absolute; all of the project if empty
    """
    for path in sorted(_listed([os.fspath(Path(path).resolve()) for path in paths])):
        content = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b"\0"
        if b"\0" not in content:
            yield File(path, content.decode(errors="replace"))


def _listed(paths):
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        return {path for path in done.stdout.split("\0") if path}
    tops = [Path(path) for path in paths] or [ROOT]  # not a checkout: everything that is not hidden
    found = {path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()}
    found = {path.relative_to(ROOT) for path in found}
    return {path.as_posix() for path in found if not any(part[0] in "._" and part[1] != "_" for part in path.parts)}
