from odoo.fields import Command

from odoo.addons.dealer_account.tests.common import DealerDocumentsCase


class DealerOrdersCase(DealerDocumentsCase):
    """Orders beside the invoices of the dealers that :class:`DealerDocumentsCase` sets up."""

    @classmethod
    def get_default_groups(cls):
        """The platform's test cases archive all price lists first: who does that sets the prices of dealers, too."""
        return super().get_default_groups() | cls.quick_ref("dealer_price.group_price_manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            {"name": "Goods", "type": "consu", "list_price": 10.0, "taxes_id": False}
        )

    @classmethod
    def _orders(cls, dealers, quantity=3, **vals):
        """Return one quotation of ``quantity`` pieces at 10.00 for each of ``dealers``."""
        return cls.env["sale.order"].create(
            [
                {
                    "partner_id": dealer.partner_id.id,
                    "company_id": dealer.company_id.id,
                    "order_line": [Command.create({"product_id": cls.goods.id, "product_uom_qty": quantity})],
                    **vals,
                }
                for dealer in dealers
            ]
        )

    @classmethod
    def _order(cls, dealer, quantity=3, **vals):
        return cls._orders([dealer], quantity, **vals)
