from odoo import fields, models


class DealerOrderEvent(models.Model):
    """When an order reached a state, and through whom: written by the order itself, never edited."""

    _name = "dealer.order.event"
    _description = "Order Progress Entry"
    _order = "id"
    _rec_name = "state"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, index=True, readonly=True, ondelete="cascade")
    state = fields.Selection(selection="_selection_state", required=True, readonly=True)
    at = fields.Datetime(string="On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="set null")

    def _selection_state(self):
        states = self.env["sale.order"]._fields["dealer_state"]._description_selection(self.env)
        return [*states, ("released", self.env._("Released"))]
