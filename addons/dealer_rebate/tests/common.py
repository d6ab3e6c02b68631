"""Rebate programs, invoices that count for them, and the people around runs."""

from datetime import date

from odoo.fields import Command

from odoo.addons.dealer_sale.tests.common import DealerOrdersCase

BANDS = ((5000, 25000, 2.0), (25000, 0, 4.0))


class RebateCase(DealerOrdersCase):
    """A yearly program of 2025, settled by quarters: from 5,000 on 2 %, from 25,000 on 4 %, of all that was invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._staff("rebate officer", "dealer.role_finance", "subtree", cls.region)
        cls.manager = cls._staff("rebate manager", "dealer.role_channel_manager", "subtree", cls.region)
        cls.clerk = cls._staff("rebate clerk", "dealer.role_sales_desk", "unit", cls.unit)
        cls.stranger = cls._staff("rebate stranger", "dealer.role_finance", "unit", cls.foreign)
        cls.member = cls._portal_user("rebate member", cls.dealer.partner_id, cls.dealer)
        cls.member.dealer_member_ids.role = "finance"
        cls.buyer = cls._portal_user("rebate buyer", cls.dealer.partner_id, cls.dealer)
        cls.rebate_product = cls.env["product.product"].create(
            {"name": "Rebate", "type": "service", "taxes_id": False, "list_price": 0.0}
        )
        accounts = cls.company_data
        cls.expense = accounts["default_account_expense"]
        cls.accrual_account = cls.env["account.account"].create(
            {
                "name": "Accrued rebates",
                "code": "RBTACC",
                "account_type": "liability_current",
                "company_ids": [Command.link(cls.company.id)],
            }
        )

    @classmethod
    def _program(cls, bands=BANDS, activate=True, **vals):
        """Return a program, active unless ``activate`` is false; ``bands`` are (from, to, rate)."""
        program = cls.env["dealer.rebate.program"].create(
            {
                "name": "Volume bonus",
                "code": vals.pop("code", "VOL"),
                "company_id": cls.company.id,
                "date_from": date(2025, 1, 1),
                "date_to": date(2025, 12, 31),
                "settlement_period": "quarter",
                "cumulation_period": "year",
                "settlement_product_id": cls.rebate_product.id,
                "expense_account_id": cls.expense.id,
                "band_ids": [
                    Command.create({"value_from": low, "value_to": high, "rate": rate}) for low, high, rate in bands
                ],
                **vals,
            }
        )
        if activate:
            program.action_activate()
        return program

    @classmethod
    def _sell(cls, amount, day, dealer=None, move_type="out_invoice", **vals):
        """Return a posted invoice of ``amount`` without taxes."""
        line = {"product_id": cls.goods.id, "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
        return cls._invoice(
            dealer or cls.dealer, date=day, move_type=move_type, invoice_line_ids=[Command.create(line)], **vals
        )

    @classmethod
    def _run(cls, program, quarter=1, kind="final", period_to=None, **vals):
        """Return a calculated run of a quarter of 2025."""
        first = date(2025, 3 * quarter - 2, 1)
        last = program._settlement_period_of(first)[1]
        run = cls.env["dealer.rebate.run"].create(
            {"program_id": program.id, "period_from": first, "period_to": period_to or last, "kind": kind, **vals}
        )
        run.action_calculate()
        return run

    @classmethod
    def _approved(cls, run):
        """Review and approve a run."""
        run.action_review()
        run._approve()
        return run

    @classmethod
    def _settled(cls, program, quarter=1, **vals):
        """Return a run of a quarter that is settled."""
        run = cls._approved(cls._run(program, quarter, **vals))
        run.action_settle()
        cls._finish(run)
        return run

    @classmethod
    def _finish(cls, run):
        """Let the background job settle the rest, inside the test's transaction."""
        with cls._no_commit():
            cls.env["dealer.rebate.run"]._cron_settle()
        run.invalidate_recordset()

    def _free_goods(self):
        """Return the run of a program that gave 2 pieces for the 150 that the dealer bought."""
        program = self._program(
            [],
            method="free_goods",
            measure="quantity",
            uom_id=self.goods.uom_id.id,
            settle_by="free_goods",
            free_product_id=self.goods.id,
            band_ids=[Command.create({"value_from": 0, "free_quantity": 2, "free_per": 100})],
        )
        line = {"product_id": self.goods.id, "quantity": 150, "price_unit": 1.0, "tax_ids": [Command.clear()]}
        self._invoice(self.dealer, date="2025-02-10", invoice_line_ids=[Command.create(line)])
        return self._settled(program, 1)

    def _rebate(self, run, dealer=None):
        return run.line_ids.filtered(lambda line: line.dealer_id == (dealer or self.dealer))

    def _paid(self, program, dealer=None):
        """Return what runs have settled for a dealer."""
        lines = self.env["dealer.rebate.line"].search(
            [("program_id", "=", program.id), ("dealer_id", "=", (dealer or self.dealer).id), ("state", "=", "settled")]
        )
        return sum(lines.mapped("to_settle"))
