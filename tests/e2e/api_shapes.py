"""What the methods of the API take, and what they do not: made from the very table that the addon reads."""

import itertools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "addons" / "dealer_api"))

from engine.methods import METHODS
from engine.shapes import Day, Flag, Number, Record, Rows, Text, Whole

__all__ = ["METHODS", "query_cases", "sample", "shape_cases"]

# What would be a command on foreign records, were it not for the shapes.
COMMAND = [[6, 0, [1]]]
CANNOT = "invalid_type"
# The control characters cannot even be sent in XML.
TEXTS = [
    (5, CANNOT),
    (True, CANNOT),
    (COMMAND, CANNOT),
    ({"id": 1}, CANNOT),
    # not longer than the shortest text that is asked for, a country
    ("a\x00", "control_character"),
    ("\x1b[", "control_character"),
    ("\ud800", "control_character"),
]
NUMBERS = [
    ("6", CANNOT),
    ("NaN", CANNOT),
    ("Infinity", CANNOT),
    (True, CANNOT),
    (COMMAND, CANNOT),
    ({}, CANNOT),
    (float("nan"), "not_finite"),
    (float("inf"), "not_finite"),
    (float("-inf"), "not_finite"),
    (1e15, "out_of_range"),
    (10**30, "out_of_range"),
]
DAYS = [
    (20041231, CANNOT),
    (COMMAND, CANNOT),
    ("31.12.2004", "invalid_date"),
    ("2004-02-30", "invalid_date"),
    ("0001-01-01", "invalid_date"),
]


def sample(kind):
    """Return a value of the right shape; nothing says that what it names is there."""
    if isinstance(kind, Record):
        return {name: sample(field) for name, field in kind.fields.items() if field.required}
    if isinstance(kind, Rows):
        return [sample(kind.kind)]
    if isinstance(kind, Day):
        return "2020-01-01"
    if isinstance(kind, Flag):
        return True
    if isinstance(kind, Number):
        return 1
    return kind.choices[0] if kind.choices else "x"


def shape_cases(kind, path=""):
    """Return [(value that contains one mistake, code, path of the mistake)]."""
    own = [(value, code, path) for value, code in _wrong(kind)]
    if isinstance(kind, Record):
        own.append(({**sample(kind), "zz": 1}, "unknown_field", f"{path}.zz" if path else "zz"))
        return [*own, *itertools.chain(*(_field_cases(kind, name, path) for name in kind.fields))]
    if isinstance(kind, Rows):
        return [*own, *(([value], code, where) for value, code, where in shape_cases(kind.kind, f"{path}[0]"))]
    return own


def _field_cases(record, name, path):
    plain, where = sample(record), f"{path}.{name}" if path else name
    cases = [({**plain, name: value}, code, at) for value, code, at in shape_cases(record.fields[name], where)]
    if record.fields[name].required:
        cases.append(({key: value for key, value in plain.items() if key != name}, "missing", where))
    return cases


def query_cases(method):
    """Return [({argument: wrong value}, code, path)] of what a call as a whole is asked with."""
    spec = METHODS[method]
    fields = (spec.query if spec.inputs else spec.item).fields
    return [
        ({name: value}, code, where)
        for name, field in fields.items()
        for value, code, where in shape_cases(field, name)
    ]


def _wrong(kind):
    """Return [(value, code)] of what is no value of ``kind``."""
    if isinstance(kind, Text):
        return TEXTS + ([("zz", "invalid_choice")] if kind.choices else [("x" * (kind.limit + 1), "too_long")])
    if isinstance(kind, Number):
        return NUMBERS + _out_of_bounds(kind) + ([(0.5, CANNOT)] if isinstance(kind, Whole) and kind.low < 1 else [])
    if isinstance(kind, Day):
        return DAYS
    if isinstance(kind, Flag):
        return [("yes", CANNOT), (1, CANNOT), (COMMAND, CANNOT)]
    if isinstance(kind, Rows):
        return [("x", CANNOT), (5, CANNOT), ({"id": 1}, CANNOT)]
    return [("x", CANNOT), (5, CANNOT), (COMMAND, CANNOT)]


def _out_of_bounds(kind):
    wrong = [(0, "out_of_range")] if kind.open_low else []
    return [*wrong, (-1, "out_of_range")] if kind.low >= 0 else wrong
