"""Makes the calls of a plan, from where a former run stopped."""

import time

from suite.report import Failure, say

from .client import Refused
from .progress import Progress

MODEL = "dealer.api"
LATER = ("rate_limited", "busy")  # codes of what succeeds when it is sent again
TROUBLES_SHOWN = 10
CHANGED = (
    "this was brought in before, when the files said something else. Put the files back as they were and correct the documents in the"
    " suite, or bring the new files in beside the old ones with another --prefix"
)


class Run:
    """An import.

    :param plan: as :class:`.plan.Plan`
    :param call: function of :func:`.client.connect`
    :param release: the same for the account that releases what is held: nobody releases what he has submitted himself
    :param checkpoint: as :class:`.checkpoint.Checkpoint`
    """

    def __init__(self, plan, call, release, checkpoint):
        self._plan, self._call, self._release, self._checkpoint = plan, call, release, checkpoint
        self.replayed = 0

    def __call__(self):
        """Make all calls that are not made yet.

        :raise Failure: something was refused; nothing of what came before is lost
        """
        steps, checkpoint = self._plan.steps, self._checkpoint
        if checkpoint.done < len(steps):
            self.ask(
                "orders_release", self._release, orders=[]
            )  # who cannot log in is found out before anything is sent
        if not self._known(steps[: checkpoint.done]):
            checkpoint.forget()
        progress = Progress(len(steps), checkpoint.done)
        for number, step in enumerate(steps[checkpoint.done :], checkpoint.done + 1):
            progress.show(number - 1, step.what)
            self._carry_out(step)
            checkpoint.advance(number)
        progress.show(len(steps), "done")

    def _known(self, steps):
        """Tell whether the server knows what the last of ``steps`` that can be asked for has left."""
        for step in reversed(steps):
            if step.method == "orders_submit":
                asked = [{"order_ref": step.items[-1]["external_ref"]}]
                return self._knows(self.ask("orders_status", orders=asked))
            if step.method == "dealers_upsert":
                query = {"company": step.items[-1].get("company", "")}
                return self._knows(self.ask("credit_status", dealers=[step.items[-1]["code"]], **query))
        return False

    def _knows(self, answer):
        known = answer["results"][0]["ok"]
        if not known:
            say("The database does not hold what a former run put in: beginning again.")
        return known

    def _carry_out(self, step):
        items, call = step.items, self._call
        if step.method == "orders_release":
            items, call = self._held_ones(items), self._release
        if not items:
            return
        answer = self.ask(step.method, call, **{step.argument: list(items)})
        refused = [result for result in answer["results"] if not result["ok"]]
        if refused:
            raise Failure(self._sentence(step, items, refused))
        self.replayed += sum(result["replay"] for result in answer["results"])
        if step.method == "orders_submit":
            self._note_held(answer["results"])

    def _note_held(self, results):
        for result in results:
            if result["state"] == "held":
                self._checkpoint.held[result["external_ref"]] = result["id"]

    def _held_ones(self, items):
        """Return those of ``items`` whose order was held, by its id: a reference is known to the account that gave it only."""
        held, found = self._checkpoint.held, []
        for item in items:
            if item["order_ref"] in held:
                other = {name: value for name, value in item.items() if name != "order_ref"}
                found.append({**other, "order_id": held[item["order_ref"]]})
        return found

    def ask(self, method, call=None, **arguments):
        """Return the answer of a method of the API to a whole call.

        :param call: function that makes the call; that of the integration by default
        :raise Failure: the call as a whole was refused
        """
        while True:
            try:
                answer = (call or self._call)(MODEL, method, **arguments)
            except Refused as error:
                raise Failure(f"The server refuses {method}: {error}") from error
            if answer["ok"]:
                return answer
            error = answer["error"]
            if error["code"] not in LATER:
                raise Failure(f"The server refuses {method} ({error['code']}): {error['message']}")
            time.sleep(float(error.get("retry_after") or 1))

    def _sentence(self, step, items, refused):
        shown = [
            f"{self._name(items[result['index']])}: {result['error']['message']} ({result['error']['code']}"
            f"{', ' + result['error']['path'] if result['error']['path'] else ''})"
            for result in refused[:TROUBLES_SHOWN]
        ]
        more = f"\n  ... and {len(refused) - TROUBLES_SHOWN} more" if len(refused) > TROUBLES_SHOWN else ""
        listed = "\n  ".join(shown)
        changed = any(result["error"]["code"] == "payload_conflict" for result in refused)
        advice = CHANGED if changed else "correct this and start again, it goes on here"
        return (
            f"{step.method} ({step.what}) refused {len(refused)} of {len(items)}. What came before is in the suite;"
            f" {advice}:\n  {listed}{more}"
        )

    def _name(self, item):
        keys = ("external_ref", "order_ref", "code", "login", "dealer", "name")
        named = next((item[key] for key in keys if item.get(key)), "?")
        return f"{named} {item['product']}" if "product" in item else named
