"""What runs, accruals, simulation and portal ask: what is earned, and how far the next band is."""

from odoo import api, models

from ..engine import Figures, earn, progress


class DealerRebateBasis(models.AbstractModel):
    """Figures under the terms of a program, in floats: they are stored and shown, and calculated with no further."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _outcomes(self, program, period, dealer_ids=None):
        """Return {dealer id: (:class:`..engine.Figures`, :class:`..engine.Outcome`)}; parameters as in :meth:`_sums`."""
        terms = program._terms()
        complete = self._is_complete(program, period[1])
        return {
            dealer_id: (figures, earn(terms, figures, complete=complete))
            for dealer_id, figures in self._sums(program, period, dealer_ids).items()
        }

    @api.model
    def _is_complete(self, program, day):
        """Tell whether a period of cumulation ends on ``day``; days outside the program are only tried, as a whole."""
        inside = program.date_from <= day <= program.date_to
        return not inside or program._cumulation_period_of(day)[1] == day

    @api.model
    def _earned(self, program, period, dealer_ids=None):
        """Return {dealer id: what is earned}; parameters as in :meth:`_sums`.

        :return: values are dicts ``basis`` (volume) ``compare`` (base or target) ``achievement`` (percent) ``rate band_id earned
            free_quantity explain`` (steps, see ``Outcome.as_data``) ``reason`` (code of the first refusal, ``overdue`` if
            payment is withheld, or "")
        """
        outcomes = self._outcomes(program, period, dealer_ids)
        overdue = self._overdue_dealers(program, outcomes, program.company_id._dealer_today())
        return {
            dealer_id: self._answer(program, figures, outcome, dealer_id in overdue)
            for dealer_id, (figures, outcome) in outcomes.items()
        }

    @api.model
    def _answer(self, program, figures, outcome, overdue):
        explain = outcome.as_data()
        if overdue:
            explain.append({"kind": "refusal", "rule": "overdue", "key": ""})
        refusals = [step["rule"] for step in explain if step["kind"] == "refusal"]
        compare = figures.target if program.comparison == "target" else figures.base
        return {
            "basis": float(outcome.volume),
            "compare": float(compare or 0),
            "achievement": float(outcome.achieved or 0),
            "rate": float(outcome.rate),
            "band_id": outcome.band.key if outcome.band else False,
            "earned": float(outcome.earned),
            "free_quantity": float(outcome.earned) if outcome.unit == "goods" else 0.0,
            "explain": explain,
            "reason": refusals[0] if refusals else "",
        }

    @api.model
    def _progress(self, program, day, dealer_ids):
        """Return {dealer id: where it stands on ``day``} of the eligible ones of these dealers.

        What is earned is what a run of that day would find, also where only the best program of a group counts.

        :return: values as of :meth:`_earned`, with ``next_from missing next_rate next_earned must_exceed``; bounds and what is missing
            are volume, 0 if the highest band is reached
        """
        program_sudo, terms = program.sudo(), program._terms()
        days = (program._cumulation_period_of(day)[0], day)
        placed = self._placed(program_sudo, days, program_sudo._placed_in(days, dealer_ids))
        outcomes = self._outcomes(program_sudo, days, placed)
        overdue = self._overdue_dealers(program_sudo, dealer_ids, program_sudo.company_id._dealer_today())
        nothing = Figures(), earn(terms, Figures(), complete=False)
        found = {}
        for dealer_id in self._find_dealers(self._taking_part(placed, days, self._eligible_domain(program_sudo))):
            figures, outcome = outcomes.get(dealer_id, nothing)
            found[dealer_id] = {
                **self._answer(program_sudo, figures, outcome, dealer_id in overdue),
                **self._ahead(progress(terms, figures)),
            }
        return program_sudo._yield_to_better(days, found, dealer_ids)

    @api.model
    def _ahead(self, ahead):
        """Return what is told of a :class:`..engine.Progress`."""
        return {
            "next_from": float(ahead.next_from or 0),
            "missing": float(ahead.missing),
            "next_rate": float(ahead.next_rate),
            "next_earned": float(ahead.next_earned),
            "must_exceed": ahead.must_exceed,
        }
