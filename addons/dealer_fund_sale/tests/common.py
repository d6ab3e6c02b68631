from odoo.fields import Command

from odoo.addons.dealer_fund.tests.common import FundFactory
from odoo.addons.dealer_sale.tests.common import DealerOrdersCase


class FundOrdersCase(FundFactory, DealerOrdersCase):
    """A dealer with 500 of rebates (30 % of an order) and an empty prepayment fund; goods at 10.00 invoiced as ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.invoice_policy = "order"
        cls.rebate_type = cls._fund_type("REBATE", "rebate", order_share_percent=30.0, sequence=1)
        cls.prepaid_type = cls._fund_type("PREPAID", sequence=2)
        cls.rebate = cls._fund(cls.rebate_type, amount=500.0)
        cls.prepaid = cls._fund(cls.prepaid_type)
        cls.clerk = cls._staff("clerk", "dealer.role_sales_desk", "subtree", cls.region)

    @classmethod
    def _order_of(cls, amount, tax=None, **vals):
        """Return a quotation of ``amount`` (a multiple of 10) without tax."""
        line = {
            "product_id": cls.goods.id,
            "product_uom_qty": amount / 10,
            "price_unit": 10.0,
            "tax_ids": [Command.set(tax.ids if tax else [])],
        }
        return cls._order(vals.pop("dealer", cls.dealer), order_line=[Command.create(line)], **vals)

    @classmethod
    def _submitted(cls, amount, **vals):
        order = cls._order_of(amount, **vals)
        result = order.action_submit()
        assert result["state"] == "confirmed", result
        return order

    @classmethod
    def _bill(cls, order, quantity=None):
        """Post an invoice of ``quantity`` pieces of an order (of all that is left if None)."""
        invoice = order._create_invoices()
        if quantity is not None:
            invoice.invoice_line_ids.quantity = quantity
        invoice.action_post()
        return invoice

    @classmethod
    def _credit(cls, invoice, quantity=None, match=True):
        """Post a credit note of ``quantity`` pieces of an invoice (of all if None); matched with it if all."""
        note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=match and quantity is None)
        if quantity is not None:
            note.invoice_line_ids.quantity = quantity
        if note.state == "draft":
            note.action_post()
        return note

    def _planned(self, order):
        return {line["name"]: line["planned"] for line in order.fund_plan()}
