from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MONEY_ROLES = ("admin", "finance")


class DealerDealer(models.Model):
    """What a dealer has earned, how far the next band is, and what was settled."""

    _inherit = "dealer.dealer"

    rebate_line_count = fields.Integer(
        string="Rebates", compute="_compute_rebate_line_count", groups="dealer_rebate.group_rebate_viewer"
    )

    def _compute_rebate_line_count(self):
        counts = dict(
            self.env["dealer.rebate.line"]._read_group([("dealer_id", "in", self.ids)], ["dealer_id"], ["__count"])
        )
        for dealer in self:
            dealer.rebate_line_count = counts.get(dealer, 0)

    def action_open_rebates(self):
        """Return the action that lists the rebates of this dealer."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_rebate.dealer_rebate_line_action")
        return {**action, "domain": [("dealer_id", "=", self.id)], "context": {}}

    def rebate_progress(self):
        """Return where this dealer stands in the running period of each program that it takes part in.

        Amounts are in the program's currency (``unit`` names it, or the unit of quantities); dates are ISO texts, nothing
        is None: a number that does not apply is 0.

        :return: list of {program_id, name, period_from, period_to, basis, unit, currency, rate_now, earned, settled,
            next_from, missing, next_rate, days_left, target, achievement_percent, description, reason}; ``earned`` is what
            a run of today would find, ``reason`` why it is nothing or withheld (``other_better``: another program of
            the group gives more, ``overdue`` …), or ""
        :raise AccessError: unless the user may see the dealer's money
        """
        self.ensure_one()
        self._check_may_read_rebates()
        today = self.sudo().company_id._dealer_today()
        programs_sudo = (
            self.env["dealer.rebate.program"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.sudo().company_id.id),
                    ("state", "=", "active"),
                    ("date_from", "<=", today),
                    ("date_to", ">=", today),
                ]
            )
        )
        rows = [self._rebate_progress_of(program_sudo, today) for program_sudo in programs_sudo]
        return [row for row in rows if row]

    def _rebate_progress_of(self, program_sudo, today):
        """Return one row of :meth:`rebate_progress`; nothing if the dealer takes no part."""
        figures = self.env["dealer.rebate.basis"].sudo()._progress(program_sudo, today, [self.id]).get(self.id)
        if not figures:
            return {}
        first, last = program_sudo._cumulation_period_of(today)
        parts_sudo = (
            self.env["dealer.rebate.line.part"]
            .sudo()
            .search(
                [
                    ("program_id", "=", program_sudo.id),
                    ("dealer_id", "=", self.id),
                    ("cum_from", "=", first),
                    ("line_id.state", "in", ("approved", "settled")),
                ]
            )
        )
        target = figures.get("compare") or 0.0
        quantity = program_sudo.measure == "quantity"
        return {
            "program_id": program_sudo.id,
            "name": program_sudo.name,
            "description": program_sudo.description or "",
            "period_from": fields.Date.to_string(first),
            "period_to": fields.Date.to_string(last),
            "basis": figures.get("basis") or 0.0,
            "unit": program_sudo.uom_id.name if quantity else program_sudo.currency_id.name,
            "currency": program_sudo.currency_id.name,
            "rate_now": figures.get("rate") or 0.0,
            "earned": figures.get("earned") or 0.0,
            "reason": figures.get("reason") or "",
            "settled": program_sudo._round(sum(parts_sudo.mapped("difference"))),
            "next_from": figures.get("next_from") or 0.0,
            "missing": figures.get("missing") or 0.0,
            "next_rate": figures.get("next_rate") or 0.0,
            "days_left": (last - today).days,
            "target": target if program_sudo.comparison == "target" else 0.0,
            "achievement_percent": figures.get("achievement") or 0.0,
        }

    def rebate_status(self, limit=100):
        """Return the rebates of this dealer, newest first, settled and open ones; drafts of the office are not told.

        :param int limit: at most so many, 500 at most
        :return: list of {line_id, program_id, name, period_from, period_to, state, currency, basis, unit, rate, earned,
            settled_before, to_settle, carried, document, date, dispute_reason, dispute_answer, can_dispute, arithmetic}
        :raise AccessError: unless the user may see the dealer's money
        """
        self.ensure_one()
        self._check_may_read_rebates()
        limit = min(max(limit, 1), 500) if isinstance(limit, int) else 100
        lines_sudo = (
            self.env["dealer.rebate.line"]
            .sudo()
            .search(
                [
                    ("dealer_id", "=", self.id),
                    ("run_id.state", "in", ("reviewed", "approved", "settling", "settled")),
                    ("state", "!=", "cancelled"),
                ],
                order="period_to desc, id desc",
                limit=limit,
            )
        )
        return [line_sudo._status() for line_sudo in lines_sudo]

    def rebate_documents(self, line_id, offset=0, limit=80):
        """Return the documents behind one rebate of this dealer: what is counted of them sums up to its basis.

        :return: list of {model, id, name, date, product, quantity, amount, counted}, the latest first
        :raise AccessError: unless the user may see the dealer's money
        :raise UserError: if the rebate is not one of the dealer's
        """
        self._check_may_read_rebates()
        line_sudo = self._rebate_line(line_id).sudo()
        return line_sudo._documents(offset, limit)

    def dispute_rebate(self, line_id, reason):
        """Object to the figures of one rebate of this dealer, before it is approved. :return: True

        :raise AccessError: unless the user is the dealer's administrator or finance, or may see rebates inside
        :raise UserError: without a reason, or if it is too late
        """
        self._check_may_read_rebates()
        self._rebate_line(line_id)._dispute(reason)
        return True

    def _rebate_line(self, line_id):
        """Return the rebate ``line_id`` with the user's rights, which may be less than reading it.

        :raise UserError: if it is none of this dealer, or not told yet
        """
        self.ensure_one()
        line_sudo = self.env["dealer.rebate.line"].sudo().browse(line_id if isinstance(line_id, int) else 0).exists()
        if line_sudo.dealer_id != self or line_sudo.run_id.state in ("draft", "calculated", "cancelled"):
            raise UserError(self.env._("This rebate is not one of %(dealer)s.", dealer=self.sudo().name))
        return line_sudo.with_env(self.env)

    def _check_may_read_rebates(self):
        """Inside: who sees rebates and the dealer. Outside: the dealer's administrator and finance."""
        self.check_access("read")
        if self.env.su:
            return
        if self.env.user._is_internal():
            self.env["dealer.rebate.line"].check_access("read")
        elif not self._is_member_with(MONEY_ROLES):
            raise AccessError(self.env._("Only the administrator and the finance of the dealer see its rebates."))


