"""Sums, targets and gates become figures."""

from collections import defaultdict
from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine import Figures, exact
from ..engine.period import in_program, period_of


class DealerRebateBasis(models.AbstractModel):
    """What else counts besides documents."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _figures(self, program, rows, targets, period):
        """Return {dealer id: :class:`..engine.Figures`} of the rows of :meth:`_sums_queries`, added up."""
        found = defaultdict(lambda: defaultdict(dict))
        for dealer_id, kind, key, amount, quantity, products in rows:
            before = found[dealer_id][kind].get(key, (0, 0, 0))
            found[dealer_id][kind][key] = (before[0] + exact(amount), before[1] + exact(quantity), products)
        dealer_ids = found.keys() | targets.keys()
        forfeits = self._violating_dealers(dealer_ids, period) if program.no_violation else ()
        return {
            dealer_id: self._figures_of(program, found[dealer_id], targets.get(dealer_id), dealer_id in forfeits)
            for dealer_id in sorted(dealer_ids)
        }

    @api.model
    def _figures_of(self, program, found, target, forfeits):
        measured = program.measure == "quantity"
        amount, quantity, _products = found["now"].get(0, (exact(0), exact(0), 0))
        collected = None
        if program.paid_gate == "coefficient":
            collected = tuple((exact(percent), paid[0]) for percent, paid in found["paid"].items())
        return Figures(
            amount=amount,
            quantity=quantity,
            base=found["base"].get(0, (exact(0), exact(0)))[measured],
            target=target,
            collected=collected,
            needs={int(key): (sums[measured], sums[2]) for key, sums in found["mix"].items()},
            forfeits=("violation",) if forfeits else (),
        )

    @api.model
    def _targets(self, program, period, dealer_ids=None):
        """Return {eligible dealer id: target} of the whole period of cumulation that ``period`` ends in.

        Targets of parts of it (months of a quarter) add up. Days outside the program have the targets of the same days
        in its years: so a program can be tried on the past.
        """
        if program.comparison != "target":
            return {}
        day = in_program(period[1], program.date_from, program.date_to)
        first, last = program._cumulation_period_of(day)
        if program.cumulation_period != "program":  # of a program that begins within a quarter, the quarter's target
            first, last = period_of(program.cumulation_period, day, date.min, date.max)
        domain = Domain("program_id", "=", program.id)
        domain &= Domain("date_from", ">=", first) & Domain("date_to", "<=", last)
        domain &= Domain("dealer_id", "any!", self._taking_part(dealer_ids, period, self._eligible_domain(program)))
        groups = self.env["dealer.rebate.target"].sudo()._read_group(domain, ["dealer_id"], ["value:array_agg"])
        return {dealer.id: sum(map(exact, values)) for dealer, values in groups}

    @api.model
    def _violating_dealers(self, dealer_ids, period):
        """Return the set of those dealers that have a confirmed violation in the period: they forfeit what it earns."""
        domain = [
            ("dealer_id", "in", list(dealer_ids)),
            ("state", "=", "confirmed"),
            ("date", ">=", period[0]),
            ("date", "<=", period[1]),
        ]
        groups = self.env["dealer.violation"].sudo()._read_group(domain, ["dealer_id"])
        return {dealer.id for (dealer,) in groups}

    @api.model
    def _overdue_dealers(self, program, dealer_ids, day):
        """Return the set of those dealers that owe something overdue on ``day`` by more than the days of grace.

        Payment to them is withheld (``settle(…, withheld=True)``), until a later run finds nothing overdue.
        """
        if not program.no_overdue:
            return set()
        items_sudo = self.env["account.move.line"].sudo()
        owed = Domain("reconciled", "=", False) & Domain("amount_residual", ">", 0)
        domain = Domain("dealer_id", "in", list(dealer_ids)) & Domain("account_type", "=", "asset_receivable")
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("date_maturity", "<", day - timedelta(days=program.overdue_days))
        # A payment that was reset to draft has paid nothing, although the platform calls its invoice settled.
        drafts_sudo = items_sudo.search([("parent_state", "=", "draft"), ("matching_number", "!=", False)])
        domain &= owed | Domain("id", "in", drafts_sudo.matched_debit_ids.debit_move_id.ids)
        return {dealer.id for (dealer,) in items_sudo._read_group(domain, ["dealer_id"])}
