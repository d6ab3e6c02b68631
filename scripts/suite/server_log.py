"""Warnings and errors in Odoo's log: a clean run has none."""

import re

# date, time, process id, level
TROUBLE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


# What the platform says of itself and we cannot change; each with its reason.
EXPECTED = re.compile(
    r"endpoints are deprecated in Odoo 19"  # XML-RPC, which integrators use until Odoo 20
    r"|odoo\.http: Access Denied"  # tests try wrong passwords
)


def troubles(log):
    """Return the lines of a log file that are warnings or worse and not expected."""
    with open(log, errors="replace") as lines:
        return [line.rstrip() for line in lines if TROUBLE.match(line) and not EXPECTED.search(line)]
