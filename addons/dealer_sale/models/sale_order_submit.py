from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Columns that tell what happened. Only the verbs below write them, never a caller.
VERB_COLUMNS = {"submitted_by", "submitted_at", "on_behalf", "refusal_reason", "dealer_state", "open_hold_count"}


class _Confirmation(str):
    """The state of an order written by its confirmation. Callers from outside send plain strings, so none can pass for it."""

    __slots__ = ()


class SaleOrder(models.Model):
    """Submitting an order: checks, holds, confirmation; and the guard on the transition itself."""

    _inherit = "sale.order"

    submitted_by = fields.Many2one("res.users", string="Submitted by", readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Submitted on", readonly=True, copy=False)
    on_behalf = fields.Boolean(
        string="On Behalf of the Dealer", readonly=True, copy=False, help="Not the dealer but one of our people submitted it."
    )
    refusal_reason = fields.Text(string="Refused because", readonly=True, copy=False)
    dealer_hold_ids = fields.One2many("dealer.order.hold", "order_id", string="Holds", readonly=True)
    open_hold_count = fields.Integer(
        string="Open Holds", compute="_compute_open_hold_count", store=True, compute_sudo=True
    )

    @api.depends("dealer_hold_ids.state")
    def _compute_open_hold_count(self):
        """Stored on the order: two people who release its last two holds at the same moment meet on its row."""
        for order in self:
            order.open_hold_count = len(order.dealer_hold_ids.filtered(lambda hold: hold.state == "open"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._dealer_guard_columns(vals)
        orders = super().create(vals_list)
        # After the fact: the state may also come from a default that the caller sent.
        if confirmed := orders.filtered(lambda order: order.dealer_id and order.state == "sale"):
            raise UserError(confirmed._state_write_message())
        return orders

    def write(self, vals):
        self._dealer_guard_columns(vals)
        target = vals.get("state")
        if not target:
            return super().write(vals)
        moving = self.filtered(lambda order: order.dealer_id and order.state != target)
        moving._dealer_guard_transition(target)
        res = super().write({**vals, "state": str(target)})
        moving._dealer_after_transition(target)
        return res

    def _dealer_guard_columns(self, vals):
        if names := VERB_COLUMNS & vals.keys():
            labels = ", ".join(self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(names))
            raise UserError(self.env._("These fields are kept by the order itself and cannot be written: %(fields)s.", fields=labels))

    def _dealer_guard_transition(self, target):
        """Raise if dealer orders must not go to state ``target`` like this; nothing has been written yet."""
        if target == "sale":
            if not isinstance(target, _Confirmation) and self:
                raise UserError(self._state_write_message())
            self._dealer_check_confirm()
        elif target in ("draft", "sent") and (confirmed := self.filtered(lambda order: order.state == "sale")):
            raise UserError(confirmed._state_write_message())

    def _dealer_after_transition(self, target):
        if target == "sale":
            self._dealer_mark_submitted()

    def _state_write_message(self):
        return self.env._(
            "The state of %(order)s cannot be written. Use Submit, Confirm or Cancel: they run the checks.",
            order=", ".join(self.mapped("name")),
        )

    def _prepare_confirmation_values(self):
        values = super()._prepare_confirmation_values()
        return {**values, "state": _Confirmation(values["state"])}

    def _dealer_check_confirm(self):
        """Raise unless nothing speaks against confirming these orders.

        :raise UserError: one sentence a finding; its attribute ``dealer_findings`` holds them as {order id: [finding]}
        """
        blocked = self._dealer_blocked(self._dealer_findings())
        if not blocked:
            blocked = self._dealer_blocked(self._dealer_reserve())
        if blocked:
            error = UserError(self._blocked_message(blocked))
            error.dealer_findings = blocked
            raise error

    def _dealer_blocked(self, findings):
        """Return those of ``findings`` ({order id: [finding]}) that keep orders from being confirmed, without empty lists."""
        blocked = {order.id: order._dealer_blocking(findings.get(order.id, ())) for order in self}
        return {order_id: found for order_id, found in blocked.items() if found}

    def _blocked_message(self, blocked):
        sentences = [
            self.env._("%(order)s: %(finding)s", order=order.name, finding=self._finding_text(finding))
            for order in self
            for finding in blocked.get(order.id, ())
        ]
        advice = self.env._("Nothing was changed. Submit the order, so that those who may can release it.")
        return "\n".join([*sentences, advice])

    @api.model
    def _finding_text(self, finding):
        """Return what the user may read of a finding: a dealer is not told internal figures."""
        return finding["dealer_message"] if self.env.user.share else finding["message"]

    def action_submit(self):
        """Submit these orders: check them, confirm what nothing speaks against, hold the rest for those who may release.

        Doing it again changes nothing that is still so. One order that fails does not stop the others of a batch.

        :return: for one order a dict, for several a list of them, JSON-safe: ``order_id``, ``order``, ``state``
            ("confirmed", "held" or "refused"), ``message``, ``holds`` (list of dicts ``id kind message amount currency
            severity state``; for a refused order the findings, with id 0)
        :raise AccessError: if the user may not submit one of them
        :raise UserError: for a single order, what hinders its confirmation beside the findings
        """
        self._check_may_submit()
        if len(self) == 1:
            return self._dealer_submit()
        return [order._dealer_submit_in_batch() for order in self]

    def _check_may_submit(self):
        if self.env.user.share:
            self.check_access("read")
            self._check_member_role(("admin", "buyer", "approver"))
        else:
            self.check_access("write")

    def _check_member_role(self, roles):
        """Raise unless the portal user is a member in one of ``roles`` of the dealers of all these orders."""
        members_sudo = self.env["dealer.member"].sudo().search(
            [("user_id", "=", self.env.uid), ("role", "in", list(roles)), ("dealer_id", "in", self.sudo().dealer_id.ids)]
        )
        if not self.sudo().mapped("dealer_id") or any(order.dealer_id not in members_sudo.dealer_id for order in self.sudo()):
            raise AccessError(self.env._("Only an administrator, buyer or approver of the dealer may do this."))

    def _dealer_submit_in_batch(self):
        """Submit one order of several; what goes wrong is told in its result and undone."""
        try:
            with self.env.cr.savepoint():
                return self._dealer_submit()
        except UserError as error:  # AccessError, ValidationError and the like are of this kind
            self._dealer_unreserve()
            return self._submit_result(error=str(error))

    def _dealer_submit(self):
        """Submit one order, after the user's right to do so was checked. :return: as :meth:`action_submit`"""
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            return self._submit_result()
        order_sudo = self.sudo() if self.env.user.share else self
        if refusal := order_sudo._dealer_order_refusal():
            refused = self._dealer_finding(
                order_sudo, "dealer", refusal, "refuse", dealer_message=order_sudo._dealer_portal_refusal() or ""
            )
            return self._submit_result([refused])
        try:
            with self.env.cr.savepoint():
                order_sudo.action_confirm()
        except UserError as error:
            if not hasattr(error, "dealer_findings"):
                raise
            return order_sudo._dealer_hold(error.dealer_findings[self.id])
        return self._submit_result()

    def _dealer_hold(self, findings):
        """Hold one order for ``findings``, or report that they refuse it. :return: as :meth:`action_submit`"""
        if refused := [finding for finding in findings if finding["severity"] == "refuse"]:
            return self._submit_result(refused)
        known = {(finding["kind"], finding["fingerprint"]) for finding in findings}
        reserved = self._dealer_blocking(self._dealer_reserve().get(self.id, ()))
        if refused := [finding for finding in reserved if finding["severity"] == "refuse"]:
            return self._submit_result(refused)
        findings = findings + [finding for finding in reserved if (finding["kind"], finding["fingerprint"]) not in known]
        self._dealer_mark_submitted()
        self.env["dealer.order.hold"]._sync(self, findings)
        return self._submit_result()

    def _dealer_mark_submitted(self):
        """Note who submitted these orders, when, and that they are no longer refused."""
        unmarked = self.filtered(lambda order: not order.submitted_at)
        super(SaleOrder, unmarked).write(
            {"submitted_by": self.env.uid, "submitted_at": fields.Datetime.now(), "on_behalf": not self.env.user.share}
        )
        super(SaleOrder, self.filtered(lambda order: order.state == "draft")).write({"state": "sent"})
        super(SaleOrder, self.filtered("refusal_reason")).write({"refusal_reason": False})

    def _dealer_mark_refused(self, reason):
        """Take one order back to where it can be changed and submitted again, marked as refused."""
        self.dealer_hold_ids._void()
        super().write({"refusal_reason": reason})
        self.message_post(
            body=self.env._("Refused: %(reason)s", reason=reason), message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _dealer_resume(self):
        """Confirm one held order if no open hold is left and nothing new speaks against it. :return: as :meth:`action_submit`"""
        self.ensure_one()
        if self.open_hold_count:
            return self._submit_result()
        return self._dealer_submit()

    def _submit_result(self, refused=(), error=""):
        """Return what :meth:`action_submit` tells about one order as it stands now."""
        self.ensure_one()
        order_sudo = self.sudo()
        holds = [
            {
                "id": 0,
                "kind": finding["kind"],
                "message": self._finding_text(finding),
                "amount": 0.0 if self.env.user.share else finding["amount"],
                "currency": self.env["res.currency"].browse(finding["currency_id"]).name or "",
                "severity": finding["severity"],
                "state": "refused",
            }
            for finding in refused
        ]
        if not holds:
            open_sudo = order_sudo.dealer_hold_ids.filtered(lambda hold: hold.state == "open")
            holds = open_sudo.with_env(self.env)._to_json()
        return {
            "order_id": order_sudo.id,
            "order": order_sudo.name,
            "state": self._submit_state(bool(refused or error)),
            "message": error or "\n".join(hold["message"] for hold in holds),
            "holds": holds,
        }

    def _submit_state(self, refused):
        order_sudo = self.sudo()
        if order_sudo.state == "sale":
            return "confirmed"
        return "held" if order_sudo.open_hold_count and not refused else "refused"
