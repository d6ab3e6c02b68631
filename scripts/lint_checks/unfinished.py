"""What is left for later is written down as an issue, not left in the code."""

import re

CODE = "unfinished"
# Put together from halves, so that this file does not find itself.
WORDS = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]
PATTERN = re.compile(r"\b(" + "|".join(WORDS) + r")\b")


def looks_at(file):
    """Look at everything but translations, which hold the words of others."""
    return file.suffix not in {".po", ".pot"}


def check(file):
    """Find the usual marks of unfinished work."""
    for number, line in enumerate(file.lines, start=1):
        for word in PATTERN.findall(line):
            yield number, f"`{word}` marks unfinished work: finish it, or file an issue"
