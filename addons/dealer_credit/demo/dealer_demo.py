from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# Permanent limits, in the currency of the dealer.
LIMITS = {
    "dealer_lida": 1_600_000,
    "dealer_lida_lujiazui": 150_000,
    "dealer_lida_minhang": 60_000,
    "dealer_hexin": 150_000,
    "dealer_jinling": 1_300_000,
    "dealer_yutong": 120_000,
    "dealer_xihu": 700_000,
    "dealer_gangtong": 300_000,  # never pays: frozen
    "dealer_kexin": 200_000,
    "dealer_binhai": 150_000,
    "dealer_qilu": 800_000,
    "dealer_landao": 160_000,
    "dealer_lingnan": 1_500_000,
    "dealer_xinyi": 220_000,
    "dealer_tianhe": 180_000,
    "dealer_pengcheng": 900_000,
    "dealer_lujiang": 180_000,
    "dealer_merlion_cn": 40_000,
    "dealer_merlion_int": 260_000,
    "dealer_rhine": 100_000,
    "dealer_lumen": 30_000,
    "dealer_pacific": 320_000,
}
PREPAID = ("dealer_haidian", "dealer_panyu", "dealer_nanshan")
REVIEWERS = {"dealer.company_china": "dealer.user_linwei", "base.main_company": "dealer.user_credit"}


class DealerDemo(models.AbstractModel):
    """The credit part of the demo story: who may owe what, and orders that wait for credit."""

    _inherit = "dealer.demo"

    @api.model
    def _tell_credit(self):
        """Open credit lines for the dealers of the story, and submit orders that meet them."""
        strict, patient = self.env.ref("dealer_credit.policy_standard"), self.env.ref("dealer_credit.policy_patient")
        for name, limit in LIMITS.items():
            self._open_line(name, limit_amount=limit, policy_id=(patient if limit >= 1_000_000 else strict).id)
        for name in PREPAID:
            self._open_line(name, control="prepaid", policy_id=strict.id)
        self._share_lines()
        self._adorn_lines()
        self._submit_orders()

    def _open_line(self, name, **vals):
        dealer = self.env.ref(f"dealer.{name}")
        reviewer = next(user for company, user in REVIEWERS.items() if self.env.ref(company) == dealer.company_id)
        today = fields.Date.context_today(self)
        line = self.env["dealer.credit.line"].create(
            {
                "dealer_id": dealer.id,
                "review_date": today + relativedelta(months=1 + dealer.id % 10),
                "review_user_id": self.env.ref(reviewer).id,
                **vals,
            }
        )
        # noupdate: an upgrade drops what no data file names
        xml_id = f"dealer_credit.line_{name.removeprefix('dealer_')}"
        self.env["ir.model.data"]._update_xmlids([{"xml_id": xml_id, "record": line, "noupdate": True}])

    def _share_lines(self):
        """The shops of one family share a line, and a dealer of both companies has one for both."""
        shops = ("dealer_huaxin", "dealer_huaxin_chaoyang", "dealer_huaxin_tianjin")
        both = ("dealer_harbour_cn", "dealer_harbour_int")
        for title, names, limit, company in (
            ("Huaxin and its shops", shops, 3_000_000, "dealer.company_china"),
            ("Harbour, both companies", both, 900_000, False),
        ):
            group = self.env["dealer.credit.group"].create(
                {
                    "name": title,
                    "company_id": self.env.ref(company).id if company else False,
                    "dealer_ids": [Command.set([self.env.ref(f"dealer.{name}").id for name in names])],
                }
            )
            self.env["dealer.credit.line"].create(
                {
                    "group_id": group.id,
                    "limit_amount": limit,
                    "currency_id": self.env.ref("base.CNY").id,
                    "policy_id": self.env.ref("dealer_credit.policy_standard").id,
                    "review_user_id": self.env.ref("dealer.user_credit").id,
                }
            )

    def _adorn_lines(self):
        """A guarantee, a temporary limit for the season, a frozen line, a review that is due."""
        today = fields.Date.context_today(self)
        self.env.ref("dealer_credit.line_lida").write(
            {"guarantee_amount": 500_000, "guarantee_until": today + relativedelta(months=7)}
        )
        self.env["dealer.credit.temporary"].create(
            {
                "line_id": self.env.ref("dealer_credit.line_lingnan").id,
                "amount": 200_000,
                "date_from": today - relativedelta(days=10),
                "date_to": today + relativedelta(days=50),
                "reason": self.env._("Autumn fair"),
            }
        )
        self.env.ref("dealer_credit.line_gangtong").action_freeze(self.env._("Nothing was paid for a year."))
        self.env.ref("dealer_credit.line_qilu").review_date = today - relativedelta(days=2)
        # not by the job, which commits line by line
        for line_sudo in self.env["dealer.credit.line"].sudo()._due_for_review():
            line_sudo._ask_for_review()

    def _submit_orders(self):
        """The sales desk submits an order beyond the limit and one of a dealer that is overdue: both wait."""
        sales = self.env.ref("dealer.user_sales")
        for name, share in (("dealer_jinling", 1.2), ("dealer_yutong", 0.2), ("dealer_xihu", 0.1)):
            line = self.env.ref(f"dealer_credit.line_{name.removeprefix('dealer_')}")
            dealer = line.dealer_id
            order = (
                self.env["sale.order"]
                .with_company(dealer.company_id)
                .with_user(sales)
                .create(
                    {
                        "partner_id": dealer.partner_id.id,
                        # its own address: a site elsewhere would be held for the territory as well
                        "partner_shipping_id": dealer.partner_id.id,
                        "company_id": dealer.company_id.id,
                        "order_line": [
                            Command.create(
                                {
                                    "product_id": self.env.ref("dealer_credit.product_display").id,
                                    "product_uom_qty": round(line.limit_amount * share / 2000),
                                    "price_unit": 2000,
                                    "tax_ids": [Command.clear()],
                                }
                            )
                        ],
                    }
                )
            )
            order.action_submit()
