"""Programs and documents for tests of what counts for a rebate."""

from datetime import date
from decimal import Decimal

from odoo.fields import Command

from odoo.addons.dealer_price_request.tests.common import SpecialPriceCase

from ..engine import exact

D = Decimal
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


class RebateBasisCase(SpecialPriceCase):
    """A program of one band for the year 2026, and documents of the dealers of :class:`SpecialPriceCase`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._category("Oil")
        cls.motor_oil = cls._category("Motor Oil", cls.oil)
        cls.can = cls._product("Can", cls.oil)
        cls.drum = cls._product("Drum", cls.motor_oil)
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.piece = cls.env.ref("uom.product_uom_unit")
        cls.basis = cls.env["dealer.rebate.basis"]

    @classmethod
    def _category(cls, name, parent=None):
        return cls.env["product.category"].create({"name": name, "parent_id": parent and parent.id})

    @classmethod
    def _product(cls, name, category):
        return cls.env["product.product"].create(
            {"name": name, "categ_id": category.id, "list_price": 10.0, "taxes_id": False}
        )

    @classmethod
    def _program(cls, **vals):
        bands = vals.pop("bands", [(0, 0, 10)])
        return cls.env["dealer.rebate.program"].create(
            {
                "name": "Loyalty",
                "code": "LOYALTY",
                "company_id": cls.company.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 12, 31),
                "band_ids": [
                    Command.create({"value_from": start, "value_to": end, "rate": rate}) for start, end, rate in bands
                ],
                **vals,
            }
        )

    @classmethod
    def _bill(cls, amount=100.0, date="2026-03-10", product=None, quantity=1, dealer=None, line=None, **vals):
        """Return a posted invoice with one line of ``quantity`` at ``amount`` each."""
        product = product or cls.goods
        values = {"product_id": product.id, "quantity": quantity, "price_unit": amount, "tax_ids": [Command.clear()]}
        lines = [Command.create({**values, **(line or {})})]
        return cls._invoices([dealer or cls.dealer], date=date, invoice_line_ids=lines, **vals)

    @classmethod
    def _give_back(cls, invoice, date, quantity=None):
        """Return a posted credit note that takes an invoice back, or ``quantity`` of each of its lines."""
        note = invoice._reverse_moves([{"invoice_date": date, "date": date}])
        if quantity is not None:
            note.invoice_line_ids.quantity = quantity
        note.action_post()
        return note

    def _figures(self, program, period=QUARTER, dealer=None):
        return self.basis._sums(program, period).get((dealer or self.dealer).id)

    def _amount(self, program, period=QUARTER, dealer=None):
        figures = self._figures(program, period, dealer)
        return figures.amount if figures else None

    def _assert_documents_add_up(self, program, period=QUARTER):
        """The documents of each dealer, page by page, add up to what is counted, exactly."""
        for dealer_id, figures in self.basis._sums(program, period).items():
            documents = page = self.basis._documents(program, period, dealer_id, limit=2)
            while page:
                page = self.basis._documents(program, period, dealer_id, offset=len(documents), limit=2)
                documents = documents + page
            self.assertEqual(sum(exact(document["amount"]) for document in documents), figures.amount)
            self.assertEqual(sum(exact(document["quantity"]) for document in documents), figures.quantity)
            self.assertEqual(sum(exact(document["counted"]) for document in documents), figures.volume(program.measure))
        return True
