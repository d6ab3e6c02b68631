"""Times several ways to do the same thing, turn by turn, so that a slow moment of the machine hits all of them."""

import json
import statistics
import time

ROUNDS = 7


class Race:
    """Runs contenders side by side and prints one JSON object a line.

    :param env: environment whose cache is emptied before each turn
    """

    def __init__(self, env):
        self._env = env

    def __call__(self, name, n, rounds=ROUNDS, **contenders):
        """Time contenders; print medians in milliseconds, query counts and the ratios of `ours` to each other one.

        :param name: what is measured
        :param n: size of the input
        :param contenders: functions without arguments; `ours` and any of `stock`, `peer`, `sql`
        :return: the printed dict
        """
        times = {who: [] for who in contenders}
        queries = {}
        for turn in range(rounds + 1):  # the first turn warms up and does not count
            for who, function in contenders.items():
                milliseconds, queries[who] = self._time(function)
                if turn:
                    times[who].append(milliseconds)
        line = {"name": name, "n": n, "rounds": rounds}
        medians = {who: statistics.median(values) for who, values in times.items()}
        line.update({who: round(value, 3) for who, value in medians.items()})
        line.update({f"queries_{who}": count for who, count in queries.items()})
        line.update(
            {f"ratio_{who}": round(medians["ours"] / value, 3) for who, value in medians.items() if who != "ours"}
        )
        print(json.dumps(line), flush=True)
        return line

    def _time(self, function):
        self._env.invalidate_all()
        before = self._env.cr.sql_log_count
        started = time.perf_counter()
        function()
        return (time.perf_counter() - started) * 1000, self._env.cr.sql_log_count - before
