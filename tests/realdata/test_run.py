"""The importer against a suite in memory: it can be stopped at any call, and its reconciliation finds what differs."""

import copy
import re

import pytest
from books import files
from books.checkpoint import Checkpoint
from books.client import Refused
from books.command import report
from books.plan import Plan, Settings
from books.reconcile import Reconciliation
from books.run import Run
from suite.report import Failure

from .fake_suite import FakeSuite


@pytest.fixture
def plan(small):
    return Plan(files.read(small), Settings())


@pytest.fixture
def suite():
    return FakeSuite()


@pytest.fixture
def start(plan, suite, tmp_path):
    """A function that starts the importer anew, as its command does."""

    def start(suite=suite, plan=plan):
        run = Run(plan, suite, suite, Checkpoint(tmp_path / "kept.json", {"database": "one"}))
        run()
        return run

    return start


def state(suite):
    return (suite.records, sorted(map(repr, suite.prices)), suite.orders, sorted(suite.ledger))


def reconcile(plan, run):
    return Reconciliation(plan, run.ask)()


def test_the_books_reconcile(plan, suite, start):
    result = reconcile(plan, start())
    assert result.differences == []
    told = "\n".join(result.lines)
    assert "23 of 23 order lines were charged the priceEach" in told
    assert "beside those that the files call On Hold: 306" in told
    assert "On Hold in the files and not held by credit: none" in told


def test_stopped_at_any_call_the_end_is_the_same(plan, start):
    undisturbed = FakeSuite()
    start_undisturbed(plan, undisturbed)
    for call in range(len(undisturbed.calls)):
        suite = FakeSuite()
        suite.fail_after = call
        with pytest.raises(KeyboardInterrupt):
            start(suite)
        start(suite)
        assert state(suite) == state(undisturbed)


def start_undisturbed(plan, suite):
    class Nowhere:
        done, held = 0, {}

        def forget(self):
            """There is nothing to forget."""

        def advance(self, done):
            self.done = done

    Run(plan, suite, suite, Nowhere())()


def test_without_its_checkpoint_everything_is_answered_again(plan, suite, start, tmp_path):
    start()
    before = copy.deepcopy(state(suite))
    (tmp_path / "kept.json").unlink()
    run = start()
    assert state(suite) == before
    sent = [item for step in plan.steps if step.method != "orders_release" for item in step.items]
    assert run.replayed == sum(bool(item.get("external_ref")) for item in sent) + 1, "one of those shipped was held"


def test_a_finished_import_makes_one_call(suite, start):
    start()
    calls = len(suite.calls)
    start()
    assert suite.calls[calls:] == ["orders_status"]


def test_who_releases_is_asked_before_anything_is_sent(plan, suite, tmp_path):
    def nobody(model, method, **arguments):
        raise Refused("credit cannot log in")

    with pytest.raises(Failure, match="refuses orders_release: credit cannot log in"):
        Run(plan, suite, nobody, Checkpoint(tmp_path / "kept.json", {}))()
    assert suite.calls == []


def test_files_that_say_something_else_than_before(suite, start):
    def stock_count(item):
        error = {"code": "payload_conflict", "message": "The reference was used before.", "path": "external_ref"}
        return {"ok": False, "error": error}

    suite.stock_count = stock_count
    with pytest.raises(Failure, match=r"when the files said something else.*another --prefix"):
        start()


def test_stopped_before_the_first_order_it_goes_on_there(small, suite, start, capsys):
    """The last dealer of the company tells whether the database is still the same."""
    plan = Plan(files.read(small), Settings(company="Northstar International"))
    suite.fail_after = 6
    with pytest.raises(KeyboardInterrupt):
        start(plan=plan)
    start(plan=plan)
    assert suite.calls[5:9] == ["products_upsert", "orders_release", "credit_status", "prices_upsert"]
    assert "Northstar International" in suite.companies
    assert "beginning again" not in capsys.readouterr().err


