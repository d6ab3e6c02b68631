"""A pytest plugin: a test during which Odoo logs a warning that the test does not expect has failed.

Tests that provoke a warning say so with `assertLogs` or `mute_logger`, as in Odoo's own suite.
"""

import logging

import pytest


class Collector(logging.Handler):
    """Keeps what is logged at level WARNING or above."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        if record.name == "odoo.sql_db" and str(record.msg).startswith("bad query"):
            return  # the statement has raised as well: a test that does not expect it fails by that
        self.records.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_warning_in_the_log():
    collector = Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.records:
        pytest.fail("logged during the test:\n" + "\n".join(collector.records))
