from odoo import api, models

from ..engine.shapes import Refusal


class DealerApi(models.AbstractModel):
    """How goods leave."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_deliveries_confirm(self, items):
        find = self._order_finder(items, "delivery")

        def resolve(item):
            self._check_day(item["date"])
            return {"order": find(item)}

        return self._each(items, resolve)

    @api.model
    def _execute_deliveries_confirm(self, items, undo):
        del undo
        return [self._deliver(item) for item in items]

    @api.model
    def _deliver(self, item):
        """Ship what one input asks for, through all steps of the warehouse. :return: its result"""
        order = item["order"]
        self._check_confirmed(order)
        wanted = self._wanted_quantities(item)
        before = self._outward(order, done=True)
        while pickings := self._next_pickings(order, self._outward(order, done=True) - before):
            self._ship(pickings, wanted)
        shipped = self._outward(order, done=True) - before
        leaving = shipped.filtered(lambda picking: picking.location_dest_id._is_outgoing()) or shipped
        if not leaving:
            raise Refusal("nothing_open", name=order.name)
        self._note_shipment(shipped, leaving, item)
        return self._delivery_result(order, leaving)

    @api.model
    def _check_confirmed(self, order):
        """Raise, with what to do, if nothing can be shipped or invoiced of ``order`` because it is not confirmed."""
        if order.state == "cancel":
            raise Refusal("nothing_open", why=self.env._("%(order)s is cancelled.", order=order.name))
        if order.state != "sale":
            raise Refusal(
                "nothing_open",
                why=self.env._(
                    "%(order)s is not confirmed. orders_status tells what holds it; release that first.",
                    order=order.name,
                ),
            )

    @api.model
    def _outward(self, order, done):
        """Return the transfers of the order that are done, or open; none that brings goods back from the dealer."""
        outward = order.picking_ids.filtered(lambda picking: picking.location_id.usage != "customer")
        return outward.filtered(
            lambda picking: picking.state == "done" if done else picking.state not in ("done", "cancel")
        )

    @api.model
    def _next_pickings(self, order, done):
        """Return the transfers that come next: those open at the beginning of the chain, or fed by what was just ``done``."""
        pickings = self._outward(order, done=False)
        fed = pickings.filtered(lambda picking: picking.move_ids.move_orig_ids.picking_id & done)
        first = pickings.filtered(
            lambda picking: (
                not picking.move_ids.move_orig_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            )
        )
        return fed if done else first

    @api.model
    def _wanted_quantities(self, item):
        """Return {order line: quantity} to ship, or None for all that is open. :raise Refusal: more than is open"""
        if not item["lines"]:
            return None
        wanted = {}
        for index, line in enumerate(item["lines"]):
            left = line["quantity"]
            for order_line in item["order"].order_line.filtered(
                lambda each, code=line["product"]: each.product_id.default_code == code
            ):
                room = order_line.product_uom_qty - order_line.qty_delivered - wanted.get(order_line, 0.0)
                part = min(left, max(room, 0.0))
                wanted[order_line] = wanted.get(order_line, 0.0) + part
                left -= part
            if item["order"].order_line.product_uom_id[:1].compare(left, 0) > 0:
                open_quantity = f"{line['quantity'] - left:g}"
                raise Refusal("too_much", f"lines[{index}].quantity", open=open_quantity, name=line["product"])
        return wanted

    @api.model
    def _ship(self, pickings, wanted):
        """Validate transfers with the quantities ``wanted`` by order line; the rest stays in a backorder."""
        left = dict(wanted) if wanted is not None else None
        for move in pickings.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            quantity = move.product_uom_qty
            if left is not None:
                line = move.sale_line_id
                room = left.get(line, 0.0)
                asked = line.product_uom_id._compute_quantity(room, move.product_uom, round=False) if line else 0.0
                quantity = min(asked, quantity)
                if line:
                    left[line] = room - move.product_uom._compute_quantity(quantity, line.product_uom_id, round=False)
            move.quantity = quantity
            move.picked = move.product_uom.compare(quantity, 0) > 0
        moving = pickings.filtered(lambda picking: any(picking.move_ids.mapped("picked")))
        if not moving:
            raise Refusal("nothing_open", name=", ".join(pickings.mapped("name")))
        moving.with_context(skip_backorder=True, skip_sms=True).button_validate()

    @api.model
    def _note_shipment(self, shipped, leaving, item):
        """Write day, tracking number and receipt of a shipment."""
        if item["tracking"]:
            leaving.carrier_tracking_ref = item["tracking"]
        if item["date"]:
            moment = self._moment(item["date"], item["order"].company_id)
            shipped.write({"date_done": moment})
            shipped.move_ids.filtered(lambda move: move.state == "done").write({"date": moment})
            shipped.move_line_ids.write({"date": moment})
        if item["received"]:
            leaving.action_dealer_received()

    @api.model
    def _delivery_result(self, order, leaving):
        backorders = self._outward(order, done=False)
        return {
            "id": leaving[-1:].id,
            "number": leaving[-1:].name,
            "deliveries": leaving.ids,
            "order_id": order.id,
            "state": order.dealer_state,
            "backorder": backorders[:1].id or 0,
        }
