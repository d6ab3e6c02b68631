"""What a value sent by a caller must look like: plain Python, nothing of the platform.

A shape turns what arrived into clean Python values or raises :class:`Refusal` with a stable code and the path of the field.

>>> order = Record(external_ref=Text(required=True), lines=Rows(Record(quantity=Number(required=True, low=0, open_low=True))))
>>> order.parse({"external_ref": "A-1", "lines": [{"quantity": 2}]})
{'external_ref': 'A-1', 'lines': [{'quantity': 2.0}]}
>>> order.parse({"external_ref": "A-1", "lines": [{"quantity": float("nan")}]})
Traceback (most recent call last):
...
dealer_api.engine.shapes.Refusal: not_finite at lines[0].quantity
"""

import datetime
import math
import re

# XML and PostgreSQL have none of these; tabulators and line ends are text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Beyond this a double no longer holds cents exactly.
GREATEST = 10.0**12


class Refusal(Exception):
    """A request, or one item of it, that is not carried out.

    :param str code: stable, for programs
    :param str path: the field, such as ``lines[2].quantity``; empty if it is the whole
    :param values: what the sentence of the code names
    """

    def __init__(self, code, path="", **values):
        super().__init__(code, path)
        self.code = code
        self.path = path
        self.values = values

    def __str__(self):
        return f"{self.code} at {self.path}" if self.path else self.code


def joined(path, name):
    """Return the path of the field ``name`` below ``path``.

    >>> joined("", "code"), joined("lines[0]", "quantity")
    ('code', 'lines[0].quantity')
    """
    return f"{path}.{name}" if path else name


class Kind:
    """A value of any kind; what is special about a kind is in :meth:`_clean`.

    :param bool required: whether it must be there
    :param default: what stands for it if it is not
    """

    empty = ""

    def __init__(self, required=False, default=None):
        self.required = required
        self.default = self.empty if default is None else default

    def parse(self, value, path=""):
        """Return the clean value. :raise Refusal: saying why there is none"""
        if value is None or value is False:
            return self._absent(path)
        return self._clean(value, path)

    def _absent(self, path):
        if self.required:
            raise Refusal("missing", path)
        return self.default

    def _clean(self, value, path):
        return value


class Text(Kind):
    """Text without control characters, stripped.

    :param int limit: greatest number of characters
    :param tuple choices: the only values allowed

    >>> Text(limit=4).parse(" ab ")
    'ab'
    >>> Text(limit=3).parse("abcd")
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: too_long
    >>> Text().parse("a\\x00b")
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: control_character
    """

    def __init__(self, limit=200, choices=(), **kind):
        super().__init__(**kind)
        self.limit = limit
        self.choices = choices

    def _clean(self, value, path):
        if not isinstance(value, str):
            raise Refusal("invalid_type", path, expected="text")
        if len(value) > self.limit:
            raise Refusal("too_long", path, limit=self.limit)
        if CONTROL.search(value):
            raise Refusal("control_character", path)
        text = value.strip()
        if not text:
            return self._absent(path)
        if self.choices and text not in self.choices:
            raise Refusal("invalid_choice", path, choices=", ".join(self.choices))
        return text


class Number(Kind):
    """A finite number within bounds; a text of digits is no number.

    :param float low: least value
    :param bool open_low: the least value itself is too little
    :param float high: greatest value

    >>> Number(low=0, open_low=True).parse(0)
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: out_of_range
    >>> Number().parse(True)
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: invalid_type
    """

    empty = 0.0

    def __init__(self, low=-GREATEST, high=GREATEST, open_low=False, **kind):
        super().__init__(**kind)
        self.low = low
        self.high = high
        self.open_low = open_low

    def parse(self, value, path=""):
        """Return the number as float; ``False`` is no number, ``None`` none at all."""
        return self._absent(path) if value is None else self._clean(value, path)

    def _clean(self, value, path):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal("invalid_type", path, expected="number")
        if isinstance(value, float) and not math.isfinite(value):
            raise Refusal("not_finite", path)
        if value < self.low or value > self.high or (self.open_low and value <= self.low):
            raise Refusal("out_of_range", path, low=self.low, high=self.high, open_low=self.open_low)
        return self._typed(value, path)

    def _typed(self, value, path):
        return float(value)


