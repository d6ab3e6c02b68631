from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.dealer.models.by_verb import ByVerb

# Members of a dealer who order for it; finance and viewers do not.
ORDERING_ROLES = ("admin", "buyer", "approver")


class SaleOrder(models.Model):
    """Submitting an order: checks, then confirmation or holds."""

    _name = "sale.order"
    _inherit = "sale.order"

    submitted_by = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Submitted on", readonly=True, copy=False)
    on_behalf = fields.Boolean(
        string="On Behalf of the Dealer",
        readonly=True,
        copy=False,
        help="Not the dealer but one of our people submitted the order.",
    )
    refusal_reason = fields.Text(string="Refused because", readonly=True, copy=False)
    dealer_hold_ids = fields.One2many(
        "dealer.order.hold", "order_id", string="Holds", readonly=True, groups="dealer_sale.group_dealer_order_viewer"
    )
    open_hold_count = fields.Integer(
        string="Open Holds", compute="_compute_open_hold_count", store=True, compute_sudo=True
    )

    @api.depends("dealer_hold_ids.state")
    def _compute_open_hold_count(self):
        """Stored on the order: two people who release its last two holds at the same moment meet on its row."""
        for order in self:
            order.open_hold_count = len(order.dealer_hold_ids.filtered(lambda hold: hold.state == "open"))

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
        orders = self.sudo() if self.env.user.share else self
        if len(orders) == 1:
            return orders._dealer_submit()
        return [order._dealer_submit_in_batch() for order in orders]

    def action_submit_on_screen(self):
        """Submit these orders and return the client action that tells the user what became of them."""
        results = self.action_submit()
        results = [results] if isinstance(results, dict) else results
        return self._submit_notification(results)

    @api.model
    def _submit_notification(self, results):
        """Return the client action that tells ``results`` of :meth:`action_submit` in a few words."""
        types = {"confirmed": "success", "held": "warning", "refused": "danger"}
        worst = next((state for state in ("refused", "held") if state in [r["state"] for r in results]), "confirmed")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self._submit_title(results),
                "message": "\n".join(self._submit_sentence(result) for result in results if result["message"]),
                "type": types[worst],
                "sticky": worst == "refused",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _submit_title(self, results):
        """Return what became of the orders, as a heading."""
        if len(results) != 1:
            states = [result["state"] for result in results]
            counts = {state: states.count(state) for state in ("confirmed", "held", "refused")}
            return self.env._("%(confirmed)s confirmed, %(held)s held, %(refused)s refused", **counts)
        order = results[0]["order"]
        return {
            "confirmed": self.env._("%(order)s is confirmed", order=order),
            "held": self.env._("%(order)s is held until somebody releases it", order=order),
            "refused": self.env._("%(order)s is refused", order=order),
        }[results[0]["state"]]

    @api.model
    def _submit_sentence(self, result):
        return self.env._("%(order)s: %(message)s", order=result["order"], message=result["message"])

    def _check_may_submit(self):
        if not self.env.user.share:
            return self.check_access("write")
        self.check_access("read")
        self._check_member_role()
        if any(not dealer.portal_ordering for dealer in self.sudo().dealer_id):
            raise AccessError(self.env._("Orders on the portal are not open to you. Please contact us."))
        return None

    def _check_member_role(self):
        """Raise unless the portal user is somebody who orders for the dealers of all these orders."""
        dealers_sudo = self.sudo().dealer_id
        members_sudo = self.env["dealer.member"].sudo().search(self._ordering_member_domain(dealers_sudo))
        if any(not order.dealer_id or order.dealer_id not in members_sudo.dealer_id for order in self.sudo()):
            raise AccessError(
                self.env._("Only an administrator, a buyer or an approver of the dealer may do this. Ask one of them.")
            )

    @api.model
    def _ordering_member_domain(self, dealers):
        """Return the domain of the user's memberships of ``dealers`` that include ordering."""
        return (
            Domain("user_id", "=", self._acting_user().id)
            & Domain("role", "in", ORDERING_ROLES)
            & Domain("dealer_id", "in", dealers.ids)
        )

    def _dealer_submit_in_batch(self):
        """Submit one order of several; what goes wrong with it is undone and told in its result."""
        try:
            with self.env.cr.savepoint():
                return self._dealer_submit()
        except UserError as error:  # access and validation errors are of this kind
            self._dealer_unreserve()
            return self._submit_result(error=str(error))

    def _dealer_submit(self):
        """Submit one order, after the user's right to do so was checked. :return: as :meth:`action_submit`"""
        self.ensure_one()
        self._lock_rows()
        if self.state not in ("draft", "sent"):
            return self._submit_result()
        if refused := [finding for _order, finding in self.sudo().filtered("dealer_id")._find_dealer()]:
            return self._submit_result(refused)
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
        except UserError as error:
            # What was found may also be about another order, which the confirmation of this one would confirm along.
            if not (findings := getattr(error, "dealer_findings", {}).get(self.id)):
                raise
            return self._dealer_hold(findings, error.dealer_reserved)
        return self._submit_result()

    def _lock_rows(self):
        """Make whoever else decides on these orders at this moment wait, and then start again with what we left.

        Plain SQL: the ORM's lock raises an error that no caller repeats. This one waits, and fails as a serialization
        error, which the platform repeats, if the rows have changed meanwhile. It leaves other transactions free to
        refer to the rows.
        """
        self.env.cr.execute(
            SQL("SELECT id FROM sale_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(self.ids) or (None,))
        )

    def _dealer_hold(self, findings, reserved=False):
        """Hold one order for ``findings``, or report that they refuse it. :return: as :meth:`action_submit`

        :param bool reserved: they are what reserving found; asked again, it might find room that the order then keeps in vain
        """
        if not reserved and not any(finding["severity"] == "refuse" for finding in findings):
            known = {(finding["kind"], finding["fingerprint"]) for finding in findings}
            found = self._dealer_blocking(self._dealer_reserve().get(self.id, ()))
            findings = findings + [f for f in found if (f["kind"], f["fingerprint"]) not in known]
        if refused := [finding for finding in findings if finding["severity"] == "refuse"]:
            return self._submit_result(refused)
        self._dealer_mark_submitted()
        self.filtered(lambda order: order.state == "draft").action_quotation_sent()
        opened = self.env["dealer.order.hold"]._sync(self, findings)
        if opened:
            self.message_post(body=self._held_message(opened))
        return self._submit_result()

    def _held_message(self, holds):
        kinds = ", ".join(hold._kind_text() for hold in holds.sudo())
        return self.env._("Submitted and held: %(kinds)s.", kinds=kinds)

    def _dealer_mark_submitted(self, then=()):
        """Note who submitted these orders and when, and that they are no longer refused.

        :param then: states that they reach with it, for their history
        """
        fresh = self.filtered(lambda order: not order.submitted_at)
        if fresh:
            fresh._write_by_verb(
                {
                    "submitted_by": self._acting_user().id,
                    "submitted_at": fields.Datetime.now(),
                    "on_behalf": not self._acting_user().share,
                    "refusal_reason": False,
                }
            )
        steps = [(order.id, "submitted") for order in fresh] + [(order.id, state) for order in self for state in then]
        self._log_states(steps)
        self._claim_purchase_number()

    def _claim_purchase_number(self):
        """Keep the purchase numbers of these orders for them, unless another live order has it already."""
        free = self.filtered(
            lambda order: order.purchase_key and not any(order._split_family().mapped("purchase_claimed"))
        )
        taken = {order.id for order, _finding in free.sudo()._find_purchase_number()}
        for order in free.filtered(lambda order: order.id not in taken):
            order._write_purchase_claim()

    def _write_purchase_claim(self):
        """Write the claim at once: whether another transaction has just taken the number, only the index knows."""
        try:
            with self.env.cr.savepoint():
                self._write_by_verb({"purchase_claimed": True})
        except UniqueViolation as error:
            raise UserError(
                self.env._(
                    "The dealer has just submitted another order with the purchase number %(number)s. Look at it, and"
                    " submit this one again if both are wanted.",
                    number=self.client_order_ref,
                )
            ) from error

    def _dealer_mark_refused(self, reason):
        """Leave one order as a quotation that can be changed and submitted again, marked as refused."""
        self.dealer_hold_ids._void()
        self._write_by_verb({"refusal_reason": reason, "submitted_at": False, "purchase_claimed": False})
        self.message_post(
            body=self.env._("The order was refused: %(reason)s", reason=reason),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _dealer_mark_withdrawn(self):
        """Take back the submission of these orders: they are cancelled, or quotations again."""
        self.sudo().dealer_hold_ids._void()
        submitted = self.filtered(lambda order: order.submitted_at or order.refusal_reason or order.purchase_claimed)
        if submitted:
            submitted._write_by_verb({"submitted_at": False, "refusal_reason": False, "purchase_claimed": False})

    @api.model
    def _acting_user(self):
        """Return the user who acts: on the pages of the portal, the platform lets the superuser act for the visitor."""
        if self.env.uid == SUPERUSER_ID and request and request.env:
            return request.env.user
        return self.env.user

    def _write_by_verb(self, vals):
        """Write columns that only the verbs of this model write."""
        return self.write({**vals, "dealer_verb": ByVerb("orders")})

    def _dealer_resume(self):
        """Confirm one held order if no hold is open any more and nothing new speaks against it.

        :return: as :meth:`action_submit`
        """
        self.ensure_one()
        return self._submit_result() if self.open_hold_count else self._dealer_submit()

    def _submit_result(self, refused=(), error=""):
        """Return what :meth:`action_submit` tells about one order as it stands now."""
        self.ensure_one()
        order_sudo = self.sudo()
        if refused:
            holds = [self._refusal_json(finding) for finding in refused]
        else:
            holds = order_sudo.dealer_hold_ids.filtered(lambda hold: hold.state == "open")._to_json()
        return {
            "order_id": order_sudo.id,
            "order": order_sudo.name,
            "state": self._submit_state(bool(refused or error)),
            "message": error or "\n".join(hold["message"] for hold in holds),
            "holds": holds,
        }

    @api.model
    def _refusal_json(self, finding):
        """Return what a caller is told about a finding that refuses the order, in the shape of a hold."""
        return {
            "id": 0,
            "kind": finding["kind"],
            "message": self._finding_text(finding),
            "amount": 0.0 if self._acting_user().share else finding["amount"],
            "currency": self.env["res.currency"].browse(finding["currency_id"]).name or "",
            "severity": finding["severity"],
            "state": "refused",
        }

    def _submit_state(self, refused):
        order_sudo = self.sudo()
        if order_sudo.state == "sale":
            return "confirmed"
        return "held" if order_sudo.open_hold_count and not refused else "refused"
