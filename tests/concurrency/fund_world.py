"""Dealers with funds and orders that draw on them, made over RPC as a user would."""

import itertools
import time

from .world import LIST_PRICE, World

PRICE = LIST_PRICE

_accounts = itertools.count(int(time.time()) % 10_000_000)


class FundWorld(World):
    """Adds fund types, funds with lots, quotations that they pay for, invoices, and what the books say."""

    def __init__(self, crowd):
        super().__init__(crowd, "Purse")
        company = crowd("res.users", "read", [crowd.uid], ["company_id"])[0]["company_id"][0]
        journals = crowd("account.journal", "search", [("type", "=", "general"), ("company_id", "=", company)])
        self._vals = {
            "kind": "prepayment",
            "company_id": company,
            "journal_id": journals[0],
            "counterpart_account_id": self._account(company, False),
        }
        self._account_id = self._account(company, True)
        self._fund_type = crowd(
            "dealer.fund.type",
            "create",
            {
                **self._vals,
                "name": "Purse",
                "code": f"purse {time.time_ns()}",
                "account_id": self._account_id,
                "sequence": 1,
            },
        )

    def _account(self, company, reconcile):
        return self._call(
            "account.account",
            "create",
            {
                "code": f"99{next(_accounts)}",
                "name": self.name(),
                "account_type": "liability_current",
                "reconcile": reconcile,
                "company_ids": [(6, 0, [company])],
            },
        )

    def fund(self, *lots):
        """Return (fund, partner): a fund of a new dealer with ``lots`` of these amounts."""
        dealer, partner = self.dealer()
        fund = self._call("dealer.fund", "create", {"dealer_id": dealer, "type_id": self._fund_type})
        for amount in lots:
            self._call("dealer.fund", "deposit", [fund], amount, "Lot")
        return fund, partner

    def orders(self, partner, amounts):
        """Return the ids of new quotations, one for each amount (multiples of the price), without taxes."""
        return self._call("sale.order", "create", [self._order(partner, amount) for amount in amounts])

    def _order(self, partner, amount):
        line = {"product_id": self._product, "product_uom_qty": amount / PRICE, "price_unit": PRICE}
        return {"partner_id": partner, "order_line": [(0, 0, {**line, "tax_ids": [(5,)]})]}

    def invoices(self, partner, amounts):
        """Return the ids of posted invoices, one for each amount."""
        made = self._call(
            "account.move",
            "create",
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner,
                    "invoice_date": time.strftime("%Y-%m-%d"),
                    "invoice_line_ids": [
                        (0, 0, {"name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [(5,)]})
                    ],
                }
                for amount in amounts
            ],
        )
        self._call("account.move", "action_post", made)
        return made

    def figures(self, fund):
        """Return what a fund tells of itself."""
        return self._call("dealer.fund", "read", [fund], ["balance", "held", "available"])[0]

    def ledger(self, partner):
        """Return minus the sum of the posted items of ``partner`` on the account of the funds."""
        domain = [("account_id", "=", self._account_id), ("partner_id", "=", partner), ("parent_state", "=", "posted")]
        rows = self._call("account.move.line", "search_read", domain, ["amount_currency"])
        return -sum(row["amount_currency"] for row in rows)
