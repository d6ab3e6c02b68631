from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# From which volume of the year on, up to which, and how many percent of all of it.
BANDS = [(500_000, 2_000_000, 1.0), (2_000_000, 6_000_000, 2.0), (6_000_000, 0, 3.0)]
TARGETS = {"dealer_huaxin": 6_500_000, "dealer_huaxin_chaoyang": 2_600_000, "dealer_huaxin_tianjin": 2_000_000}


class DealerDemo(models.AbstractModel):
    """The rebates of the demo story: a volume bonus in three bands, a target bonus, and an idea for next year."""

    _inherit = "dealer.demo"

    @api.model
    def _tell_rebates(self):
        """Promise, settle the first two of four quarters, and leave the third one to be approved."""
        company = self.env.ref("dealer.company_china")
        self = self.with_company(company)
        today = fields.Date.context_today(self)
        first = fields.Date.start_of(today, "quarter") - relativedelta(months=9)
        volume = self._volume_bonus(company, first)
        for quarter in (0, 1):
            run = self._calculated(volume, quarter)
            run.sudo()._approve()
            run.action_settle()
        self._calculated(volume, 2).action_request_approval()
        volume.action_accrue()
        self._target_bonus(company, first)
        self._service_bonus(company, first)

    def _volume_bonus(self, company, first):
        program = self._make_program(
            company,
            first,
            name=self.env._("Volume bonus"),
            code="VOLUME",
            cumulation_period="program",
            type_ids=[Command.link(self.env.ref("dealer.type_wholesaler").id)],
            accrual_account_id=self._fund_account(
                company, "214910", self.env._("Accrued rebates"), "liability_current"
            ).id,
            band_ids=[Command.create({"value_from": low, "value_to": high, "rate": rate}) for low, high, rate in BANDS],
            description=self.env._(
                "On everything that is invoiced, special prices included. Credited to your rebate account after each"
                " quarter; it pays up to 30 % of an order."
            ),
        )
        program.action_activate()
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": "dealer_rebate.program_volume", "record": program, "noupdate": True}]
        )
        return program

    def _make_program(self, company, first, **vals):
        """Return a draft of a year from ``first`` on, settled each quarter into the rebate fund."""
        product = self.env.ref("dealer_rebate.product_rebate")
        expense = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", company.ids)], order="code", limit=1
        )
        return self.env["dealer.rebate.program"].create(
            {
                "company_id": company.id,
                "date_from": first,
                "date_to": first + relativedelta(years=1, days=-1),
                "settle_by": "fund",
                "fund_type_id": self.env.ref("dealer_fund.type_rebate").id,
                "settlement_product_id": product.id,
                "expense_account_id": expense.id,
                **vals,
            }
        )

    def _calculated(self, program, quarter):
        """Return the reviewed run of one quarter."""
        first, last = program._settlement_periods()[quarter]
        finance = self.env.ref("dealer.user_finance")
        run = (
            self.env["dealer.rebate.run"]
            .with_user(finance)
            .with_company(program.company_id)
            .create(
                {
                    "program_id": program.id,
                    "period_from": first,
                    "period_to": last,
                    "settle_date": last + relativedelta(days=10),
                }
            )
        )
        run.action_calculate()
        run.action_review()
        return run

    def _target_bonus(self, company, first):
        """Key accounts: 4 % from 60 % of the target on, above it 6 % and 8 % on the excess."""
        days = {"date_from": first, "date_to": first + relativedelta(years=1, days=-1)}
        targets = [
            Command.create({"dealer_id": self.env.ref(f"dealer.{name}").id, "value": value, **days})
            for name, value in TARGETS.items()
        ]
        program = self._make_program(
            company,
            first,
            name=self.env._("Annual target of key accounts"),
            code="TARGET",
            settlement_period="program",
            cumulation_period="program",
            comparison="target",
            method="target_split",
            bound="exclusive",
            type_ids=[Command.link(self.env.ref("dealer.type_key_account").id)],
            target_ids=targets,
            band_ids=[
                Command.create({"value_from": 60, "value_to": 100, "rate": 4.0}),
                Command.create({"value_from": 100, "rate": 6.0, "excess_rate": 8.0}),
            ],
        )
        program.action_activate()

    def _service_bonus(self, company, first):
        """A draft for next year, to be simulated."""
        self._make_program(
            company,
            first + relativedelta(years=1),
            name=self.env._("Growth bonus of service providers"),
            code="GROWTH",
            cumulation_period="year",
            comparison="growth",
            rate_on="excess",
            type_ids=[Command.link(self.env.ref("dealer.type_service_provider").id)],
            band_ids=[
                Command.create({"value_from": 5, "value_to": 15, "rate": 5.0}),
                Command.create({"value_from": 15, "rate": 8.0}),
            ],
        )
