from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.dealer_sale.tests.common import DealerOrdersCase


class CreditCase(DealerOrdersCase):
    """A dealer with a credit line of 1,000 under the standard policy, and helpers for lines, orders and their documents.

    Goods cost 10.00 without taxes; the line is in the currency of the company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.invoice_policy = "delivery"
        cls.currency = cls.company.currency_id
        cls.policy = cls.env["dealer.credit.policy"].create({"name": "Tests"})
        cls.line = cls._credit_line(cls.dealer, 1000)
        cls.clerk = cls._staff("clerk", "dealer.role_sales_desk", "subtree", cls.region)
        cls.controller = cls._staff("controller", "dealer.role_credit_controller", "subtree", cls.region)

    @classmethod
    def _credit_line(cls, dealer, limit=0.0, **vals):
        owner = {"group_id": dealer.id} if dealer._name == "dealer.credit.group" else {"dealer_id": dealer.id}
        return cls.env["dealer.credit.line"].create(
            {"limit_amount": limit, "policy_id": cls.policy.id, **owner, **vals}
        )

    @classmethod
    def _credit_order(cls, amount, dealer=None, **vals):
        """Return a quotation of ``amount`` (a multiple of 10) at a price agreed on by hand."""
        vals.setdefault("order_line", [cls._order_line(amount / 10)])
        return cls._order(dealer or cls.dealer, **vals)

    @classmethod
    def _order_line(cls, quantity, product=None, price=10.0):
        return Command.create(
            {
                "product_id": (product or cls.goods).id,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.clear()],
            }
        )

    @classmethod
    def _confirmed(cls, amount, dealer=None, **vals):
        order = cls._credit_order(amount, dealer, **vals)
        result = order.action_submit()
        assert result["state"] == "confirmed", result
        return order

    @classmethod
    def _deliver(cls, order, quantity=None, backorder=True):
        """Deliver ``quantity`` pieces (all if None) of the order's open transfer."""
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))[:1]
        picking.move_ids.quantity = picking.move_ids.product_uom_qty if quantity is None else quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, cancel_backorder=not backorder)._action_done()
        return picking

    @classmethod
    def _return(cls, picking, quantity):
        """Take ``quantity`` pieces of a delivery back, to be credited."""
        wizard = cls.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        wizard.product_return_moves.to_refund = True
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back._action_done()
        return back

    @classmethod
    def _bill(cls, order, post=True):
        invoice = order._create_invoices(final=True)
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _prepay(cls, amount, dealer=None):
        """Return a posted payment of a dealer that is matched with nothing."""
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (dealer or cls.dealer).partner_id.id,
                "company_id": cls.company.id,
                "amount": amount,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def _make_rate(cls, code, rate, date="2020-01-01"):
        """Return the currency, ``rate`` of which make one unit of the company's currency."""
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        currency.active = True
        currency.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": cls.company.id, "name": fields.Date.to_date(date), "rate": rate}
        )
        return currency

    def _figures(self, line=None):
        """Return the figures of a line as a dict of those that are not zero."""
        line = line or self.line
        line.invalidate_recordset()
        names = ("receivable", "credit", "prepaid", "draft", "delivered", "ordered", "held")
        return {name: line[f"{name}_amount"] for name in names if line[f"{name}_amount"]}

    def _decision(self, line=None):
        """Return the latest decision on a line."""
        return self.env["dealer.credit.decision"].search([("line_id", "=", (line or self.line).id)], limit=1)

    def _holds(self, order):
        """Return the rows of the holds of an order as (amount, state)."""
        return self.env.execute_query(
            SQL("SELECT amount::float, state FROM dealer_credit_hold WHERE order_ref = %s ORDER BY id", order.id)
        )

    @staticmethod
    def _day(days):
        """Return the day that is ``days`` from today."""
        return fields.Date.add(fields.Date.today(), days=days)

    @classmethod
    def _set_tax(cls, order, percent):
        tax = cls.env["account.tax"].create({"name": f"{percent} %", "amount": percent, "company_id": cls.company.id})
        order.order_line.tax_ids = [Command.set(tax.ids)]
