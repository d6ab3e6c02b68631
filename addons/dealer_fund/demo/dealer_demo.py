from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# (code, name, name in Chinese, kind, account number, share of an order, months valid)
TYPES = [
    ("REBATE", "Rebate account", "返利账户", "rebate", "214100", 30.0, 12),
    ("PREPAID", "Prepayment account", "预存款账户", "prepayment", "214200", 100.0, 0),
    ("MARKETING", "Marketing support", "市场费用", "marketing", "214300", 10.0, 6),
    ("SECURITY", "Security deposit", "保证金", "deposit", "214400", 100.0, 0),
]
# What dealers have: (dealer, fund type, amount, months ago, memo)
MONEY = [
    ("dealer_lida", "REBATE", 48_000, 8, "Rebate, 1st quarter"),
    ("dealer_lida", "REBATE", 32_500, 2, "Rebate, 2nd quarter"),
    ("dealer_lida", "MARKETING", 15_000, 3, "Autumn campaign"),
    ("dealer_lida", "SECURITY", 100_000, 20, "Security under the contract"),
    ("dealer_haidian", "PREPAID", 120_000, 1, "Advance payment"),
    ("dealer_panyu", "PREPAID", 60_000, 1, "Advance payment"),
    ("dealer_nanshan", "PREPAID", 25_000, 0, "Advance payment"),
    ("dealer_lujiazui", "REBATE", 9_000, 4, "Rebate, 1st half"),
    ("dealer_xihu", "REBATE", 18_200, 2, "Rebate, 2nd quarter"),
    ("dealer_jinling", "REBATE", 26_000, 13, "Rebate of last year"),
    ("dealer_jinling", "REBATE", 31_000, 2, "Rebate, 2nd quarter"),
]


class DealerDemo(models.AbstractModel):
    """The funds of the demo story: prepayments, rebates, marketing support, deposits, and proofs that wait."""

    _inherit = "dealer.demo"

    @api.model
    def _tell_funds(self):
        """Make the fund types of Northstar China, fill the funds of its dealers, and submit payment proofs."""
        company = self.env.ref("dealer.company_china")
        types = self.with_company(company)._make_fund_types(company)
        for name, code, amount, months, memo in MONEY:
            if dealer := self.env.ref(f"dealer.{name}", raise_if_not_found=False):
                fund = self.env["dealer.fund"]._of_dealers(dealer, types[code])[dealer.id]
                fund._deposit(
                    amount,
                    counterpart=types[code].counterpart_account_id,
                    date=fields.Date.context_today(self) - relativedelta(months=months),
                    memo=memo,
                    origin="",
                    kind="rebate" if code == "REBATE" else "deposit",
                )
        self._submit_proofs()

    def _make_fund_types(self, company):
        """Return {code: fund type} with accounts of their own."""
        journal = self.env["account.journal"].create(
            {"name": self.env._("Dealer funds"), "code": "FUND", "type": "general", "company_id": company.id}
        )
        accrued = self._fund_account(company, "214900", self.env._("Accrued to dealers"), "liability_current")
        income = self._fund_account(company, "719100", self.env._("Expired dealer funds"), "income_other")
        types = {}
        for number, (code, name, chinese, kind, account, share, months) in enumerate(TYPES):
            own = self._fund_account(company, account, name, "liability_current", reconcile=True)
            types[code] = self.env["dealer.fund.type"].create(
                {
                    "name": name,
                    "code": code,
                    "kind": kind,
                    "company_id": company.id,
                    "account_id": own.id,
                    "journal_id": journal.id,
                    "counterpart_account_id": accrued.id,
                    "income_account_id": income.id,
                    "expiry_months": months,
                    "order_share_percent": share,
                    "sequence": 10 * (number + 1),
                }
            )
            types[code].update_field_translations("name", {"zh_CN": chinese})
            xml_id = f"dealer_fund.type_{code.lower()}"
            self.env["ir.model.data"]._update_xmlids([{"xml_id": xml_id, "record": types[code], "noupdate": True}])
        return types

    def _fund_account(self, company, code, name, account_type, reconcile=False):
        return self.env["account.account"].create(
            {
                "code": code,
                "name": name,
                "account_type": account_type,
                "reconcile": reconcile,
                "company_ids": [Command.set(company.ids)],
            }
        )

    def _submit_proofs(self):
        """Two dealers have paid and wait for finance."""
        for name, amount, reference in (
            ("dealer_haidian", 40_000, "ICBC 2207 8841 0031"),
            ("dealer_panyu", 15_500, "CCB 9903 2018 7765"),
        ):
            dealer = self.env.ref(f"dealer.{name}")
            funds = self.env["dealer.fund"].search([("dealer_id", "=", dealer.id), ("kind", "=", "prepayment")])
            dealer.submit_payment_proof({"amount": amount, "reference": reference, "fund_id": funds[:1].id or None})
