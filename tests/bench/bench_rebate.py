"""What the calculation of rebates costs, against one aggregate in SQL and the join one would write first.

``ours`` is all of it: what every dealer has bought, bands, rounding, the arithmetic for the sentence. ``sql`` is one sum by dealer
on an index that was made for it, and holds nothing but the dealer, the day and the amount.

The peer is no part of the suite: name a folder that holds OCA's ``agreement_rebate``, ``agreement`` and
``account_invoice_refund_link`` (AGPL) in ``DEALER_BENCH_PEER`` to have it in the race, at the smaller size. ``DEALER_BENCH_SCALE``
(1 if not set) makes all of it smaller, for a quick look.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time

from odoo import Command
from odoo.tools import SQL

from .bench_credit import plain_database
from .rebate_data import YEAR, Invoices, make_programs

PEER_FOLDER = os.environ.get("DEALER_BENCH_PEER")
SCALE = float(os.environ.get("DEALER_BENCH_SCALE") or 1)
SIZES = (100_000, 1_000_000)
TURNS = 3


def report(name, figure, goal=None, note=""):
    """Print a figure that sums up several measurements."""
    print(json.dumps({"name": name, "figure": round(figure, 3), "goal": goal, "note": note}), flush=True)


def measure(env, race):
    """Time the calculation of each program at both sizes, and say what memory it took."""
    Bench(env, race).run()


class Bench:
    def __init__(self, env, race):
        self.env, self.race = env, race
        self.invoices = Invoices(env)
        self.programs = make_programs(env, self.invoices.category)
        self.basis = env["dealer.rebate.basis"]
        # The best that SQL can do for this one question.
        env.cr.execute(
            "CREATE INDEX bench_narrow ON account_move_line (company_id, invoice_date) INCLUDE (dealer_id, balance)"
            " WHERE rebate_sign <> 0 AND parent_state = 'posted'"
        )

    def run(self):
        for size in SIZES:
            self.invoices.grow(int(size * SCALE))
            self.check_sums()
            self.race_programs()
            self.race_runs()
        self.memory()
        self.race_settlements()

    def race_programs(self):
        plain, lines = self.programs[0], self.invoices.lines
        line = self.race(
            "rebates of 1,000 dealers, plain program",
            lines,
            ours=lambda: self.earned(plain),
            sql=self.aggregate,
            join=self.join,
        )
        report(
            f"{lines} lines: one program, ours to one SQL aggregate on a narrow covering index", line["ratio_sql"], 2
        )
        for program in self.programs[1:]:
            line = self.race(f"rebates: {program.name}", lines, rounds=3, ours=lambda p=program: self.earned(p))
        self.race(
            "rebates: five programs",
            lines,
            rounds=3,
            ours=lambda: [self.earned(program) for program in self.programs],
        )

    def race_runs(self):
        """A whole run, its lines written, and the peer, which writes its own."""
        lines = self.invoices.lines
        run = self.race("rebates: a run with 1,000 lines written", lines, rounds=3, ours=self.run_once)["ours"]
        if lines > SIZES[0] * SCALE:
            return
        name = "calculation of 1,000 dealers, the peer to ours"
        if not PEER_FOLDER:
            report(name, 0, 50, "not measured: name a folder with agreement_rebate in DEALER_BENCH_PEER")
            return
        with plain_database(f"{self.env.cr.dbname}_peer", ["agreement_rebate"], PEER_FOLDER) as database:
            turns = list(self.turns(database, lines))
        ratios = [peer / ours for ours, (peer, _queries) in turns]
        peer, queries = turns[-1][1]
        note = f"{lines} lines, peer {peer:.0f} ms, {queries} queries; our whole run {run:.0f} ms"
        report(name, statistics.median(ratios), 50, note)

    def turns(self, database, lines):
        """Yield (milliseconds of ours, (milliseconds, queries) of the peer) turn by turn; the peer has its own database."""
        command = [sys.executable, "-m", "tests.bench.rebate_side", database, PEER_FOLDER, str(lines)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
            for _turn in range(TURNS):
                peer.stdin.write("go\n")
                peer.stdin.flush()
                answer = json.loads(peer.stdout.readline())
                self.env.invalidate_all()
                started = time.perf_counter()
                self.earned(self.programs[0])
                yield (time.perf_counter() - started) * 1000, answer
            peer.stdin.close()

    def make_run(self):
        """Return a run that is calculated."""
        run = self.env["dealer.rebate.run"].create(
            {"program_id": self.programs[0].id, "period_from": YEAR[0], "period_to": YEAR[1]}
        )
        run.action_calculate()
        self.env.flush_all()
        assert len(run.line_ids) == 1000
        return run

    def run_once(self):
        """Make a run, calculate it and undo it."""
        savepoint = self.env.cr.savepoint(flush=False)
        self.make_run()
        self.env.clear()
        savepoint.rollback()

    def earned(self, program):
        return self.basis._earned(program, YEAR)

    def aggregate(self):
        """Return {dealer id: sum}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT dealer_id, SUM(-balance) FROM account_move_line WHERE rebate_sign <> 0 AND parent_state = 'posted'"
                    " AND company_id = %s AND invoice_date BETWEEN %s AND %s AND dealer_id IS NOT NULL GROUP BY dealer_id",
                    self.env.company.id,
                    *YEAR,
                )
            )
        )

    def join(self):
        """Return {dealer id: sum} as one would ask for it without columns and an index of our own."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT l.dealer_id, SUM(-l.balance) FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
                    " WHERE m.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND m.state = 'posted'"
                    " AND l.display_type = 'product' AND m.company_id = %s AND m.invoice_date BETWEEN %s AND %s"
                    " AND l.dealer_id IS NOT NULL GROUP BY l.dealer_id",
                    self.env.company.id,
                    *YEAR,
                )
            )
        )

    def check_sums(self):
        """Raise if the contenders do not come to the same."""
        ours = {key: figures["basis"] for key, figures in self.earned(self.programs[0]).items()}
        assert ours.keys() == self.aggregate().keys() == self.join().keys()
        for other in (self.aggregate(), self.join()):
            assert all(abs(float(other[key]) - amount) < 0.005 for key, amount in ours.items())

    def race_settlements(self):
        """Post settlements in the batches of the background job, against as many of the platform's own credit notes."""
        run = self.make_run()
        run.action_review()
        run._approve()
        run.action_settle()
        batch = self.settled(run)
        line = self.race(
            "settlements by credit note, a batch",
            batch,
            ours=run._settle_next,
            stock=lambda: self.post_notes(run, batch),
        )
        assert self.settled(run) == batch * (line["rounds"] + 2), "each turn was to settle a batch"
        note = f"ours {line['ours'] / batch:.1f} ms, {line['queries_ours'] / batch:.1f} queries each"
        report("a settlement, ours to the platform's posting of a credit note", line["ratio_stock"], 1.25, note)

    def settled(self, run):
        return len(run.line_ids.filtered(lambda line: line.state == "settled"))

    def settle_batch(self, run):
        run._settle_next()
        self.env.flush_all()

    def post_notes(self, run, count):
        """Create and post credit notes of the platform."""
        line = Command.create({"product_id": run.program_id.settlement_product_id.id, "price_unit": 7, "tax_ids": []})
        partners = self.invoices.partners[:count]
        notes = self.env["account.move"].create(
            [
                {
                    "move_type": "out_refund",
                    "partner_id": partner.id,
                    "invoice_date": YEAR[1],
                    "invoice_line_ids": [line],
                }
                for partner in partners
            ]
        )
        notes.action_post()
        self.env.flush_all()

    def memory(self):
        """Say by how much the process grew while all programs were calculated, at the greatest size."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for program in self.programs:
            self.earned(program)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        report("rebates: memory above what was in use (MB)", grown, 300)
