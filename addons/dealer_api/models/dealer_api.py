import logging
import time

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, MissingError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine.methods import METHODS, digest
from ..engine.shapes import Record, Refusal

_logger = logging.getLogger(__name__)

# What the platform answers by repeating the whole call.
REPEATED = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


class DealerApi(models.AbstractModel):
    """What other systems call, over XML-RPC and JSON-2 alike.

    Every method takes named, JSON-safe arguments and answers with a dict:

    ``ok``
        whether the call was carried out; single items may have been refused nevertheless
    ``results``
        one dict per input, in their order: ``index``, ``ok``, ``external_ref``, ``replay``, ``id`` and what the method adds;
        if refused, ``error``
    ``error``
        ``{}``, or why the call as a whole was refused

    An error is a dict ``code`` (stable, for programs), ``message`` (a sentence) and ``path`` (the field, such as ``lines[2].quantity``).
    What is empty is ``""``, ``0`` or ``[]``: there is no ``None`` in answers. Amounts are in the currency named next to them; days are
    ``YYYY-MM-DD``.

    A writing method is idempotent by ``external_ref``: sent again with the same content, an item is not carried out again, and its
    first result comes back with ``replay: true``; with another content it is refused with ``payload_conflict``. What was refused
    may be sent again with the same reference.

    The private methods work with the superuser's rights (:meth:`_run` takes them): the caller's account has no right to any document.
    What it may do is asked explicitly: the right to the method, and for each dealer the scope of the roles that give this right.
    """

    _name = "dealer.api"
    _description = "Dealer API"

    @api.model
    def _run(self, method, inputs, **query):
        """Carry out one call and write it down. :return: the answer, whatever the caller has sent"""
        started = time.monotonic()
        worker_sudo = self._worker().sudo()
        try:
            with self.env.cr.savepoint():
                answer = worker_sudo._answer(method, inputs, query)
        except REPEATED:
            raise
        except Exception as error:  # a caller gets no traceback, whatever it has found
            answer = {"ok": False, "results": [], "error": worker_sudo._error(error)}
        worker_sudo.env["dealer.api.call"]._log(method, inputs, answer, time.monotonic() - started)
        return answer

    def _worker(self):
        """Return this model in a context of our own: defaults and switches that a caller sends would reach documents."""
        language = self.env.context.get("lang")
        known = isinstance(language, str) and language in dict(self.env["res.lang"].get_installed())
        context = {"lang": language if known else self.env.user.lang or "en_US", "tz": self.env.user.tz or "UTC"}
        # an import of years would write to each account manager of every dealer and invoice that comes in
        return self.with_env(self.env(context={**context, "mail_auto_subscribe_no_notify": True}))

    def _answer(self, method, inputs, query):
        """Return the answer to one call. :raise Refusal: if the call as a whole is refused"""
        spec = METHODS[method]
        limits = self.env["dealer.api.integration"]._limits()
        self.env["dealer.api.rate"]._take(limits["rate"])
        self._check_right(spec.right)
        if not isinstance(inputs, list | tuple):
            raise Refusal("invalid_type", spec.inputs, expected="list")
        if len(inputs) > limits["batch"]:
            raise Refusal("too_many", spec.inputs, limit=limits["batch"])
        query = spec.query.parse(query) if query else {}
        items = [self._parsed(spec, value) for value in inputs]
        if not spec.inputs and isinstance(items[0], Refusal):  # one question: it is answered or it is not
            raise items[0]
        more = {}
        if spec.key:
            results = self._run_writing(method, spec, items)
        else:
            read = getattr(self, f"_read_{method}")
            results, more = self._read(read, items, query)
        return {"ok": True, "results": self._finish(results, items), "error": {}, **more}

    def _check_right(self, right):
        """Raise unless the user has the right ``right`` of the API today."""
        if not self._has_right(right):
            raise Refusal("not_allowed", "", right=self.env.ref(f"dealer_api.group_api_{right}").name)

    def _has_right(self, right):
        return self.env.user.has_group(f"dealer_api.group_api_{right}")

    def _parsed(self, spec, value):
        """Return one input as clean values, or the Refusal; ``given`` holds the names of the fields that were sent."""
        try:
            if value is None or value is False:
                raise Refusal("missing", "")
            clean = spec.item.parse(value)
            if isinstance(spec.item, Record):
                clean["given"] = spec.item.given(value)
        except Refusal as refusal:
            return refusal
        return clean

    def _read(self, read, items, query):
        """Return (results, further keys of the answer) of a method that changes nothing."""
        good = [item for item in items if not isinstance(item, Refusal)]
        answers = read(good, query) if good or not items else []
        answers, more = answers if isinstance(answers, tuple) else (answers, {})
        if not items or len(answers) != len(good):  # a list, not one result per input
            return answers or [item for item in items if isinstance(item, Refusal)], more
        answers = iter(answers)
        return [item if isinstance(item, Refusal) else next(answers) for item in items], more

    def _run_writing(self, method, spec, items):
        """Return the results of ``items``, each carried out once whatever the number of times it is sent."""
        results = list(items)
        refs = self._distinct_refs(results)
        claims = self.env["dealer.api.request"]._claim(method, refs)
        todo = []
        for index, item in enumerate(results):
            if isinstance(item, Refusal):
                continue
            claim = claims.get(item.get("external_ref"), {"new": True})
            if not claim["new"]:
                results[index] = claim["result"]
                continue
            todo.append((index, item))
        done = self._carry_out(method, [item for _index, item in todo])
        for (index, _item), result in zip(todo, done, strict=True):
            results[index] = result
        refs_done = {items[index].get("external_ref"): results[index] for index, _item in todo}
        self.env["dealer.api.request"]._keep(method, claims, refs_done)
        return results

    def _distinct_refs(self, results):
        """Return {external_ref: digest} of the inputs, and refuse those whose reference was used before in the batch."""
        refs = {}
        for index, item in enumerate(results):
            ref = not isinstance(item, Refusal) and item.get("external_ref")
            if ref and ref in refs:
                results[index] = Refusal("duplicate_in_batch", "external_ref", ref=ref)
            elif ref:
                refs[ref] = digest({name: value for name, value in item.items() if name != "given"})
        return refs

    def _carry_out(self, method, items):
        """Return a result or a Refusal for each item. What is refused has changed nothing."""
        if not items:
            return []
        prepared = getattr(self, f"_resolve_{method}")(items)
        good = [item for item in prepared if not isinstance(item, Exception)]
        done = iter(self._attempt(getattr(self, f"_execute_{method}"), good))
        return [item if isinstance(item, Exception) else next(done) for item in prepared]

    def _attempt(self, execute, items):
        """Return a result or the error for each item: all in one savepoint; where it fails, by halves down to single ones."""
        if not items:
            return []
        undo = []
        try:
            with self.env.cr.savepoint():
                return execute(items, undo)
        except REPEATED:
            raise
        except Exception as error:  # the others of the batch are carried out nevertheless
            for step in reversed(undo):
                step()
            if len(items) == 1:
                return [error]
        middle = len(items) // 2
        return self._attempt(execute, items[:middle]) + self._attempt(execute, items[middle:])

    def _finish(self, results, items):
        """Return the results as callers get them."""
        finished = []
        for index, result in enumerate(results):
            item = items[index] if len(items) == len(results) and isinstance(items[index], dict) else {}
            head = {
                "index": index,
                "ok": True,
                "external_ref": item.get("external_ref") or "",
                "replay": False,
                "id": 0,
            }
            if isinstance(result, Exception):
                holds = {"holds": result.values["holds"]} if getattr(result, "values", {}).get("holds") else {}
                result = {"ok": False, "error": self._error(result), **holds}
            finished.append({**head, **result})
        return finished

    def _error(self, error):
        """Return what a caller is told about a refusal, of ours or of the platform."""
        if isinstance(error, Refusal):
            told = {"code": error.code, "message": self._sentence(error), "path": error.path}
            return {**told, **{k: v for k, v in error.values.items() if k == "retry_after"}}
        if isinstance(error, AccessError | MissingError):
            return {"code": "not_allowed", "message": str(error), "path": ""}
        if isinstance(error, UserError):
            return {"code": "refused", "message": str(error), "path": ""}
        if isinstance(error, psycopg2.IntegrityError):
            return {"code": "conflict", "message": self._conflict_sentence(error), "path": ""}
        _logger.error("A call of the dealer API failed", exc_info=error)
        return {"code": "internal", "message": self._sentence(Refusal("internal")), "path": ""}

    def _conflict_sentence(self, error):
        """Return the sentence of the constraint that an item violates, in the words of its model."""
        model = self.env["base"]
        for candidate in self.env.registry.values():
            if error.diag.table_name == candidate._table:
                model = self.env[candidate._name]
        return model._sql_error_to_message(error)
