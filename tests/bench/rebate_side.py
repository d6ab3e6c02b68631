"""The peer's calculation of rebates, in a database without the suite and a process of its own.

`python -m tests.bench.rebate_side DATABASE FOLDER LINES` has OCA's ``agreement_rebate`` settle an agreement with each of 1,000
customers over as many invoice lines as are asked for. Each line on standard input lets it do so once, and undo it, and is answered
with milliseconds and queries as JSON.
"""

import json
import sys
import time

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

from .rebate_data import BANDS, YEAR, Invoices


def make_agreements(env, partners):
    """Make an agreement with each partner on the bands that ours has, on the whole amount."""
    kind = env["agreement.type"].create({"name": "Bench", "domain": "sale", "is_rebate": True})
    sections = [
        Command.create({"amount_from": start, "amount_to": (end or 10**12) - 0.01, "rebate_discount": rate})
        for start, end, rate in BANDS
    ]
    env["agreement"].create(
        [
            {
                "name": partner.name,
                "code": f"BENCH{partner.id}",
                "partner_id": partner.id,
                "agreement_type_id": kind.id,
                "domain": "sale",
                "start_date": YEAR[0],
                "end_date": YEAR[1],
                "rebate_type": "section_total",
                "rebate_section_ids": sections,
            }
            for partner in partners
        ]
    )


def settle(env):
    """Return (milliseconds, queries) of one calculation, which is undone."""
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    savepoint = env.cr.savepoint(flush=False)
    wizard = env["agreement.settlement.create.wiz"].create({"date_from": YEAR[0], "date_to": YEAR[1]})
    wizard.action_create_settlement()
    env.flush_all()
    milliseconds = (time.perf_counter() - started) * 1000
    found = env["agreement.rebate.settlement"].search_count([])
    assert found == 1000, f"1,000 settlements were to be made, not {found}"
    env.clear()
    savepoint.rollback()
    return milliseconds, env.cr.sql_log_count - queries


def main(database, folder, lines):
    odoo.tools.config.parse_config(["--database", database, "--log-level", "error"], setup_logging=True)
    odoo.tools.config["addons_path"] = [*odoo.tools.config["addons_path"], folder]
    with Registry(database).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        invoices = Invoices(env)
        make_agreements(env, invoices.partners)
        invoices.grow(int(lines))
        for _line in sys.stdin:
            print(json.dumps(settle(env)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