class DealerRebateLine(models.Model):
    _inherit = "dealer.rebate.line"

    def _status(self):
        """Return one line (superuser's) as JSON-safe data, see ``dealer.dealer.rebate_status``."""
        program = self.program_id
        settlement = self.settlement_ids[:1]
        quantity = program.measure == "quantity"
        return {
            "line_id": self.id,
            "program_id": program.id,
            "name": program.name,
            "period_from": fields.Date.to_string(self.period_from),
            "period_to": fields.Date.to_string(self.period_to),
            "state": self.state,
            "currency": self.currency_id.name or program.uom_id.name or "",
            "basis": self.basis,
            "unit": program.uom_id.name if quantity else program.currency_id.name,
            "rate": self.rate,
            "earned": self.earned,
            "settled_before": self.settled_before,
            "to_settle": self.to_settle,
            "carried": self.carried,
            "document": settlement.document_name or "",
            "date": fields.Date.to_string(settlement.date) if settlement else "",
            "dispute_reason": self.dispute_reason or "",
            "dispute_answer": self.dispute_answer or "",
            "can_dispute": self.state in ("open", "disputed"),
            "arithmetic": self.arithmetic or "",
        }

    def _documents(self, offset=0, limit=80):
        """Return the documents of one line (superuser's), the running period first, paged."""
        offset = offset if isinstance(offset, int) and offset > 0 else 0
        limit = min(max(limit, 1), 1000) if isinstance(limit, int) else 80
        part = self.part_ids.filtered(lambda part: not part.late)[:1] or self.part_ids[:1]
        if not part:
            return []
        days = (part.cum_from, part.cum_to)
        return self.env["dealer.rebate.basis"]._documents(self.program_id, days, self.dealer_id.id, offset, limit)
