from odoo.fields import Command

from odoo.addons.dealer_sale.tests.orders_common import SubmitCase


class PadCase(SubmitCase):
    """A buyer's pad; goods with codes that cost 10.00, no order minimum in the way. The list has dealer terms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer.write({"order_minimum": 0.0, "on_multiple": "hold", "on_assortment": "refuse"})
        cls.goods.write({"default_code": "G-1", "barcode": "4006381333931"})
        cls.stored.write({"default_code": "S-1"})
        cls.packed = cls.env["product.product"].create(
            {"name": "Packed", "default_code": "P-6", "type": "consu", "list_price": 5.0, "taxes_id": False}
        )
        cls.packed.product_tmpl_id.order_multiple = 6
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.packed.product_tmpl_id.uom_ids = cls.dozen
        cls._price(cls.goods, 10.0)
        cls._price(cls.stored, 20.0)
        cls._price(cls.packed, 5.0)
        cls.colleague = cls._portal_user("pad colleague", cls.dealer.partner_id, cls.dealer)
        cls.outsider = cls._portal_user("pad outsider", cls.hidden.partner_id, cls.hidden)

    @classmethod
    def _price(cls, product, price, dealer=None, **vals):
        """Put a fixed price into the own list of a dealer."""
        return cls.env["product.pricelist.item"].create(
            {
                "pricelist_id": (dealer or cls.dealer).pricelist_id.id,
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": price,
                **vals,
            }
        )

    @classmethod
    def _forbid(cls, product, dealer=None):
        return cls.env["dealer.assortment"].create(
            {
                "name": "Not for you",
                "effect": "forbid",
                "dealer_ids": [Command.set((dealer or cls.dealer).ids)],
                "product_tmpl_ids": [Command.set(product.product_tmpl_id.ids)],
            }
        )

    def _pad(self, user=None, dealer=None):
        """Return the pad of ``user`` (the buyer), acting for himself."""
        user = user or self.buyer
        answer = self.env["dealer.order.pad"].with_user(user).open_for((dealer or self.dealer).id)
        return self.env["dealer.order.pad"].with_user(user).browse(answer["pad_id"])

    def _check(self, *rows, pad=None):
        """Return the answer about rows given as (code, quantity[, unit])."""
        names = ("code", "quantity", "unit")
        return (pad or self._pad()).check([dict(zip(names, row, strict=False)) for row in rows])

    def _kinds(self, row):
        return [message["kind"] for message in row["messages"]]
