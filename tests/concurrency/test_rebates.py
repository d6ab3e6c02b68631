"""Each rebate is settled once, whoever presses the button, however often, and whatever is killed in between."""

import os
import signal
import time
import xmlrpc.client

import pytest

from tests.rounds import rounds

from .rebate_world import REBATE, RebateWorld


@pytest.fixture(scope="module")
def rebates(crowd):
    return RebateWorld(crowd)


@pytest.mark.parametrize("clients", [2, 8])
def test_many_press_settle(crowd, rebates, clients):
    """Everybody gets an answer, no error; each line is paid once."""
    dealers = rebates.dealers(12)
    run = rebates.approved(rebates.program(dealers))
    answers = crowd.all_at_once([lambda: crowd("dealer.rebate.run", "action_settle", [run])] * clients, clients)
    assert answers == [True] * clients
    assert rebates.state(run) == "settled"
    assert rebates.settlements(run) == (12, 12 * REBATE)
    assert rebates.balances(dealers) == {REBATE}


def test_two_runs_at_once_promise_the_money_once(crowd, rebates):
    """Of runs that were calculated from the same figures one is approved; the others are told to calculate again."""
    dealers = rebates.dealers(3)
    program = rebates.program(dealers)
    runs = [rebates.run(program, "adjustment") for _ in range(4)]

    def approve(run):
        try:
            return crowd("dealer.rebate.run", "action_ask", [run])
        except xmlrpc.client.Fault as fault:
            return fault.faultString

    answers = crowd.all_at_once([lambda run=run: approve(run) for run in runs], len(runs))
    assert answers.count(True) == 1, answers
    assert all("Calculate it again" in answer for answer in answers if answer is not True)
    for run, answer in zip(runs, answers, strict=True):
        if answer is True:
            crowd("dealer.rebate.run", "action_settle", [run])
    assert rebates.balances(dealers) == {REBATE}


def kill(process):
    """End a process and its children at once, wherever it is."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(count, run, sql, process):
    """Wait until ``count`` lines of a run are committed as settled, or the process has ended."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        sql.execute("SELECT COUNT(*) FROM dealer_rebate_settlement WHERE run_id = %s", [run])
        if sql.fetchone()[0] >= count or process.poll() is not None:
            return
        time.sleep(0.02)
    raise AssertionError("nothing was settled in two minutes")


def test_killed_in_the_middle_of_settling(crowd, rebates, sql):
    """Kill −9 three times while many lines are settled, start again each time: each dealer once, the books balance."""
    count = rounds(200, 1000)
    dealers = rebates.dealers(count)
    run = rebates.approved(rebates.program(dealers))
    crowd("dealer.rebate.run", "action_settle", [run])
    for part in (0.3, 0.5, 0.7):
        process = rebates.start_job()
        wait_for(count * part, run, sql, process)
        time.sleep(0.1)  # into the next batch
        kill(process)
        sql.execute("SELECT COUNT(*) FROM dealer_rebate_settlement WHERE run_id = %s", [run])
        assert 0 < sql.fetchone()[0] < count
    assert rebates.state(run) == "settling"
    assert rebates.start_job().wait(timeout=600) == 0
    assert rebates.state(run) == "settled"
    assert rebates.settlements(run) == (count, count * REBATE)
    assert rebates.balances(dealers) == {REBATE}
    sql.execute(
        "SELECT COUNT(DISTINCT s.move_id), SUM(l.balance) FROM dealer_rebate_settlement s"
        " JOIN account_move_line l ON l.move_id = s.move_id WHERE s.run_id = %s AND l.parent_state = 'posted'",
        [run],
    )
    assert sql.fetchone() == (count, 0)