def test_a_database_made_anew_is_filled_from_the_beginning(plan, suite, start, capsys):
    start()
    fresh = FakeSuite()
    start(suite=fresh)
    assert state(fresh) == state(suite)
    assert "beginning again" in capsys.readouterr().err


def test_a_rate_limit_is_waited_for(suite, start):
    suite.limited = 3
    start()
    assert suite.calls[:5] == [*["orders_release"] * 4, "credit_policies_upsert"]


def test_a_refusal_names_what_was_refused(plan, suite, start):
    suite.units_upsert = lambda item: {}
    with pytest.raises(Failure) as failure:
        start()
    assert "dealers_upsert (dealers) refused 5 of 5" in str(failure.value)
    assert "CM-201: There is no unit CM-1. (unknown_unit, unit)" in str(failure.value)


def test_a_missing_method_is_said(suite, start):
    suite.stock_count = None
    with pytest.raises(Failure, match="stock_count does not exist"):
        start()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda suite: suite.ledger.append(("CM-201", "payment", -0.01, "2023-05-05", "AA9")),
            "customer 201 Lakeside Models",
        ),
        (
            lambda suite: suite.ledger.append((*suite.ledger.pop(0)[:4], "other")),
            "\n      only in the suite: invoice other of 2023-01-12, 1,905.00",
        ),
        (
            lambda suite: suite.orders["CM-order-305"]["lines"][0].update(price=32.48),
            "\n      only in the suite: 15 C1_03 at 32.48",
        ),
        (
            lambda suite: suite.orders["CM-order-305"]["lines"][0].update(discount=1.0),
            "\n      only in the suite: 15 C1_03 at 32.49 less 1.00 %",
        ),
        (
            lambda suite: suite.records["dealers"].pop("CM-203"),
            'customer 203 Prairie "Toy" Store: There is no such dealer',
        ),
        (
            lambda suite: suite.orders["CM-order-311"].update(state="confirmed"),
            "order 311: On Hold in the files, confirmed",
        ),
        (lambda suite: suite.orders["CM-order-312"].update(date="2023-11-29"), "order 312: 2023-11-28, shipped -"),
        (lambda suite: suite.orders["CM-order-301"].update(deliveries=[]), "order 301: 2023-01-09, shipped 2023-01-12"),
        (lambda suite: suite.orders.pop("CM-order-312"), "order 312: There is no such order"),
        (
            lambda suite: suite.orders["CM-order-306"].update(released_holds=[]),
            "order 306: beyond the limit only according to the files",
        ),
        (
            lambda suite: suite.records["stock"].update(C1_02=1),
            "product C1_02: 0 on hand in the files, 1.0 in the suite",
        ),
    ],
)
def test_what_differs_is_found(plan, suite, start, spoil, told, capsys):
    run = start()
    spoil(suite)
    result = reconcile(plan, run)
    assert [sentence for sentence in result.differences if told in sentence]
    assert report(result) == 1
    printed = capsys.readouterr().out
    assert "differences:" in printed
    assert "reconcile again with --check-only" in printed


def test_an_accountant_sees_by_how_much_and_which_document(plan, suite, start):
    run = start()
    suite.ledger.append(("CM-201", "payment", -10.0, "2023-05-05", "AA9"))
    result = reconcile(plan, run)
    told = "\n".join(result.lines)
    assert re.search(
        r"^201 Lakeside Models +6,326.45 +6,326.45 +5,404.88 +5,394.88 +921.57 +931.57  off by -10.00$", told, re.M
    )
    assert re.search(r"^204 Modellbau Weser .*  exact$", told, re.M)
    assert re.search(r"^together .*  off by -10.00$", told, re.M)
    [sentence] = result.differences
    assert sentence.splitlines() == [
        "customer 201 Lakeside Models: owes 921.57 in the suite, 931.57 in the files",
        "      only in the suite: payment AA9 of 2023-05-05, -10.00",
    ]
