"""Run the checks on a file, and take out what a comment excepts."""

import io
import re
import tokenize
from dataclasses import dataclass

from lxml import etree

from . import (
    context_switch,
    csrf_off,
    file_length,
    machine_path,
    markup_format,
    registry_host,
    remote_none,
    remote_parameters,
    rule_ids,
    sudo_local,
    sudo_write,
    transaction_end,
    unfinished,
)

CHECKS = [
    context_switch,
    csrf_off,
    file_length,
    machine_path,
    markup_format,
    registry_host,
    remote_none,
    remote_parameters,
    rule_ids,
    sudo_local,
    sudo_write,
    transaction_end,
    unfinished,
]
# The mark itself is put together, so that this file excepts nothing.
EXCEPTION = re.compile(r"lint-" + r"allow:\s*([\w-]+)[\s,;:.–—-]*(.*?)\s*(?:-->|\*/)?\s*$")
FEWEST_WORDS = 3


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong in a file; as text `path:line: code sentence`."""

    path: str
    line: int
    code: str
    sentence: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.code} {self.sentence}"


def run(file, checks):
    """Return the findings in a file, sorted.

    :param checks: the modules to ask; those that do not look at such files are passed over
    """
    interested = [check for check in checks if check.looks_at(file)]
    try:
        found = {Finding(file.path, line, check.CODE, text) for check in interested for line, text in check.check(file)}
        exceptions = dict(_exceptions(file))
    except (SyntaxError, etree.XMLSyntaxError, tokenize.TokenError) as error:
        return [Finding(file.path, getattr(error, "lineno", 0) or 0, "unreadable", str(error))]
    excepted = {
        (line, finding) for finding in found for line in _lines_of(finding) if _code(exceptions, line) == finding.code
    }
    left = found - {finding for _line, finding in excepted}
    return sorted(left | set(_bad_exceptions(file, exceptions, {line for line, _finding in excepted})))


def _lines_of(finding):
    """The lines whose comment may except a finding."""
    return finding.line, finding.line - 1


def _code(exceptions, line):
    return exceptions.get(line, ("", ""))[0]


def _exceptions(file):
    """Yield (line, (code, reason)) for the comments that except something."""
    if "lint-" + "allow" not in file.text:
        return
    for number, text in _comments(file):
        match = EXCEPTION.search(text)
        if match:
            yield number, match.groups()


def _comments(file):
    if file.suffix != ".py":
        return list(enumerate(file.lines, start=1))
    tokens = tokenize.generate_tokens(io.StringIO(file.text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def _bad_exceptions(file, exceptions, used_lines):
    for line, (code, reason) in exceptions.items():
        if line not in used_lines:
            yield Finding(file.path, line, "lint-exception", f"nothing here is found by `{code}`: remove the exception")
        elif len(reason.split()) < FEWEST_WORDS:
            yield Finding(file.path, line, "lint-exception", f"the exception from `{code}` gives no reason")
