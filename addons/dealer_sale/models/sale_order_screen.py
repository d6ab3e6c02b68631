from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

# Icon and colour of a finding on screen; its first word says the same.
FINDING_LOOKS = {
    "refuse": ("fa-ban", "text-danger"),
    "hold": ("fa-pause-circle", "text-warning"),
    "released": ("fa-check-circle", "text-success"),
    "warn": ("fa-info-circle", "text-info"),
}


class SaleOrder(models.Model):
    """What only the screens of an order ask for."""

    _name = "sale.order"
    _inherit = "sale.order"

    dealer_findings_html = fields.Html(
        string="Findings",
        compute="_compute_dealer_findings_html",
        sanitize=False,
        groups="dealer_sale.group_dealer_order_viewer",
    )
    dealer_findings_level = fields.Selection(
        [("warn", "Note"), ("released", "Released"), ("hold", "Hold"), ("refuse", "Refused")],
        string="Gravest Finding",
        compute="_compute_dealer_findings_html",
        groups="dealer_sale.group_dealer_order_viewer",
    )
    dealer_timeline = fields.Html(
        string="Progress So Far", compute="_compute_dealer_timeline", sanitize=False, groups="base.group_user"
    )
    can_decide_hold = fields.Boolean(
        string="Holds Waiting for Me",
        compute="_compute_can_decide_hold",
        search="_search_can_decide_hold",
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "dealer_id",
        "partner_shipping_id",
        "client_order_ref",
        "commitment_date",
        "amount_untaxed",
        "open_hold_count",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
        "order_line.price_unit",
        "order_line.discount",
    )
    @api.depends_context("uid", "lang")
    def _compute_dealer_findings_html(self):
        """Check the quotation as it stands on the screen, before it is saved or submitted."""
        writing = self.filtered(lambda order: order.dealer_id and order.state in ("draft", "sent") and order.order_line)
        findings = writing._dealer_preview()
        for order in self:
            # Whether the dealer may order at all is told above, on every order.
            shown = [finding for finding in findings.get(order.id, ()) if finding["kind"] != "dealer"]
            looks = [(order._finding_look(finding), finding) for finding in shown]
            order.dealer_findings_level = next(
                (
                    look
                    for look in ("refuse", "hold", "warn", "released")
                    if any(look == one for one, _finding in looks)
                ),
                False,
            )
            order.dealer_findings_html = order._findings_html(looks)

    def _finding_look(self, finding):
        """Return how one finding is shown: its severity, or "released" for a hold that was."""
        if finding["severity"] == "hold" and not self._dealer_blocking([finding]):
            return "released"
        return finding["severity"]

    def _findings_html(self, looks):
        if not looks:
            return False
        words = {
            "refuse": self.env._("Refused"),
            "hold": self.env._("Hold"),
            "released": self.env._("Released"),
            "warn": self.env._("Note"),
        }
        item = Markup('<li><i class="fa fa-fw %s %s"></i> <b>%s:</b> %s</li>')
        items = [item % (*FINDING_LOOKS[look], words[look], finding["message"]) for look, finding in looks]
        return Markup('<ul class="list-unstyled mb-0">%s</ul>') % Markup().join(items)

    @api.depends("dealer_event_ids")
    @api.depends_context("tz", "lang")
    def _compute_dealer_timeline(self):
        states = dict(self.env["dealer.order.event"]._fields["state"]._description_selection(self.env))
        step = Markup('<span class="text-nowrap"><b>%s</b> <span class="text-muted">%s</span></span>')
        for order in self:
            steps = [
                step % (states[event.state], format_datetime(self.env, event.at, dt_format="short"))
                for event in order.dealer_event_ids.sudo()
            ]
            order.dealer_timeline = Markup(' <span class="text-muted">›</span> ').join(steps) if steps else False

    @api.depends("dealer_hold_ids.state")
    @api.depends_context("uid")
    def _compute_can_decide_hold(self):
        waiting = set(self.env["dealer.order.hold"]._search_waiting_orders(self._origin.ids))
        for order in self:
            order.can_decide_hold = order._origin.id in waiting

    @api.model
    def _search_can_decide_hold(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("dealer_hold_ids", "any", [("can_decide", "=", True)])

    def action_release_on_screen(self):
        """Release the holds of these orders that are the user's to decide, and tell what became of the orders."""
        holds = self.env["dealer.order.hold"].search([("order_id", "in", self.ids), ("can_decide", "=", True)])
        return self._submit_notification(holds.action_release())

    def action_open_refuse(self):
        """Return the action that asks for the reason to refuse these orders."""
        holds = self.env["dealer.order.hold"].search([("order_id", "in", self.ids), ("can_decide", "=", True)])
        return holds._open_decide("refuse")

    def action_open_split(self):
        """Return the action of the wizard that divides this order by date and warehouse."""
        return self._open_wizard("dealer.order.split", self.env._("Split the Order"))

    def action_open_change_request(self):
        """Return the action of the wizard that asks for a change of this confirmed order."""
        return self._open_wizard("dealer.order.change.request", self.env._("Request a Change"))

    def _open_wizard(self, model, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
