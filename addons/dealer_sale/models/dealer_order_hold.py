from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DealerOrderHold(models.Model):
    """What keeps an order from being confirmed until somebody who may has decided.

    Nobody creates or edits holds by hand: submitting an order opens them, ``action_release`` and ``action_refuse``
    decide them. A released hold is remembered: it covers later findings of the same kind and fingerprint up to its
    amount, so that a material change asks again and nothing else does.
    """

    _name = "dealer.order.hold"
    _description = "Order Hold"
    _inherit = ["dealer.scope.mixin"]
    _order = "create_date, id"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, readonly=True, ondelete="cascade")
    line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True, ondelete="set null", index="btree_not_null"
    )
    dealer_id = fields.Many2one(related="order_id.dealer_id", store=True, index=True)
    dealer_unit_id = fields.Many2one(related="order_id.dealer_unit_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    submitted_by = fields.Many2one(related="order_id.submitted_by", store=True)
    kind = fields.Selection(
        [
            ("dealer", "Dealer"),
            ("assortment", "Assortment"),
            ("territory", "Territory"),
            ("minimum", "Order minimum"),
            ("multiple", "Order multiple"),
            ("purchase_number", "Purchase number"),
            ("price", "Price"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    # Kept in each language of the platform: who reads a hold need not speak the language of who caused it.
    message = fields.Text(string="Why", required=True, readonly=True, translate=True)
    dealer_message = fields.Text(string="What the Dealer Is Told", readonly=True, translate=True)
    amount = fields.Monetary(string="By How Much", readonly=True, help="By how much the limit of the check is missed.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount_company = fields.Monetary(
        string="By How Much (Company Currency)",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="Converted at the day of the order.",
    )
    fingerprint = fields.Char(
        required=True, default="", readonly=True, help="Technical: what exactly was found. Something else asks again."
    )
    state = fields.Selection(
        [("open", "Open"), ("released", "Released"), ("refused", "Refused"), ("void", "Void")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    reason = fields.Text(readonly=True)
    can_decide = fields.Boolean(string="Waiting for Me", compute="_compute_can_decide", search="_search_can_decide")
    waiting_hours = fields.Float(string="Waiting (Hours)", compute="_compute_waiting")
    waiting_text = fields.Char(string="Waiting", compute="_compute_waiting", help="How long, in days and hours.")

    # One open hold for one finding, even if an order is submitted twice at the same moment.
    _open_unique = models.UniqueIndex("(order_id, kind, fingerprint) WHERE state = 'open'")

    @api.depends("amount", "currency_id", "company_id", "order_id.date_order")
    def _compute_amount_company(self):
        for hold in self:
            company, day = hold.company_id, hold.order_id.date_order
            hold.amount_company = hold.currency_id._convert(hold.amount, company.currency_id, company, day)

    @api.depends("state", "kind", "amount_company", "company_id", "submitted_by", "dealer_in_scope")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        decidable = self._origin._decidable()
        for hold in self:
            hold.can_decide = hold.state == "open" and hold._origin in decidable

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("state", "=", "open") & self.env["dealer.hold.rule"]._decidable_domain()

    @api.depends("state", "decided_at")
    @api.depends_context("lang")
    def _compute_waiting(self):
        """Until the decision, or until now."""
        now = fields.Datetime.now()
        for hold in self:
            end = hold.decided_at or (hold.state == "open" and now) or hold.write_date or now
            hold.waiting_hours = max((end - (hold.create_date or end)).total_seconds() / 3600, 0)
            days, hours = divmod(int(hold.waiting_hours), 24)
            minutes = int(hold.waiting_hours * 60) % 60
            if days:
                hold.waiting_text = self.env._("%(days)s d %(hours)s h", days=days, hours=hours)
            else:
                hold.waiting_text = self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)

    @api.model
    def _search_waiting_orders(self, order_ids):
        """Return the ids of those of the orders that have a hold for the user to decide."""
        holds = self.search_fetch([("order_id", "in", order_ids), ("can_decide", "=", True)], ["order_id"])
        return holds.sudo().order_id.ids

    def _decidable(self):
        """Return those of ``self`` that the user may release or refuse, decided or not."""
        if self.env.su or not self:
            return self
        domain = Domain("id", "in", self.ids) & self.env["dealer.hold.rule"]._decidable_domain()
        return self.browse(self.sudo()._search(domain))

    def action_release(self, reason=""):
        """Let the orders pass what these holds are about; the last hold released confirms its order.

        :param str reason: kept on the holds
        :return: list of the results of :meth:`sale.order.action_submit`, one per order, JSON-safe
        :raise AccessError: if the user may not decide one of the holds
        :raise UserError: if one of them has been decided otherwise
        """
        todo = self._decide("released", reason)
        self.env["sale.order"]._log_states([(order_id, "released") for order_id in todo.sudo().order_id.ids])
        return [order_sudo._dealer_resume() for order_sudo in (todo or self).order_id.sudo()]

    def action_refuse(self, reason=""):
        """Refuse the orders: their other open holds become void, the orders stay as quotations, marked refused.

        :param str reason: told to the people of the order, required
        :return: as :meth:`action_release`
        :raise AccessError, UserError: as :meth:`action_release`
        """
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give the reason why the order is refused: the people of the order will read it.")
            )
        todo = self._decide("refused", reason)
        for order_sudo in todo.order_id.sudo():
            order_sudo._dealer_mark_refused(reason)
        return [order_sudo._submit_result() for order_sudo in self.order_id.sudo()]

    def action_open_release(self):
        """Return the action that asks for the reason to release these holds."""
        return self._open_decide("release")

    def action_open_refuse(self):
        """Return the action that asks for the reason to refuse the orders of these holds."""
        return self._open_decide("refuse")

    def _open_decide(self, decision):
        titles = {"release": self.env._("Release Holds"), "refuse": self.env._("Refuse Orders")}
        return {
            "type": "ir.actions.act_window",
            "name": titles[decision],
            "res_model": "dealer.hold.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids, "default_decision": decision},
        }

    def action_open_order(self):
        """Return the action that opens the order of this hold."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_sale.sale_order_action")
        order_id = self.sudo().order_id.id
        return {**action, "views": [(False, "form")], "res_id": order_id}

    def _decide(self, decision, reason):
        """Write the decision on those of ``self`` that are still open and return them."""
        self._check_may_decide()
        self.sudo().order_id._lock_rows()
        todo = self.filtered(lambda hold: hold.state != decision)
        if decided := todo.filtered(lambda hold: hold.state != "open"):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The hold '%(kind)s' of %(order)s is %(state)s and cannot be decided again.",
                    kind=decided[0]._kind_text(),
                    order=decided[0].sudo().order_id.name,
                    state=states[decided[0].state],
                )
            )
        todo.sudo().write(
            {
                "state": decision,
                "decided_by": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "reason": reason or False,
            }
        )
        return todo

    def _decided_elsewhere(self):
        """Return a sentence that says where holds are decided that no rule decides; empty if all of ``self`` are by rules."""
        return ""

    def _check_may_decide(self):
        self.check_access("read")
        if forbidden := self - self._decidable():
            raise AccessError(
                self.env._(
                    "You may not decide the hold '%(kind)s' of %(order)s. %(who)s",
                    kind=forbidden[0]._kind_text(),
                    order=forbidden[0].sudo().order_id.name,
                    who=self.env["dealer.hold.rule"]._who_decides(forbidden[0].kind, forbidden[0].company_id),
                )
            )

    def _kind_text(self):
        """Return the kind of one hold in the user's words."""
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _covers(self, finding):
        """Tell whether one of ``self``, released holds of one order, lets ``finding`` pass: same thing, not more of it."""
        return any(
            hold.kind == finding["kind"]
            and hold.fingerprint == finding["fingerprint"]
            and hold.currency_id.id == finding["currency_id"]
            and hold.currency_id.compare_amounts(finding["amount"], hold.amount) <= 0
            for hold in self
        )

    @api.model
    def _sync(self, order, findings):
        """Make the open holds of ``order`` those of ``findings``: keep, update, open, or void them. Return the open ones."""
        holds_sudo = self.sudo()
        old = {(hold.kind, hold.fingerprint): hold for hold in order.sudo().dealer_hold_ids if hold.state == "open"}
        fresh, kept = [], []
        for finding in findings:
            vals = self._prepare_vals(order, finding)
            if hold := old.pop((vals["kind"], vals["fingerprint"]), None):
                hold.write({"amount": vals["amount"], "currency_id": vals["currency_id"]})
                kept.append((hold, finding))
            else:
                fresh.append((vals, finding))
        holds_sudo.concat(*old.values())._void()
        created_sudo = holds_sudo.create([vals for vals, _finding in fresh])
        kept += zip(created_sudo, (finding for _vals, finding in fresh), strict=True)
        self._say_in_languages(kept)
        return order.sudo().dealer_hold_ids.filtered(lambda hold: hold.state == "open").with_env(order.env)

    @api.model
    def _say_in_languages(self, said):
        """Write what holds are about in each language of the platform.

        :param said: list of (hold, its finding)
        """
        for code, _name in self.env["res.lang"].get_installed():
            env = self.sudo().with_context(lang=code).env
            for hold_sudo, finding in said:
                texts = {name: env["sale.order"]._said(text, env) for name, text in finding["says"].items()}
                hold_sudo.with_env(env).write(texts)

    def _told(self):
        """Return what the dealer is told about this one hold, in the language of who reads it there."""
        self.ensure_one()
        hold_sudo = self.sudo()
        return hold_sudo.with_env(hold_sudo.order_id._to_dealer()).dealer_message or ""

    @api.model
    def _prepare_vals(self, order, finding):
        """Return the values of the hold for one finding of an order."""
        return {
            "order_id": order.id,
            "line_id": finding["line_id"],
            "kind": finding["kind"],
            "message": finding["message"],
            "dealer_message": finding["dealer_message"],
            "amount": finding["amount"],
            "currency_id": finding["currency_id"],
            "fingerprint": finding["fingerprint"],
        }

    def _void(self):
        """End those of ``self`` that are open without a decision: their order is changed, cancelled or refused."""
        opened_sudo = self.sudo().filtered(lambda hold: hold.state == "open")
        if opened_sudo:
            opened_sudo.write({"state": "void"})

    def _to_json(self):
        """Return what a caller of the verbs is told about these holds; a dealer is not told internal reasons."""
        share = self.env["sale.order"]._acting_user().share
        return [
            {
                "id": hold.id,
                "kind": hold.kind,
                "message": hold._told() if share else hold.message,
                "amount": 0.0 if share else hold.amount,
                "currency": hold.currency_id.name,
                "severity": "hold",
                "state": hold.state,
            }
            for hold in self.sudo()
        ]
