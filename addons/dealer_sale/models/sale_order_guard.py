from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb

# Columns that tell what happened to an order: its verbs write them, never a caller.
VERB_COLUMNS = {
    "dealer_state",
    "on_behalf",
    "open_hold_count",
    "purchase_claimed",
    "purchase_key",
    "refusal_reason",
    "split_root_id",
    "submitted_at",
    "submitted_by",
}
# What is asked once, when an order is placed, and not again when a confirmed one grows.
ASKED_ONCE = {"minimum", "purchase_number", "territory"}


class SaleOrder(models.Model):
    """The guard on the transition itself: whatever path leads to a confirmed order meets it."""

    _name = "sale.order"
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create([self._guard_columns(vals) for vals in vals_list])
        # After the fact: the state may also come from a default that the caller sent.
        if confirmed := orders.filtered(lambda order: order.dealer_id and order.state == "sale"):
            raise UserError(confirmed._state_write_message())
        return orders

    def write(self, vals):
        vals = self._guard_columns(vals)
        target = vals.get("state")
        moving = self.filtered(lambda order: target and order.dealer_id and order.state != target)
        moving._guard_transition(target)
        before = self._dealers_of_confirmed() if vals.keys() & {"partner_id", "company_id"} else {}
        res = super().write(ByVerb.plain(vals))
        self._check_same_dealers(before)
        moving._after_transition(target)
        if "partner_shipping_id" in vals:
            self._check_confirmed({"territory"})
        return res

    def _guard_columns(self, vals):
        """Return ``vals`` without the mark of a verb, or raise if they set without one what only verbs set."""
        if names := VERB_COLUMNS & vals.keys() if not ByVerb.gave(vals, "dealer_verb") else set():
            raise UserError(
                self.env._(
                    "These fields are kept by the order itself and cannot be written: %(fields)s.",
                    fields=self._field_labels(names),
                )
            )
        return {name: value for name, value in vals.items() if name != "dealer_verb"}

    def _dealers_of_confirmed(self):
        return {order: order.sudo().dealer_id for order in self if order.state == "sale"}

    def _check_same_dealers(self, before):
        """Raise if a confirmed order went to another dealer than ``before``: its checks were made for that one."""
        if changed := [order for order, dealer_sudo in before.items() if order.sudo().dealer_id != dealer_sudo]:
            raise UserError(
                self.env._(
                    "%(order)s is confirmed and cannot go to another dealer. Cancel it and order anew.",
                    order=changed[0].name,
                )
            )

    def _guard_transition(self, target):
        """Raise if dealer orders must not go to the state ``target`` like this; note the submission if they may."""
        if not self:
            return
        if target == "sale":
            if not isinstance(target, ByVerb):
                raise UserError(self._state_write_message())
            self._check_confirmable()
            self.sudo().dealer_hold_ids._void()
            self._dealer_mark_submitted(then=["confirmed"])
        elif target == "cancel":
            self._guard_cancel()
        elif confirmed := self.filtered(lambda order: order.state == "sale"):
            raise UserError(confirmed._state_write_message())

    def _after_transition(self, target):
        if target in ("cancel", "draft"):
            self._dealer_mark_withdrawn()
        if target == "cancel":
            self.sudo().dealer_change_ids._void()

    def _guard_cancel(self):
        """Raise unless the cancellation has run: no transfer is left open, and nothing has been shipped."""
        for order_sudo in self.sudo():
            if order_sudo.state == "sale" and order_sudo._open_moves():
                raise UserError(order_sudo._state_write_message())
            order_sudo._check_cancellable()

    def _state_write_message(self):
        return self.env._(
            "The state of %(order)s cannot be written. Use Submit, Confirm or Cancel: they run the checks.",
            order=", ".join(self.mapped("name")),
        )

    def _prepare_confirmation_values(self):
        values = super()._prepare_confirmation_values()
        return {**values, "state": ByVerb(values["state"])}

    def _check_confirmable(self):
        """Raise unless nothing speaks against confirming these orders.

        :raise UserError: one sentence a finding; its attribute ``dealer_findings`` holds them as {order id: [finding]},
            ``dealer_reserved`` tells whether they are what :meth:`_dealer_reserve` found
        """
        findings = self._dealer_findings()
        for order_sudo, finding in self.sudo()._find_twins_together():
            findings[order_sudo.id].append(finding)
        blocked, reserved = self._blocked_by(findings), False
        if not blocked:
            blocked, reserved = self._blocked_by(self._dealer_reserve()), True
        if blocked:
            error = UserError(self._blocked_message(blocked))
            error.dealer_findings, error.dealer_reserved = blocked, reserved
            raise error

    def _blocked_by(self, findings):
        """Return those of ``findings`` ({order id: [finding]}) that keep orders from being confirmed, no empty lists."""
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
    def _growth_kinds(self):
        """Return the kinds of findings that count when a confirmed order grows."""
        return set(self.env["dealer.order.hold"]._fields["kind"].get_values(self.env)) - ASKED_ONCE

    def _check_confirmed(self, kinds, lines=None):
        """Raise if what was changed on these confirmed orders must not be, by findings of one of ``kinds``.

        :param lines: of findings on lines, count those on these only
        """
        orders = self.filtered(lambda order: order.state == "sale" and order.dealer_id)
        if not orders:
            return
        findings = orders._dealer_findings()
        relevant = {
            order_id: [
                finding
                for finding in found
                if finding["kind"] in kinds
                and (lines is None or not finding["line_id"] or finding["line_id"] in lines.ids)
            ]
            for order_id, found in findings.items()
        }
        if blocked := orders._blocked_by(relevant) or orders._blocked_by(orders._dealer_reserve()):
            raise UserError(orders._confirmed_message(blocked))

    def _confirmed_message(self, blocked):
        sentences = [
            self.env._("%(order)s: %(finding)s", order=order.name, finding=self._finding_text(finding))
            for order in self
            for finding in blocked.get(order.id, ())
        ]
        advice = self.env._("The order is confirmed: put what is more on a new order, whose holds can be released.")
        return "\n".join([*sentences, advice])
