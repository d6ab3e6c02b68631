from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain


class DealerPortal(models.AbstractModel):
    """Deliveries as a storekeeper sees them: what, how many, when, by whom. No prices, so no orders."""

    _inherit = "dealer.portal"

    @api.model
    def _delivery_domain(self, visitor):
        """Return the domain of the deliveries to the dealer of one membership, planned and done."""
        return Domain(
            [
                ("sale_id.dealer_id", "=", visitor.dealer_id.id),
                ("state", "in", ("waiting", "confirmed", "assigned", "done")),
                ("location_dest_id.usage", "in", ("customer", "transit")),
            ]
        )

    @api.model
    def _delivery_count(self, visitor):
        """Return how many deliveries :meth:`_deliveries` goes through."""
        return self.env["stock.picking"].sudo().search_count(self._delivery_domain(visitor))

    @api.model
    def _deliveries(self, visitor, limit, offset=0):
        """Return deliveries to the dealer, those that are not received first: list of dicts without any price.

        Keys: ``id name order reference state shipped received planned tracking to_receive``, ``lines``: list of dicts
        ``product quantity unit``.
        """
        pickings_sudo = self.env["stock.picking"].sudo()
        found_sudo = pickings_sudo.search(
            self._delivery_domain(visitor), limit=limit, offset=offset, order="dealer_received_at desc, id desc"
        )
        states = dict(pickings_sudo._fields["state"]._description_selection(self.env))
        return [self._delivery_row(picking_sudo, states) for picking_sudo in found_sudo]

    @api.model
    def _delivery_row(self, picking, states):
        shipped = picking.state == "done"
        return {
            "id": picking.id,
            "name": picking.name,
            "order": picking.sale_id.name,
            "reference": picking.sale_id.client_order_ref or "",
            "state": self.env._("Received") if picking.dealer_received_at else self._delivery_state(picking, states),
            "shipped": picking.date_done if shipped else False,
            "planned": False if shipped else picking.scheduled_date,
            "received": picking.dealer_received_at,
            "tracking": picking.carrier_tracking_ref or "" if "carrier_tracking_ref" in picking._fields else "",
            "to_receive": shipped and not picking.dealer_received_at,
            "lines": [
                {
                    "product": move.product_id.display_name,
                    "quantity": move.quantity if shipped else move.product_uom_qty,
                    "unit": move.product_uom.name,
                }
                for move in picking.move_ids
                if move.state != "cancel"
            ],
        }

    @api.model
    def _delivery_state(self, picking, states):
        return self.env._("Shipped") if picking.state == "done" else states[picking.state]

    @api.model
    def _receive(self, visitor, picking_id):
        """Note that a delivery to the dealer of one membership has arrived; again changes nothing.

        :raise MissingError: if it is no delivery that could be received
        """
        pickings_sudo = self.env["stock.picking"].sudo()
        domain = pickings_sudo._shipped_to_dealer_domain() & Domain("sale_id.dealer_id", "=", visitor.dealer_id.id)
        picking_sudo = pickings_sudo.search(domain & Domain("id", "=", picking_id))
        if not picking_sudo:
            raise MissingError(self.env._("There is no such delivery to receive."))
        if not picking_sudo.dealer_received_at:
            picking_sudo.dealer_received_at = fields.Datetime.now()
