"""Dealers with invoices, a program and its runs, made over RPC as finance would; settled by a process that can be killed."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from .world import World

ODOO = Path(__file__).resolve().parents[2] / "scripts" / "odoo"
SOLD, RATE = 6000.0, 2.0
REBATE = SOLD * RATE / 100
JOB = "env['dealer.rebate.run']._cron_settle()"


class RebateWorld(World):
    """Adds a program of last year that pays into the rebate funds of the demo story, and runs that nobody else approves."""

    def __init__(self, crowd):
        super().__init__(crowd, "Rebate")
        self._fund_type = crowd("ir.model.data", "check_object_reference", "dealer_fund", "type_rebate")[1]
        (fund_type,) = crowd("dealer.fund.type", "read", [self._fund_type], ["company_id"])
        self._company = fund_type["company_id"][0]
        crowd(
            "dealer.approval.route",
            "create",
            {
                "name": self.name(),
                "res_model": "dealer.rebate.run",
                "sequence": 1,
                "domain": "[('program_id.code', '=like', 'CROWD%')]",
                "without_step": "approve",
            },
        )

    def dealers(self, count):
        """Return the ids of new dealers, each with one posted invoice of last year."""
        partners = self._call(
            "res.partner", "create", [{"name": self.name(), "is_company": True} for _ in range(count)]
        )
        common = {"unit_id": self._unit, "type_id": self._type, "state": "active", "user_id": False}
        dealers = []
        for start in range(0, count, 100):
            some = partners[start : start + 100]
            dealers += self._call("dealer.dealer", "create", [{**common, "partner_id": partner} for partner in some])
            self._invoice(some)
        return dealers

    def _invoice(self, partners):
        """Post one invoice of last year for each of ``partners``."""
        line = {"product_id": self._product, "quantity": 1, "price_unit": SOLD, "tax_ids": [(5,)]}
        vals = {
            "move_type": "out_invoice",
            "invoice_date": str(date(date.today().year - 1, 2, 10)),
            "company_id": self._company,
            "invoice_line_ids": [(0, 0, line)],
        }
        invoices = self._call("account.move", "create", [{**vals, "partner_id": partner} for partner in partners])
        self._call("account.move", "action_post", invoices)

    def program(self, dealers):
        """Return the id of an active program for these dealers alone."""
        year = date.today().year - 1
        program = self._call(
            "dealer.rebate.program",
            "create",
            {
                "name": self.name(),
                "code": f"CROWD {self.name()}",
                "company_id": self._company,
                "date_from": f"{year}-01-01",
                "date_to": f"{year}-12-31",
                "settlement_period": "quarter",
                "cumulation_period": "year",
                "settle_by": "fund",
                "fund_type_id": self._fund_type,
                "dealer_ids": [(6, 0, dealers)],
                "band_ids": [(0, 0, {"value_from": 5000, "rate": RATE})],
            },
        )
        self._call("dealer.rebate.program", "action_activate", [program])
        return program

    def run(self, program, kind="final"):
        """Return the id of a reviewed run of the first quarter."""
        year = date.today().year - 1
        vals = {"program_id": program, "kind": kind, "period_from": f"{year}-01-01", "period_to": f"{year}-03-31"}
        run = self._call("dealer.rebate.run", "create", vals)
        self._call("dealer.rebate.run", "action_calculate", [run])
        self._call("dealer.rebate.run", "action_review", [run])
        return run

    def approved(self, program):
        """Return the id of a run that may be settled."""
        run = self.run(program)
        self._call("dealer.rebate.run", "action_ask", [run])
        assert self.state(run) == "approved"
        return run

    def state(self, run):
        return self._call("dealer.rebate.run", "read", [run], ["state"])[0]["state"]

    def settlements(self, run):
        """Return the number of settlements of a run, and the sum of their amounts."""
        rows = self._call("dealer.rebate.settlement", "search_read", [("run_id", "=", run)], ["line_id", "amount"])
        assert len({row["line_id"][0] for row in rows}) == len(rows)
        return len(rows), round(sum(row["amount"] for row in rows), 2)

    def balances(self, dealers):
        """Return the set of the balances of these dealers' funds."""
        domain = [("dealer_id", "in", dealers), ("type_id", "=", self._fund_type)]
        return {fund["balance"] for fund in self._call("dealer.fund", "search_read", domain, ["balance"])}

    def start_job(self):
        """Return a process that settles whatever is to be settled, as the scheduled job does."""
        process = subprocess.Popen(
            [sys.executable, str(ODOO), "shell", "-d", self._call.database, "--no-http", "--log-level=warn"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        process.stdin.write(JOB.encode() + b"\n")
        process.stdin.close()
        return process
