from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerFundHold(models.Model):
    """An amount of a fund that a document has reserved. Rows are made and changed by that document's verbs alone."""

    _name = "dealer.fund.hold"
    _description = "Fund Hold"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"
    _rec_name = "fund_id"

    fund_id = fields.Many2one("dealer.fund", required=True, index=True, readonly=True, ondelete="restrict")
    dealer_id = fields.Many2one(related="fund_id.dealer_id", store=True, index=True)
    dealer_unit_id = fields.Many2one("dealer.unit", related="fund_id.dealer_unit_id", store=True, index=True)
    dealer_user_id = fields.Many2one(
        "res.users", string="Account Manager", related="fund_id.dealer_user_id", store=True, index=True
    )
    company_id = fields.Many2one(related="fund_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="fund_id.currency_id", store=True)
    date = fields.Date(required=True, readonly=True, help="Lots that were valid on this day stay usable for the hold.")
    amount = fields.Monetary(required=True, readonly=True, help="Still reserved.")
    reserved = fields.Monetary(required=True, readonly=True, help="Reserved in the first place.")
    origin = fields.Char(string="Document", readonly=True)
    state = fields.Selection(
        [("live", "Live"), ("used", "Used"), ("released", "Released")], required=True, readonly=True, default="live"
    )

    _amount_range = models.Constraint(
        "CHECK(amount >= 0 AND reserved >= amount AND (state = 'live' OR amount = 0))",
        "A hold keeps between nothing and what it reserved.",
    )
    _live_idx = models.Index("(fund_id) WHERE state = 'live'")

    @api.model
    def _dealer_derived_fields(self):
        names = {"dealer_id", "dealer_unit_id", "dealer_user_id", "company_id", "currency_id"}
        return super()._dealer_derived_fields() | names

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_id", "dealer_unit_id", "dealer_user_id"]

    @api.model_create_multi
    def create(self, vals_list):
        if not all(ByVerb.gave(vals, "state") for vals in vals_list):
            raise UserError(self.env._("Holds on funds are made by the documents that reserve."))
        return super().create([ByVerb.plain(vals) for vals in vals_list])

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            raise UserError(self.env._("Holds on funds cannot be changed. Change or cancel the document."))
        return super().write(ByVerb.plain(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Holds on funds are kept. Change or cancel the document."))

    @api.model
    def _place_upto(self, fund, amount, **vals):
        """Reserve ``amount``, or as much of it as the fund has; return the hold, or nothing.

        :param vals: more values for the row, such as ``origin``
        """
        granted = fund.sudo()._claim_upto(amount)
        if fund.sudo().currency_id.compare_amounts(granted, 0) <= 0:
            return self.browse()
        row = {"fund_id": fund.id, "date": fund._day(), "amount": granted, "reserved": granted}
        return self.sudo().create([{**row, "state": ByVerb("live"), **vals}]).with_env(self.env)

    def _resize(self, amount):
        """Reserve ``amount`` in all, or as much of it as there is; less than before is given back."""
        self.ensure_one()
        hold_sudo = self.sudo()
        more = self.currency_id.round(amount - hold_sudo.amount)
        if more > 0:
            more = hold_sudo.fund_id._claim_upto(more)
        hold_sudo.fund_id._watch()
        total = self.currency_id.round(hold_sudo.amount + more)
        reserved = self.currency_id.round(hold_sudo.reserved + more)
        if total:
            hold_sudo.write({"amount": total, "reserved": reserved, "state": ByVerb("live")})
        else:
            hold_sudo._release()

    def _use(self, amount):
        """Take ``amount`` off this hold, for a use that is posted in the same transaction."""
        self.ensure_one()
        hold_sudo = self.sudo()
        hold_sudo.fund_id._watch()
        left = hold_sudo.currency_id.round(hold_sudo.amount - amount)
        hold_sudo.write({"amount": left, "state": ByVerb("live" if left else "used")})

    def _put_back(self, amount):
        """Reserve ``amount`` again that was taken off this hold: its use was withdrawn in the same transaction."""
        self.ensure_one()
        hold_sudo = self.sudo()
        hold_sudo.fund_id._watch()
        again = min(hold_sudo.currency_id.round(hold_sudo.amount + amount), hold_sudo.reserved)
        hold_sudo.write({"amount": again, "state": ByVerb("live")})
        hold_sudo.fund_id._secure()

    def _release(self):
        """End these holds: what they still keep is available again."""
        live_sudo = self.sudo().filtered(lambda hold: hold.state == "live")
        live_sudo.fund_id._watch()
        live_sudo.write({"amount": 0.0, "state": ByVerb("released")})
