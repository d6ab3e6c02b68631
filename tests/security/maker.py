"""Makes a record of any model of the suite for a dealer or a company, so that rights can be tried on it.

What a right depends on are the rows in the database: a record is made from its fields alone, without the business rules and
verbs that would make it in use. Whether those let a person through is tested in the addons.
"""

import itertools
from contextlib import contextmanager
from unittest.mock import patch

from odoo import models
from odoo.fields import Date, Datetime

PLAIN = {
    "boolean": False,
    "integer": 1,
    "float": 1.0,
    "monetary": 1.0,
    "text": "text",
    "html": "<p>text</p>",
    "binary": b"eA==",
    "date": Date.today(),
    "datetime": Datetime.now(),
    "json": {},
}
NUMBERS = itertools.count(1)
BY_PLATFORM = {"id", "create_uid", "write_uid", "create_date", "write_date", "parent_path"}


class Maker:
    """Makes records that belong together: all of one dealer, or all of one company.

    :param env: environment of the superuser
    :param dict rows: {model: its row of ``access_rows.yaml``}
    :param dict known: {model: record that others name}; what is made is added to it
    :param dict names: {name after ``$`` in the table: record}
    """

    def __init__(self, env, rows, known, names):
        self._env, self._rows, self.known, self._names = env, rows, known, names

    def record(self, model):
        """Return the record of ``model`` that belongs to the others; it is made, or found where a view shows it."""
        if model not in self.known:
            Model = self._env[model]
            self.known[model] = self._make(Model, self.values(model)) if Model._auto else self._shown(Model)
        return self.known[model]

    def values(self, model):
        """Return the values from which a record of ``model`` is made."""
        Model = self._env[model]
        vals = {name: self._value(field) for name, field in Model._fields.items() if self._is_needed(Model, field)}
        said = self._rows.get(model, {}).get("make", {})
        return {**vals, **{name: self._said(value) for name, value in said.items()}}

    def _is_needed(self, owner, field):
        """Required fields, and every link to what belongs to the dealer: one that is left out could open the record."""
        if not field.store or field.name in BY_PLATFORM or field.related:
            return False
        if field.name in self._rows.get(owner._name, {}).get("make", {}):
            return False
        if field.type == "many2one" and field.comodel_name != owner._name:
            return field.required or field.comodel_name in self._rows or field.comodel_name in self._of_dealer
        return field.required and not field.compute and owner.default_get([field.name]).get(field.name) is None

    @property
    def _of_dealer(self):
        return ("dealer.dealer", "res.company", "sale.order", "sale.order.line", "account.move", "stock.picking")

    def _value(self, field):
        if field.type == "many2one":
            return self.record(field.comodel_name).id if self._can_make(field.comodel_name) else False
        if field.type == "char":
            return f"{field.name} {next(NUMBERS)}"
        if field.type == "selection":
            return next(iter(field.get_values(self._env)))
        if field.type == "many2one_reference":
            return self.known["sale.order"].id
        if field.type in ("many2many", "one2many"):
            return [(6, 0, self.record(field.comodel_name).ids)]
        return PLAIN[field.type]

    def _can_make(self, model):
        return model in self.known or model in self._rows

    def _said(self, value):
        if isinstance(value, list):
            return [(6, 0, [self._said(one) for one in value])]
        return self._names[value[1:]].id if isinstance(value, str) and value.startswith("$") else value

    def _make(self, empty, vals):
        with without_business_rules():
            record = models.BaseModel.create(empty.sudo(), [vals])
            self._env.flush_all()
        return record

    def _shown(self, empty):
        """Return the row that a view shows of the dealer (or, if it is no dealer's, of the user)."""
        of_dealer = "dealer_id" in empty._fields
        owner = ("dealer_id", "=", self.known["dealer.dealer"].id) if of_dealer else ("user_id", "!=", False)
        return empty.search([owner], limit=1)


@contextmanager
def without_business_rules():
    """Within it, constraints of the models are not checked; those of the database are."""
    with (
        patch.object(models.BaseModel, "_validate_fields", lambda *_: None),
        patch.object(models.BaseModel, "_check_company", lambda *_: None),
    ):
        yield
