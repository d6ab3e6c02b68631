from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Placed, best_of, exact, settle
from ..engine.settle import CARRY, COLLECT
from .dealer_rebate_line import COUNTED
from .dealer_rebate_run import COMMITTED

QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_notrack": True}


class DealerRebateRun(models.Model):
    """How a run finds its lines: earned to date, less what earlier runs settled."""

    _inherit = "dealer.rebate.run"

    def _lock(self):
        """Let only one transaction at a time decide what the programs of these runs pay.

        The row is changed, not only locked: whoever waited has an old snapshot, and the platform repeats its request.
        """
        self.program_id._lock_runs()

    def _calculate(self):
        """Write the lines of one run anew; called with the superuser's rights. 2 queries and one per period."""
        self.ensure_one()
        self._check_period()  # a new version may have ended the program since the run was made
        self._check_turn()
        parts = self._parts()
        previous = self._find_previous()
        lines = self._replace_lines(self._prepare_lines(parts, previous))
        by_dealer = {line.dealer_id.id: line.id for line in lines}
        self.env["dealer.rebate.line.part"].create(
            [{**part, "line_id": by_dealer[dealer_id]} for dealer_id, own in parts.items() for part in own]
        )
        return previous

    def _replace_lines(self, vals_list):
        """Write the lines of one run in place of those there are, and return them; what dealers objected to stays said."""
        kept = {line.dealer_id.id: line for line in self.line_ids if line.dispute_reason}
        kept = {vals["dealer_id"]: kept[vals["dealer_id"]] for vals in vals_list if vals["dealer_id"] in kept}
        old = self.env["dealer.rebate.line"].union(*kept.values())
        (self.line_ids - old).unlink()
        old.part_ids.unlink()
        for vals in vals_list:
            if vals["dealer_id"] in kept:
                kept[vals["dealer_id"]].write(vals)
        fresh = [vals for vals in vals_list if vals["dealer_id"] not in kept]
        return old | old.with_context(**QUIET).create(fresh)

    def _check_turn(self):
        """Raise if a later day of the program was promised already: its run pays what was missing before it, too."""
        later = self.search(
            [
                ("program_id", "=", self.program_id.id),
                ("period_to", ">", self.period_to),
                ("state", "in", COMMITTED),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(later)s comes after %(run)s and is approved already: it paid what was earned until then. What came"
                    " late is paid by the next run, or by an adjustment of the last period.",
                    later=later.display_name,
                    run=self.display_name,
                )
            )

    def _cumulations(self):
        """Return [(first day, last day)] that one run looks at: the running period of cumulation, then earlier ones."""
        program = self.program_id
        first, _last = program._cumulation_period_of(self.period_from)
        earlier = [days for days in program._cumulation_periods() if days[1] < first]
        return [(first, self.period_to), *reversed(earlier)]

    def _parts(self):
        """Return {dealer id: [values of its parts]}, the running period first; of earlier ones only what differs."""
        settled = self._settled_before()
        program = self.program_id
        found = {}
        for index, days in enumerate(self._cumulations()):
            before = {dealer: amount for (dealer, start), amount in settled.items() if start == days[0]}
            earned = program._earned_best(days)
            for dealer_id in sorted(earned.keys() | before.keys()):
                part = self._prepare_part(days, earned.get(dealer_id, {}), before.get(dealer_id, 0.0))
                part["late"] = bool(index)
                if part["difference"] or (not index and (part["basis"] or part["earned"] or part["settled_before"])):
                    found.setdefault(dealer_id, []).append(part)
        return found

    def _settled_before(self):
        """Return {(dealer id, first day of a period): amount} that other runs of the program have promised."""
        rows = self.env["dealer.rebate.line.part"]._read_group(
            [
                ("program_id", "=", self.program_id.id),
                ("line_id.state", "in", COUNTED),
                ("line_id.run_id", "not in", self.ids),
            ],
            ["dealer_id", "cum_from:day"],
            ["difference:sum"],
        )
        program = self.program_id
        return {(dealer.id, fields.Date.to_date(day)): program._round(amount) for dealer, day, amount in rows}

    def _prepare_part(self, days, figures, settled_before):
        earned = self.program_id._round(figures.get("earned", 0.0))
        names = ("basis", "compare", "achievement", "rate", "free_quantity")
        return {
            "cum_from": days[0],
            "cum_to": days[1],
            **{name: figures.get(name) or 0.0 for name in names},
            "band_id": figures.get("band_id") or False,
            "earned": earned,
            "settled_before": settled_before,
            "difference": self.program_id._round(earned - settled_before),
            "explain": figures.get("explain") or [],
            "reason": figures.get("reason") or "",
        }

    def _prepare_lines(self, parts, previous):
        amounts = {line.dealer_id.id: line.to_settle for line in previous.line_ids}
        return [
            self._prepare_line(dealer_id, parts.get(dealer_id, []), amounts.get(dealer_id, 0.0))
            for dealer_id in sorted(parts)
        ]

    def _prepare_line(self, dealer_id, own, previous_amount):
        program = self.program_id
        running = next((part for part in own if not part["late"]), {})
        earned, settled_before = (
            program._round(sum(part[key] for part in own)) for key in ("earned", "settled_before")
        )
        withheld = any(part["reason"] in ("overdue", "withheld") for part in own)
        settlement = self._payable(earned, settled_before, withheld)
        to_settle = float(settlement.to_settle)
        return {
            "run_id": self.id,
            "dealer_id": dealer_id,
            "basis": running.get("basis", 0.0),
            "achievement": running.get("achievement", 0.0),
            "rate": running.get("rate", 0.0),
            "band_id": running.get("band_id", False),
            "free_quantity": running.get("free_quantity", 0.0),
            "earned": earned,
            "settled_before": settled_before,
            "difference": float(settlement.due),
            "to_settle": to_settle,
            "carried": float(settlement.kept),
            "carried_because": settlement.reason or False,
            "previous_amount": previous_amount,
            "delta": program._round(to_settle - previous_amount),
        }

    def _payable(self, earned, settled_before, withheld):
        """Return the engine's settlement: what is settled now, and why the rest is not; what waits comes again by itself."""
        program = self.program_id
        carries = program.claw_back == "carry" or program._pays_goods()
        return settle(
            exact(earned),
            exact(settled_before),
            claw_back=CARRY if carries else COLLECT,
            withheld=withheld,
        )

    def _find_placed(self):
        """Return on which days dealers take part in one run (``Placed.dump``); None if the program is for all."""
        program, basis = self.program_id, self.env["dealer.rebate.basis"]
        domain = basis._eligible_domain(program)
        if domain == Domain("company_id", "=", program.company_id.id):
            return None
        first, _last = program._cumulation_period_of(self.period_from)
        placed = basis._placed(program, (first, self.period_to))
        return basis._find_dealers(domain) if placed is None else placed.dump()

    def _find_previous(self):
        """Return the run of the program before this one, by its last day."""
        return self.search(
            [
                ("program_id", "=", self.program_id.id),
                ("state", "not in", ("draft", "cancelled")),
                ("id", "!=", self.id),
                ("period_to", "<=", self.period_to),
            ],
            order="period_to desc, id desc",
            limit=1,
        )

    def _check_current(self):
        """Raise if what one run was calculated from has changed: another run was promised since."""
        self._check_turn()
        settled = self._settled_before()
        for part in self.line_ids.part_ids:
            if part.settled_before != settled.get((part.dealer_id.id, part.cum_from), 0.0):
                raise UserError(
                    self.env._(
                        "Another run of %(program)s has been approved since %(run)s was calculated. Calculate it again.",
                        program=self.program_id.name,
                        run=self.display_name,
                    )
                )


