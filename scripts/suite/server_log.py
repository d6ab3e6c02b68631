"""Warnings and errors in Odoo's log: a clean run has none."""

import re

# date, time, process id, level
TROUBLE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


def troubles(log):
    """Return the lines of a log file that are warnings or worse."""
    with open(log, errors="replace") as lines:
        return [line.rstrip() for line in lines if TROUBLE.match(line)]
