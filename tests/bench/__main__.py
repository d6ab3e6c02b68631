"""Run one benchmark against a database: `python -m tests.bench NAME DATABASE` (as `scripts/bench` does)."""

import importlib
import sys

import odoo
from odoo.modules.registry import Registry

from .runner import Race

name, database = sys.argv[1:]
odoo.tools.config.parse_config(["--database", database, "--log-level", "warn"], setup_logging=True)
with Registry(database).cursor() as cursor:
    env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
    importlib.import_module(f"tests.bench.bench_{name}").measure(env, Race(env))
    cursor.rollback()