class DealerRebateProgram(models.Model):
    _inherit = "dealer.rebate.program"

    run_seq = fields.Integer(readonly=True, copy=False, help="Technical: changed by whoever decides what is paid.")
    run_ids = fields.One2many("dealer.rebate.run", "program_id", string="Runs", readonly=True, copy=False)
    run_count = fields.Integer(string="Number of Runs", compute="_compute_run_count")

    def _compute_run_count(self):
        counts = dict(
            self.env["dealer.rebate.run"]._read_group([("program_id", "in", self.ids)], ["program_id"], ["__count"])
        )
        for program in self:
            program.run_count = counts.get(program, 0)

    def _lock_runs(self):
        """See ``dealer.rebate.run._lock``. SQL: no field of the program changes that anybody sees or follows."""
        self.flush_recordset()
        for program in self.sorted("id"):
            self.env.cr.execute(
                SQL("UPDATE dealer_rebate_program SET run_seq = COALESCE(run_seq, 0) + 1 WHERE id = %s", program.id),
                log_exceptions=False,
            )
        self.invalidate_recordset(["run_seq"])

    def _pays_goods(self):
        """Tell whether what one program earns is a quantity of goods, not an amount."""
        return self.method == "free_goods"

    def _round(self, amount):
        """Round what one program pays: to its currency, goods to their unit."""
        if self._pays_goods():
            return self.uom_id.round(amount) if self.uom_id else amount
        return self.currency_id.round(amount)

    def _earned_best(self, days, dealer_ids=None):
        """Return {dealer id: figures} earned on ``days``; who earns more by another program of the group earns 0 here.

        :param days: (first day of a period of cumulation, last day looked at)
        :param dealer_ids: only these, if given
        """
        return self._yield_to_better(days, self._earned_as_placed(days, dealer_ids), dealer_ids)

    def _yield_to_better(self, days, earned, dealer_ids=None):
        """Set to 0 in ``earned`` what is exceeded by another program of the group, and return it."""
        if self.combination == "best":
            for rival in self._rivals(days):
                self._yield_to(rival, days, earned, dealer_ids)
        return earned

    def _rivals(self, days):
        """Return the other programs in force of the group of this one, on any of ``days``."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("combination", "=", "best"),
                ("combination_group", "=", self.combination_group),
                ("state", "!=", "draft"),
                ("date_from", "<=", days[1]),
                ("date_to", ">=", days[0]),
                ("id", "!=", self.id),
            ]
        )

    def _earned_as_placed(self, days, dealer_ids=None):
        """Return what dealers have earned on ``days``, each program for itself."""
        return self.env["dealer.rebate.basis"]._earned(self, days, self._placed_in(days, dealer_ids))

    def _placed_in(self, days, dealer_ids=None):
        """Return who takes part on ``days``; once the final run of these days is promised, who did then: master data that
        change later change no closed period. ``dealer_ids`` as they are where that is still open."""
        run_sudo = (
            self.env["dealer.rebate.run"]
            .sudo()
            .search(
                [
                    ("program_id", "=", self.id),
                    ("kind", "!=", "interim"),
                    ("period_to", "=", days[1]),
                    ("state", "in", COMMITTED),
                ],
                order="id",
                limit=1,
            )
        )
        placed = run_sudo.placed
        return dealer_ids if placed in (None, False) else Placed.load(placed).only(dealer_ids)

    def _yield_to(self, rival, days, earned, dealer_ids=None):
        """Set to 0 in ``earned`` what ``rival`` exceeds on the same days; of equal ones the older program counts."""
        first = max(days[0], rival.date_from)
        others = rival._earned_as_placed((first, min(days[1], rival.date_to)), dealer_ids)
        for dealer_id, figures in earned.items():
            sums = {self.id: figures.get("earned", 0.0), rival.id: others.get(dealer_id, {}).get("earned", 0.0)}
            if best_of(dict(sorted(sums.items()))) == rival.id:
                step = {"kind": "refusal", "rule": "other_better", "key": rival.display_name}
                figures.update(earned=0.0, reason="other_better", explain=[*(figures.get("explain") or []), step])
