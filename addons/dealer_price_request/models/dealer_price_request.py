from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.dealer.models.by_verb import ByVerb

# What was agreed on: written in draft only. Whatever else is written (who it is for, why) may be completed at any time.
MATERIAL = {
    "dealer_id",
    "date_from",
    "date_to",
    "amount_cap",
    "exclude_rebate",
    "line_ids",
    "customer_name",
    "project",
}


class DealerPriceRequest(models.Model):
    """Prices for one dealer and one occasion: asked for, approved, used up.

    The verbs move the state: ``action_submit`` asks for approval, the approval's decision approves or refuses,
    ``action_change`` takes it back to draft, ``action_end`` ends it. Nobody writes the state.
    """

    _name = "dealer.price.request"
    _description = "Special Price Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.approval.mixin", "dealer.scope.mixin"]
    _order = "id desc"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    dealer_id = fields.Many2one(
        "dealer.dealer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('state', '=', 'active')]",
    )
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    dealer_unit_id = fields.Many2one(related="dealer_id.unit_id", string="Dealer Unit", store=True, index=True)
    dealer_user_id = fields.Many2one(
        related="dealer_id.user_id", string="Account Manager", store=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, compute_sudo=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", string="Requested by", readonly=True, copy=False, default=lambda self: self.env.user
    )
    customer_name = fields.Char(string="End Customer", help="For whom the dealer needs the price.")
    project = fields.Char(help="Building site, tender, campaign: the occasion.")
    competitor = fields.Char(help="Against whom the dealer has to hold the price.")
    competitor_offer = fields.Text(string="What the Competitor Offers")
    reason = fields.Text(help="Why the price is worth it: those who decide will read it.")
    date_from = fields.Date(string="Valid from", required=True, default=fields.Date.context_today, tracking=True)
    date_to = fields.Date(string="Valid until", required=True, tracking=True)
    amount_cap = fields.Monetary(
        tracking=True,
        help="All products of the request together, without taxes, at the special prices. 0: not limited.",
    )
    exclude_rebate = fields.Boolean(
        string="No Rebate on It", help="What is sold at these prices does not count for rebates."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Waiting for Approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("ended", "Ended"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    refusal_reason = fields.Text(string="Refused because", readonly=True, copy=False)
    line_ids = fields.One2many("dealer.price.request.line", "request_id", string="Products", copy=True)

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day lies before the first one.")
    _amount_cap_positive = models.Constraint("CHECK(amount_cap >= 0)", "The amount cap cannot be negative.")
    _running_idx = models.Index("(dealer_id, date_to) WHERE state = 'approved'")

    @api.depends("dealer_id")
    def _compute_currency_id(self):
        for request in self:
            dealer = request.dealer_id
            request.currency_id = dealer.pricelist_id.currency_id or dealer.currency_id or self.env.company.currency_id

    @api.depends("name", "project", "customer_name")
    def _compute_display_name(self):
        for request in self:
            occasion = request.project or request.customer_name
            number = self.env._("New") if request.name == "/" else request.name
            request.display_name = f"{number} · {occasion}" if occasion else number

    # -- CRUD -----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = []
        for vals in vals_list:
            self._refuse_outcome({name: value for name, value in vals.items() if name != "user_id" or not self.env.su})
            dealer_sudo = self.env["dealer.dealer"].sudo().browse(vals.get("dealer_id"))
            number_sudo = self.env["ir.sequence"].sudo().with_company(dealer_sudo.company_id or self.env.company)
            rows.append(
                {
                    **vals,
                    "name": number_sudo.next_by_code("dealer.price.request") or "/",
                    "state": "draft",
                    "refusal_reason": False,
                    "user_id": (self.env.su and vals.get("user_id")) or self.env.uid,
                }
            )
        requests = super().create(rows)
        requests._note_changed()
        return requests

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            self._refuse_outcome(vals)
            if MATERIAL & vals.keys():
                self._check_draft()
        self._note_changed()
        return super().write(ByVerb.plain(vals))

    @api.model
    def _refuse_outcome(self, vals):
        """Raise if ``vals`` set what only the verbs set."""
        if names := {"state", "refusal_reason", "name", "user_id"} & vals.keys():
            if vals.keys() & {"state"} and vals["state"] == "draft" and names == {"state"}:
                return  # what a form sends for a new record
            raise UserError(
                self.env._(
                    "These fields follow from what is done with the request and cannot be written: %(fields)s.",
                    fields=self._field_labels(names),
                )
            )

    def _check_draft(self):
        if decided := self.filtered(lambda request: request.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is no draft: what was asked for or agreed on cannot be edited. Press Change first; it has to be"
                    " approved again.",
                    name=decided[0].name,
                )
            )

    def _note_changed(self):
        """Remember that this transaction holds the rows: it takes their lock for granted when it draws on them."""
        self.env.cr.postcommit.data.setdefault("dealer.price.request", set()).update(self._ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if kept := self.filtered(lambda request: request.state != "draft" or request.sudo().approval_request_ids):
            raise UserError(
                self.env._("%(name)s has been asked for: end it instead of deleting it.", name=kept[0].name)
            )

    # -- verbs ----------------------------------------------------------------------------------------------------

    def action_submit(self, comment=""):
        """Ask for the approval of these drafts.

        :param str comment: for those who decide
        :return: True
        :raise UserError: if one is no draft, has no products, or lies in the past
        """
        self.check_access("write")
        for request in self:
            request._check_submittable()
            request.line_ids._refresh_figures()
            request._write_by_verb({"state": ByVerb("waiting"), "refusal_reason": False})
            if request._is_approved():
                request.sudo()._approve()  # what was approved is what it is now: nobody is asked twice for it
            else:
                request.action_request_approval(comment)
        return True

    def action_withdraw(self):
        """Take these requests back from those who decide; they are drafts again. :return: True"""
        self.check_access("write")
        for request in self:
            if request.state != "waiting":
                raise UserError(self.env._("%(name)s is not waiting for a decision.", name=request.name))
            if request.approval_state == "pending":  # else it was withdrawn where approvals are decided
                request.action_withdraw_approval()
            request._write_by_verb({"state": ByVerb("draft")})
        return True

    def action_change(self):
        """Make drafts of requests that were decided: their prices end at once and have to be approved again.

        What was drawn stays drawn. :return: True
        """
        self.check_access("write")
        for request in self:
            if request.state not in ("approved", "refused", "ended"):
                raise UserError(self.env._("%(name)s can be edited as it is.", name=request.name))
            request._end_prices("draft")
        return True

    def action_end(self):
        """End these approved requests: nothing more is sold at their prices. Repeating it changes nothing. :return: True"""
        self.check_access("write")
        for request in self.filtered(lambda request: request.state != "ended"):
            if request.state != "approved":
                raise UserError(self.env._("%(name)s is not approved.", name=request.name))
            request._end_prices("ended")
        return True

    def action_renew(self):
        """Copy one request, for an occasion that goes on; return the action that opens the new draft."""
        self.ensure_one()
        copied = self.copy({"date_from": fields.Date.context_today(self), "date_to": self._renewed_until()})
        return copied._action_open()

    def _renewed_until(self):
        today = fields.Date.context_today(self)
        return today + (self.date_to - self.date_from) if self.date_to < today else self.date_to

    def action_open_orders(self):
        """Return the action that shows what was ordered at the prices of this request."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_price_request.sale_order_line_action")
        return {**action, "domain": [("special_price_id", "in", self.line_ids.ids)]}

    def _action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Special Price Request"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _check_submittable(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%(name)s has been submitted already.", name=self.name))
        if not self.line_ids:
            raise UserError(self.env._("Add the products that %(name)s is about.", name=self.name))
        if not self.project and not self.customer_name:
            raise UserError(self.env._("Say for which end customer or project %(name)s is.", name=self.name))
        if self.date_to < self._today():
            raise UserError(self.env._("%(name)s would have ended already: give a later last day.", name=self.name))
        if self.dealer_id.sudo().state != "active":
            raise UserError(
                self.env._("%(dealer)s is not an active dealer.", dealer=self.dealer_id.sudo().display_name)
            )

    def _write_by_verb(self, vals):
        """Write with the superuser's rights what only the verbs write, after the user's right was checked."""
        self.sudo().write(vals)

    # -- in force -------------------------------------------------------------------------------------------------

    def _today(self):
        """Return the day it is for the company of the request (of the user without one)."""
        company = self.company_id or self.env.company
        return company._dealer_today()

    def _in_force(self):
        """Return those of ``self`` whose prices may be used today."""
        return self.filtered(
            lambda request: request.state == "approved" and request.date_from <= request._today() <= request.date_to
        )

    def _start_prices(self):
        """Put the prices of one approved request into the dealer's own list."""
        self.ensure_one()
        self.dealer_id._create_own_lists()
        self.line_ids._create_items()
        self.dealer_id.pricelist_id._update_has_special_prices()
        self.line_ids._relink_waiting()

    def _end_prices(self, state):
        """Take the prices of one request out of the list; ``state`` is what becomes of the request."""
        self.ensure_one()
        self._write_by_verb({"state": ByVerb(state)})
        request_sudo = self.sudo()
        request_sudo.line_ids._remove_items()
        request_sudo.dealer_id.pricelist_id._update_has_special_prices()

    @api.model
    def _cron_end(self):
        """End requests whose last day is over, each on its own."""
        latest = max(self.env["res.company"]._dealer_days().values())
        late = Domain("state", "=", "approved") & Domain("date_to", "<", latest)
        job = self.env._("End of special prices")
        self.env["ir.cron"]._do_each(self.search(late), lambda request: request._end_if_over(), job)
        self.env["dealer.price.request.draw"]._forget_finished()

    def _end_if_over(self):
        """End one request whose last day is over where its company is."""
        if self.date_to < self._today():
            self._end_prices("ended")
            self.message_post(body=self.env._("The last day is over: the prices have ended."))
