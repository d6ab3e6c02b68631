from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# What each dealer of the demo story buys: (last 12 months, the 12 months before, how it pays), in its company's currency.
TRADE = {
    "dealer_lida": (5_600_000, 5_000_000, "prompt"),
    "dealer_lida_lujiazui": (620_000, 560_000, "prompt"),
    "dealer_lida_minhang": (180_000, 190_000, "prompt"),
    "dealer_hexin": (540_000, 510_000, "prompt"),
    "dealer_jinling": (5_200_000, 4_300_000, "prompt"),  # ready for platinum
    "dealer_yutong": (350_000, 520_000, "late"),  # no longer silver
    "dealer_xihu": (2_300_000, 2_100_000, "prompt"),
    "dealer_gangtong": (900_000, 1_400_000, "never"),  # on hold for it
    "dealer_kexin": (700_000, 640_000, "prompt"),
    "dealer_huaxin": (6_400_000, 6_000_000, "prompt"),
    "dealer_huaxin_chaoyang": (2_400_000, 2_200_000, "prompt"),
    "dealer_huaxin_tianjin": (2_100_000, 2_050_000, "prompt"),
    "dealer_binhai": (480_000, 900_000, "late"),
    "dealer_qilu": (2_600_000, 2_400_000, "prompt"),
    "dealer_landao": (560_000, 500_000, "prompt"),
    "dealer_haidian": (90_000, 80_000, "prompt"),
    "dealer_lingnan": (5_100_000, 5_300_000, "prompt"),  # platinum, and shrinking
    "dealer_xinyi": (750_000, 700_000, "prompt"),
    "dealer_panyu": (60_000, 70_000, "late"),
    "dealer_tianhe": (520_000, 300_000, "prompt"),
    "dealer_pengcheng": (2_900_000, 2_200_000, "prompt"),
    "dealer_nanshan": (140_000, 120_000, "prompt"),
    "dealer_lujiang": (600_000, 650_000, "late"),
    "dealer_harbour_cn": (2_200_000, 2_000_000, "prompt"),
    "dealer_merlion_cn": (800_000, 750_000, "prompt"),
    "dealer_harbour_int": (120_000, 100_000, "prompt"),
    "dealer_merlion_int": (900_000, 820_000, "prompt"),
    "dealer_rhine": (340_000, 310_000, "prompt"),
    "dealer_lumen": (95_000, 90_000, "late"),
    "dealer_pacific": (1_100_000, 1_000_000, "prompt"),
}
TERMS = {
    "type_wholesaler": "account.account_payment_term_30days",
    "type_key_account": "account.account_payment_term_45days",
    "type_service_provider": "account.account_payment_term_21days",
    "type_online_reseller": "account.account_payment_term_15days",
    "type_community": "account.account_payment_term_immediate",
}
DAYS_AFTER_DUE = {"prompt": -2, "late": 20}
MONTHS_BACK = (1, 4, 7, 10, 13, 16, 19, 22)


class DealerDemo(models.AbstractModel):
    """Tells the part of the demo story that has to be worked out: what dealers bought and paid until today."""

    _name = "dealer.demo"
    _description = "Demo story of the dealers"

    @api.model
    def _tell_accounting(self):
        """Give the companies their books, the dealers their payment terms, and two years of invoices and payments."""
        for xmlid in ("dealer.company_china", "base.main_company"):
            self._open_books(self.env.ref(xmlid))
        self._set_terms()
        dealers = {self.env.ref(f"dealer.{name}"): name for name in TRADE}
        for company, some in self.env["dealer.dealer"].union(*dealers).grouped("company_id").items():
            trade = {dealer: TRADE[dealers[dealer]] for dealer in some}
            self._trade(trade, self.env["account.move"].with_company(company))

    def _open_books(self, company):
        """Load a chart of accounts without changing the currency of the company, if it has none."""
        if not company.chart_template:
            currency = company.currency_id
            self.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
            company.currency_id = currency

    def _set_terms(self):
        for type_name, term_name in TERMS.items():
            dealer_type, term = self.env.ref(f"dealer.{type_name}"), self.env.ref(term_name)
            dealer_type.payment_term_id = term
            self.env["dealer.dealer"].search([("type_id", "=", dealer_type.id)]).payment_term_id = term

    def _trade(self, trade, moves):
        """Invoice a quarter of each year's sales every three months, and pay what the dealer paid by today."""
        today = fields.Date.context_today(self)
        for months in MONTHS_BACK:
            day = today - relativedelta(months=months)
            invoices = moves.create(
                [self._prepare_invoice(dealer, day, sales[months > 12] / 4) for dealer, sales in trade.items()]
            )
            invoices.action_post()
            self._pay(invoices, {dealer: sales[2] for dealer, sales in trade.items()}, today)

    def _prepare_invoice(self, dealer, day, amount):
        return {
            "move_type": "out_invoice",
            "partner_id": dealer.partner_id.id,
            "company_id": dealer.company_id.id,
            "currency_id": dealer.company_id.currency_id.id,
            "invoice_date": day,
            "invoice_user_id": dealer.user_id.id,
            "ref": f"{dealer.code}/{day:%Y-%m}",
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._("Merchandise"),
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    def _pay(self, invoices, habits, today):
        """Pay each invoice as its dealer does: those paid on the same day together."""
        by_day = {}
        for invoice in invoices:
            habit = habits[invoice.dealer_id]
            if habit in DAYS_AFTER_DUE:
                day = max(invoice.invoice_date_due + relativedelta(days=DAYS_AFTER_DUE[habit]), invoice.invoice_date)
                by_day.setdefault(day, []).append(invoice.id)
        for day, ids in by_day.items():
            if day <= today:
                register = self.env["account.payment.register"].with_company(invoices.company_id)
                register = register.with_context(
                    active_model="account.move", active_ids=ids, dont_redirect_to_payments=True
                )
                register.create({"payment_date": day, "group_payment": False})._create_payments()
