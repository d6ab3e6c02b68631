"""Orders of dealers that are submitted: people, products and orders for tests of this add-on and of those on it."""

from odoo.fields import Command

from .common import DealerOrdersCase


class SubmitCase(DealerOrdersCase):
    """A dealer below whose minimum of 100.00 an order of three pieces at 10.00 lies, and the people around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.cn")
        cls.dealer.partner_id.country_id = cls.country
        cls.dealer.write({"order_minimum": 100.0, "on_minimum": "hold"})
        cls.clerk = cls._staff("orders clerk", "dealer.role_sales_desk", "unit", cls.unit)
        cls.manager = cls._staff("orders manager", "dealer.role_channel_manager", "subtree", cls.region)
        cls.stranger = cls._staff("orders stranger", "dealer.role_channel_manager", "unit", cls.foreign)
        cls.worker = cls._staff("orders worker", "dealer.role_warehouse", "subtree", cls.region)
        cls.auditor = cls._staff("orders auditor", "dealer.role_auditor", "subtree", cls.region)
        cls.buyer = cls._portal_user("orders buyer", cls.dealer.partner_id, cls.dealer)
        cls.viewer = cls._portal_user("orders viewer", cls.dealer.partner_id, cls.dealer)
        cls.viewer.dealer_member_ids.role = "viewer"
        cls.stored = cls.env["product.product"].create(
            {
                "name": "Stored goods",
                "type": "consu",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": False,
                "invoice_policy": "delivery",
            }
        )
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)

    @classmethod
    def _small(cls, **vals):
        """Return a quotation of 30.00: below the minimum, so that submitting it holds it."""
        return cls._order(cls.dealer, quantity=3, **vals)

    @classmethod
    def _large(cls, **vals):
        """Return a quotation of 200.00, which nothing speaks against."""
        return cls._order(cls.dealer, quantity=20, **vals)

    @classmethod
    def _stored_order(cls, quantity=20, **vals):
        """Return a quotation of storable goods."""
        line = Command.create({"product_id": cls.stored.id, "product_uom_qty": quantity})
        return cls._order(cls.dealer, order_line=[line], **vals)

    @classmethod
    def _stock(cls, quantity, product=None, warehouse=None):
        """Put goods into a warehouse."""
        location = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product or cls.stored, location, quantity)

    @classmethod
    def _ship(cls, order, quantity=None):
        """Ship the open delivery of an order, or ``quantity`` pieces of each of its lines, and leave the rest open."""
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _invoice(cls, order, post=True):
        """Invoice an order and return the invoice."""
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _open_holds(self, order):
        return order.dealer_hold_ids.filtered(lambda hold: hold.state == "open")

    def _kinds(self, order):
        return sorted(self._open_holds(order).mapped("kind"))

    def _found(self, order, kind):
        """Return the findings of one kind on one order."""
        return [finding for finding in order._dealer_findings()[order.id] if finding["kind"] == kind]
