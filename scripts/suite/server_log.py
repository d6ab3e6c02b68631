"""Warnings and errors in Odoo's log: a clean run has none."""

import re

# date, time, process id, level
TROUBLE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


# What the platform says of itself and we cannot change; each with its reason.
EXPECTED = re.compile(
    r"endpoints are deprecated in Odoo 19"  # XML-RPC, which integrators use until Odoo 20
    r"|WARNING \S+ odoo\.http: "  # the sentence of every refusal that a caller is told: tests provoke them
    r"|odoo\.sql_db: bad query: "  # what a database constraint refused, which the caller is told, too
    r"|iap_autocomplete_api: Autocomplete API error"  # looks up companies on the net; only administrators may
)


def troubles(log):
    """Return the lines of a log file that are warnings or worse and not expected."""
    with open(log, errors="replace") as lines:
        return [line.rstrip() for line in lines if TROUBLE.match(line) and not EXPECTED.search(line)]
