from odoo import api, fields, models

from odoo.addons.dealer.models.by_verb import ByVerb

KEPT = ("fund_plan_set",)


class SaleOrder(models.Model):
    """What funds are to pay of an order, what they keep for it, and what they have paid."""

    _inherit = "sale.order"

    fund_plan_ids = fields.One2many(
        "dealer.order.fund", "order_id", string="Planned Funds", readonly=True, groups="dealer_fund.group_fund_viewer"
    )
    fund_plan_set = fields.Boolean(
        string="Funds Chosen", readonly=True, copy=False, help="Somebody has said which funds pay how much."
    )
    fund_hold_ids = fields.One2many(
        "dealer.fund.hold", "order_id", string="Fund Holds", readonly=True, groups="dealer_fund.group_fund_viewer"
    )
    fund_use_ids = fields.One2many(
        "dealer.fund.use", "order_id", string="Fund Uses", readonly=True, groups="dealer_fund.group_fund_viewer"
    )
    fund_held = fields.Monetary(
        string="Held by Funds",
        compute="_compute_fund_held",
        store=True,
        compute_sudo=True,
        copy=False,
        groups="dealer_fund.group_fund_viewer",
    )
    fund_used = fields.Monetary(
        string="Paid by Funds",
        compute="_compute_fund_used",
        store=True,
        compute_sudo=True,
        copy=False,
        groups="dealer_fund.group_fund_viewer",
    )
    fund_planned = fields.Monetary(
        string="Planned from Funds",
        compute="_compute_fund_planned",
        compute_sudo=True,
        groups="dealer_fund.group_fund_viewer",
    )
    fund_to_pay = fields.Monetary(
        string="To Be Paid Otherwise",
        compute="_compute_fund_planned",
        compute_sudo=True,
        groups="dealer_fund.group_fund_viewer",
    )
    fund_plan_lines = fields.Json(
        string="Funds", compute="_compute_fund_planned", compute_sudo=True, groups="dealer_fund.group_fund_viewer"
    )

    @api.depends("fund_hold_ids.amount", "fund_hold_ids.state")
    def _compute_fund_held(self):
        for order in self:
            live = order.fund_hold_ids.filtered(lambda hold: hold.state == "live")
            order.fund_held = sum(live.mapped("amount"))

    @api.depends("fund_use_ids.amount")
    def _compute_fund_used(self):
        for order in self:
            order.fund_used = sum(order.fund_use_ids.mapped("amount"))

    @api.depends("amount_total", "dealer_id", "currency_id", "fund_plan_set", "fund_held", "fund_used", "state")
    def _compute_fund_planned(self):
        """What the funds pay of this order: planned while it is written, held once it is submitted, then used."""
        for order in self:
            lines = order._fund_plan_lines() if order.dealer_id else []
            order.fund_plan_lines = lines
            order.fund_planned = sum(line["planned"] for line in lines)
            order.fund_to_pay = order.amount_total - order.fund_planned - order.fund_used

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"fund_held", "fund_used"}

    def _guard_columns(self, vals):
        """Which funds pay is said by :meth:`set_fund_plan`."""
        if any(name in vals for name in KEPT) and not ByVerb.gave(vals, "dealer_verb"):
            vals = {name: value for name, value in vals.items() if name not in KEPT}
        return super()._guard_columns(vals)

    def action_open_fund_uses(self):
        """Return the action that shows what funds have paid of this order."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_fund_sale.dealer_fund_use_action")
        return {**action, "domain": [("order_id", "in", self.ids)]}
