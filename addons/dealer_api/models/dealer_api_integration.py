from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DealerApiIntegration(models.Model):
    """Another system that calls the API: its account, its limits, its keys."""

    _name = "dealer.api.integration"
    _description = "Integration"
    _inherit = ["mail.thread", "dealer.api.account.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="What it may do, and for which dealers, its role lines say.",
    )
    rate_limit = fields.Integer(
        string="Calls a Minute", default=600, tracking=True, help="More are refused until there is room. 0: no limit."
    )
    batch_limit = fields.Integer(
        string="Inputs a Call",
        default=1000,
        required=True,
        tracking=True,
        help="Greatest number of inputs of one call.",
    )
    contact = fields.Char(help="Whom to ask when it misbehaves.")
    note = fields.Text()
    role_line_ids = fields.One2many(related="user_id.role_line_ids", string="Roles")
    webhook_ids = fields.One2many("dealer.api.webhook", "integration_id", string="Webhooks")
    call_count = fields.Integer(string="Calls in 24 Hours", compute="_compute_calls")
    refused_call_count = fields.Integer(string="With Errors in 24 Hours", compute="_compute_calls")
    last_call = fields.Datetime(compute="_compute_calls")

    _user_unique = models.Constraint("UNIQUE(user_id)", "The account belongs to another integration already.")
    _limits_positive = models.Constraint(
        "CHECK(rate_limit >= 0 AND batch_limit BETWEEN 1 AND 5000)",
        "Calls a minute cannot be negative; inputs a call are 1 to 5000.",
    )

    def _compute_calls(self):
        since = Domain("create_date", ">=", fields.Datetime.subtract(fields.Datetime.now(), hours=24))
        mine = Domain("user_id", "in", self.user_id.ids)
        calls = self.env["dealer.api.call"]
        counts = dict(calls._read_group(since & mine, ["user_id"], ["calls:sum"]))
        refused = dict(calls._read_group(since & mine & Domain("state", "!=", "done"), ["user_id"], ["calls:sum"]))
        last = dict(calls._read_group(mine, ["user_id"], ["create_date:max"]))
        for integration in self:
            user = integration.user_id
            integration.call_count = counts.get(user, 0)
            integration.refused_call_count = refused.get(user, 0)
            integration.last_call = last.get(user, False)

    @api.model
    def _limits(self):
        """Return {"rate", "batch"} of the user who calls; without a record of its own, the defaults."""
        integration_sudo = self.sudo().search_fetch(
            [("user_id", "=", self.env.uid)], ["rate_limit", "batch_limit"], limit=1
        )
        if integration_sudo:
            return {"rate": integration_sudo.rate_limit, "batch": integration_sudo.batch_limit}
        return {"rate": self._fields["rate_limit"].default(self), "batch": self._fields["batch_limit"].default(self)}

    def action_open_calls(self):
        """Return the action that lists the calls of these integrations."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_api.dealer_api_call_action")
        return {**action, "domain": [("user_id", "in", self.user_id.ids)]}

    def action_open_key(self):
        """Return the action that asks for name and end of a new key of this integration."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Key"),
            "res_model": "dealer.api.key",
            "view_mode": "form",
            "target": "new",
            "context": {"default_integration_id": self.id},
        }

    def action_revoke_keys(self):
        """Take all keys from these integrations: their next call is refused. :return: True"""
        self.check_access("write")
        if not self.env.user.has_group("dealer.group_dealer_admin"):
            raise UserError(self.env._("Only an administrator of dealer management may revoke keys."))
        keys_sudo = self.env["res.users.apikeys"].sudo().search([("user_id", "in", self.user_id.ids)])
        keys_sudo._remove()
        for integration in self:
            integration.message_post(body=self.env._("All keys were revoked."))
        return True
