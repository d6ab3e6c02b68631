from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class SaleOrder(models.Model):
    """When an order may be cancelled or made smaller, and by whom."""

    _name = "sale.order"
    _inherit = "sale.order"

    dealer_change_ids = fields.One2many(
        "dealer.order.change",
        "order_id",
        string="Change Requests",
        readonly=True,
        groups="dealer_sale.group_dealer_order_viewer",
    )
    picking_begun = fields.Boolean(
        compute="_compute_picking_begun", compute_sudo=True, help="Goods of the order have been picked or shipped."
    )

    def _compute_picking_begun(self):
        for order in self:
            moves = order.order_line.move_ids.filtered(lambda move: move.state != "cancel")
            begun = moves.filtered(lambda move: move.state == "done" or move.picked or move.picking_id.printed)
            order.picking_begun = bool(begun)

    def _open_moves(self):
        """Return the stock moves of these orders that are neither done nor cancelled."""
        return self.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))

    def _shipped_moves(self):
        """Return the stock moves of these orders by which goods have left for the customer."""
        return self.order_line.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id._is_outgoing()
        )

    def _action_cancel(self):
        """Cancel these orders. :raise UserError: if one of a dealer has gone too far for that"""
        for order_sudo in self.sudo():
            order_sudo._check_cancellable()
        return super()._action_cancel()

    def _check_cancellable(self):
        """Raise if this dealer order has been shipped, or is being picked and nobody has approved its cancellation."""
        if not self.dealer_id or self.state != "sale":
            return
        if self._shipped_moves():
            raise UserError(
                self.env._(
                    "Goods of %(order)s have been shipped: it cannot be cancelled. Request a change to cancel the rest.",
                    order=self.name,
                )
            )
        self._check_changeable()

    def _check_changeable(self):
        """Raise if picking of one of these dealer orders has begun and no change of it is being carried out."""
        for order_sudo in self.sudo():
            approved_sudo = order_sudo.dealer_change_ids.filtered(lambda change: change.state == "approved")
            if order_sudo.dealer_id and order_sudo.picking_begun and not approved_sudo:
                raise UserError(
                    self.env._(
                        "Picking of %(order)s has begun. Request a change: the warehouse or the sales desk decides.",
                        order=order_sudo.name,
                    )
                )

    def action_dealer_cancel(self, reason=""):
        """Cancel these orders for the dealer: possible until picking has begun.

        :param str reason: kept in the orders' communication
        :return: True
        :raise AccessError: if the user neither sells to nor orders for the dealer
        :raise UserError: if picking has begun; request a change instead (:meth:`action_request_change`)
        """
        self._check_may_change()
        orders_sudo = self.sudo()
        orders_sudo._action_cancel()
        for order_sudo in orders_sudo:
            order_sudo.message_post(
                body=self.env._("Cancelled: %(reason)s", reason=reason or self.env._("no reason given")),
                author_id=self.env.user.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        return True

    def action_request_change(self, kind, reason, quantities=None, date=None):
        """Ask for a change of this confirmed order, for the warehouse or the sales desk to decide.

        :param str kind: "cancel" (all that is not shipped), "quantity" or "date"
        :param str reason: why
        :param dict quantities: {order line id: new quantity in the line's unit}, for kind "quantity"
        :param str date: ISO date and time in UTC on which the goods are wanted, for kind "date"
        :return: id of the change request
        :raise AccessError: if the user neither sells to nor orders for the dealer
        :raise UserError: if the request makes no sense
        """
        self.ensure_one()
        self._check_may_change()
        return self.env["dealer.order.change"]._request(self.sudo(), kind, reason, quantities or {}, date).id

    def _check_may_change(self):
        if self.env.user.share:
            self.check_access("read")
            self._check_member_role()
        else:
            self.check_access("write")
        if any(not order.dealer_id for order in self.sudo()):
            raise AccessError(self.env._("This is for orders of dealers only."))