class Whole(Number):
    """A whole number.

    >>> Whole().parse(3), Whole(default=7).parse(None)
    (3, 7)
    """

    empty = 0

    def __init__(self, low=-(2**31), high=2**31 - 1, **kind):
        super().__init__(low=low, high=high, **kind)

    def _typed(self, value, path):
        if value != int(value):
            raise Refusal("invalid_type", path, expected="whole number")
        return int(value)


class Flag(Kind):
    """True or false.

    >>> Flag().parse(False), Flag(default=True).parse(None)
    (False, True)
    """

    empty = False

    def parse(self, value, path=""):
        """Return the truth value."""
        return self._absent(path) if value is None else self._clean(value, path)

    def _clean(self, value, path):
        if not isinstance(value, bool):
            raise Refusal("invalid_type", path, expected="true or false")
        return value


class Day(Kind):
    """A day as ``YYYY-MM-DD``; the years of real books only.

    >>> Day().parse("2004-02-29")
    datetime.date(2004, 2, 29)
    >>> Day().parse("2004-02-30")
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: invalid_date
    """

    empty = False

    def _clean(self, value, path):
        if not isinstance(value, str):
            raise Refusal("invalid_type", path, expected="text")
        if not value:
            return self._absent(path)
        try:
            day = datetime.datetime.strptime(value[:32], "%Y-%m-%d").date()
        except ValueError:
            raise Refusal("invalid_date", path) from None
        if not 1970 <= day.year <= 2200:
            raise Refusal("invalid_date", path)
        return day


class Rows(Kind):
    """A list of values of one kind.

    :param Kind kind: of each value
    :param int limit: greatest number of them

    >>> Rows(Text(limit=5), limit=2).parse(["a", "b", "c"])
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: too_many
    >>> Rows(Record(a=Text())).parse([None], "lines")
    Traceback (most recent call last):
    ...
    dealer_api.engine.shapes.Refusal: missing at lines[0]
    """

    def __init__(self, kind, limit=1000, required=False):
        super().__init__(required=required, default=[])
        self.kind = kind
        self.limit = limit

    def _absent(self, path):
        super()._absent(path)
        return []

    def _clean(self, value, path):
        if not isinstance(value, list | tuple):
            raise Refusal("invalid_type", path, expected="list")
        if len(value) > self.limit:
            raise Refusal("too_many", path, limit=self.limit)
        if not value:
            return self._absent(path)
        return [self._entry(item, f"{path}[{index}]") for index, item in enumerate(value)]

    def _entry(self, item, path):
        if item is None or item is False:  # a field may be left out, an entry of a list is there or not
            raise Refusal("missing", path)
        return self.kind.parse(item, path)


class Record(Kind):
    """A dict with known keys; all of its fields are in what comes out."""

    def __init__(self, required=False, **fields):
        super().__init__(required=required, default={})
        self.fields = fields

    def _absent(self, path):
        super()._absent(path)
        return {}

    def _clean(self, value, path):
        if not isinstance(value, dict):
            raise Refusal("invalid_type", path, expected="object")
        for name in value:
            if name not in self.fields:
                shown = name if isinstance(name, str) and name.isidentifier() and len(name) < 65 else "?"
                raise Refusal("unknown_field", joined(path, shown), known=", ".join(self.fields))
        return {name: kind.parse(value.get(name), joined(path, name)) for name, kind in self.fields.items()}

    def given(self, value):
        """Return the names of the fields that the caller gave, whatever their value.

        >>> sorted(Record(a=Text(), b=Text()).given({"a": "", "c": 1}))
        ['a']
        """
        return {name for name in self.fields if value.get(name) is not None}
