from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb

CREDIT_KINDS = ("credit", "overdue")


class SaleOrder(models.Model):
    """The credit check of an order: what speaks against it, and taking its amount off the line."""

    _inherit = "sale.order"

    credit_hold_key = fields.Char(
        string="Credit Hold", readonly=True, copy=False, help="Technical: the hold kept while the order waits."
    )

    _credit_hold_idx = models.Index(
        "(credit_hold_key) WHERE credit_hold_key IS NOT NULL AND state IN ('draft', 'sent')"
    )

    def _dealer_preview(self):
        """Add what speaks against these orders on the side of credit, as far as this transaction can see.

        Nothing is decided here: whether an order really fits, :meth:`_dealer_reserve` finds out under the lock of the line.
        """
        findings = super()._dealer_preview()
        lines = self.filtered(lambda order: order.state in ("draft", "sent"))._credit_checked_lines()
        for order, figures in self._credit_figures(lines).items():
            findings[order.id] += order._credit_findings(lines[order], figures, order._credit_convert(lines[order]))
        return findings

    def _credit_checked_lines(self):
        """Return {order: credit line (superuser)} of those of ``self`` that their line is asked for when they are submitted."""
        return {
            order: line_sudo
            for order, line_sudo in self._credit_lines().items()
            if line_sudo.control != "none" and line_sudo.policy_id.check_submit
        }

    def _credit_lines(self):
        """Return {order: credit line (superuser)} of those of ``self`` whose dealer has one."""
        lines = self.env["dealer.credit.line"]._of_dealers(self.sudo().dealer_id)
        return {order: lines[order.sudo().dealer_id.id] for order in self if order.sudo().dealer_id.id in lines}

    @api.model
    def _credit_figures(self, lines):
        """Return {order: Figures of its line without the order itself}.

        Two queries for all orders that do not count yet; those that do are looked at one by one.

        :param dict lines: as :meth:`_credit_lines` returns it
        """
        Exposures = self.env["dealer.credit.exposure"]
        if not lines:
            return {}
        every = Exposures._figures(self.env["dealer.credit.line"].union(*lines.values()))
        figures = {}
        for order, line_sudo in lines.items():
            counts = order._origin and (order.sudo().credit_hold_key or order.state == "sale")
            found = Exposures._figures(line_sudo, order._origin.id) if counts else every
            figures[order] = found[line_sudo.id]
        return figures

    def _credit_convert(self, line):
        """Return what this order takes of ``line``, in the currency of the line at the rate of today."""
        company = self.company_id or self.env.company
        return self.currency_id._convert(self._credit_claim(), line.currency_id, company, company._dealer_today())

    def _dealer_reserve(self):
        """Take the amounts of these orders off their lines, exactly, before they are confirmed."""
        findings = super()._dealer_reserve()
        for order_id, found in self.filtered(lambda order: order.state != "sale")._credit_reserve().items():
            findings[order_id] = findings.get(order_id, []) + found
        return findings

    def _credit_reserve(self):
        """Take the amounts of these orders off their lines, in a transaction for each line.

        :return: {order id: [finding]}; of an order that one of its findings blocks, nothing was taken
        """
        orders_of = defaultdict(self.sudo().browse)
        findings = {}
        for order, line_sudo in self._credit_checked_lines().items():
            if placement := order._credit_placed(line_sudo):
                findings[order.id] = placement.findings
            else:
                orders_of[line_sudo] += order.sudo()
        for line_sudo, orders_sudo in orders_of.items():
            placements = self.env["dealer.credit.hold"].sudo()._place(orders_sudo, line_sudo)
            for order_id, placement in placements.items():
                findings[order_id] = placement.findings
                if placement.key:
                    self._credit_placements()[order_id] = (line_sudo.id, placement)
        return findings

    def _credit_placed(self, line):
        """Return what this transaction has taken of ``line`` for this one order, which still wants just as much, or None."""
        line_id, placement = self._credit_placements().get(self.id, (0, None))
        if self.state == "sale" or line_id != line.id:
            return None
        return None if self.currency_id.compare_amounts(placement.order_amount, self._credit_claim()) else placement

    def _credit_placements(self):
        """Return {order id: (line id, placement)} of what this transaction has taken: it stays taken if a savepoint is undone."""
        return self.env.cr.postcommit.data.setdefault("dealer.credit.placements", {})

    def _dealer_unreserve(self):
        result = super()._dealer_unreserve()
        self._credit_unreserve()
        return result

    def _credit_unreserve(self):
        """Give back what this transaction has taken off lines for these orders."""
        taken = self.filtered(lambda order: self._credit_placements().pop(order.id, None))
        if taken:
            self.env["dealer.credit.hold"].sudo()._void_own(taken)

    def _dealer_void_reserved(self):
        result = super()._dealer_void_reserved()
        for order_id in self._ids:
            self._credit_placements().pop(order_id, None)
        self.env["dealer.credit.hold"].sudo()._void_own(self)
        return result

    def _dealer_hold(self, findings, reserved=False):
        """An order that waits for something else keeps its amount of the line meanwhile; one that is refused does not."""
        result = super()._dealer_hold(findings, reserved)
        if result["state"] == "held":
            self._credit_note_held()
        self._credit_unreserve()  # of credit alone: what else the order has taken, it keeps while it waits
        return result

    def _credit_note_held(self):
        """Keep what was taken for this held order, and write down on which figures it is held."""
        line_sudo = self._credit_lines().get(self)
        if not line_sudo:
            return
        if self.id in self._credit_placements() and line_sudo.policy_id.reservation_days:
            _line_id, placement = self._credit_placements().pop(self.id)
            self._write_by_verb({"credit_hold_key": placement.key})
            Decisions = self.env["dealer.credit.decision"]
            Decisions._log_rows([Decisions._order_vals(line_sudo, "reserved", self, placement)])
        waiting_sudo = self.sudo().dealer_hold_ids.filtered(
            lambda hold: hold.state == "open" and hold.kind in CREDIT_KINDS
        )
        if waiting_sudo:
            self.env["dealer.credit.decision"]._log(
                *(line_sudo, "held", lambda env: "; ".join(waiting_sudo.with_env(env).mapped("message"))),
                **self._credit_decision_vals(),
                amount=self._credit_convert(line_sudo),
            )

    def _credit_decision_vals(self):
        order_sudo = self.sudo()
        return {"dealer_id": order_sudo.dealer_id.id, "company_id": order_sudo.company_id.id, "order_id": order_sudo.id}

    def _after_transition(self, target):
        res = super()._after_transition(target)
        if target == "sale":
            self._credit_note_granted()
        else:
            self._credit_forget()
        return res

    def _credit_note_granted(self):
        """Write down that these orders passed, on which figures, and thanks to whom if they are over the limit."""
        taken = [(order, *self._credit_placements().pop(order.id, (0, None))) for order in self]
        lines_sudo = self.env["dealer.credit.line"].sudo()
        self.env["dealer.credit.decision"]._log_rows(
            order._credit_granted_vals(lines_sudo.browse(line_id), placement)
            for order, line_id, placement in taken
            if placement
        )

    def _credit_granted_vals(self, line, placement):
        """Return the row of decisions for this one order, which passed with ``placement``."""
        released_sudo = self.sudo().dealer_hold_ids.filtered(
            lambda hold: hold.kind in CREDIT_KINDS and hold.state == "released" and hold.decided_by
        )[-1:]
        serious = any(finding["severity"] != "warn" for finding in placement.findings)
        kind = ("released" if serious else "warned") if placement.findings else "granted"
        who = {"user": released_sudo.decided_by, "reason": released_sudo.reason} if kind == "released" else {}
        return self.env["dealer.credit.decision"]._order_vals(line, kind, self, placement, **who)

    def _dealer_mark_refused(self, reason):
        if line_sudo := self._credit_lines().get(self):
            self.env["dealer.credit.decision"]._log(line_sudo, "refused", reason, **self._credit_decision_vals())
        self._credit_forget()
        return super()._dealer_mark_refused(reason)

    def _credit_forget(self):
        """Give back what these orders reserved while they waited."""
        if waiting := self.filtered(lambda order: order.sudo().credit_hold_key):
            waiting._write_by_verb({"credit_hold_key": False})

    def _credit_check_growth(self, before):
        """Raise if confirmed orders take more of their line than it allows, now that they have grown.

        Only the growth is new: what an order took before stays its own.

        :param dict before: {order: open amount before the change}
        :raise UserError: naming the order and what is missing
        """
        grown = self.filtered(
            lambda order: (
                order in before and order.currency_id.compare_amounts(order.credit_open_amount, before[order]) > 0
            )
        )
        blocked = grown._blocked_by(grown._credit_reserve())
        if blocked:
            raise UserError(grown._confirmed_message(blocked))
        grown._credit_note_granted()

    def _guard_columns(self, vals):
        if "credit_hold_key" in vals and not ByVerb.gave(vals, "dealer_verb"):
            vals = {name: value for name, value in vals.items() if name != "credit_hold_key"}
        return super()._guard_columns(vals)
