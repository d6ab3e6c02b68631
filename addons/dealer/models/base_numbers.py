import math

from odoo import api, models
from odoo.exceptions import ValidationError

# Beyond this a double no longer tells cents apart, and columns, sums and screens stop making sense.
MOST_NUMBER = 1e15
MOST_INTEGER = 2**31


class Base(models.AbstractModel):
    """No caller stores what is no number: the database holds NaN and infinity, takes NaN for more than any limit, and each
    sum that one of them is part of is lost with it.
    """

    _inherit = "base"

    @api.model
    def _add_missing_default_values(self, values):
        """Each new record passes here, with what was given for it and with the defaults, which a caller may send as well."""
        values = super()._add_missing_default_values(values)
        self._refuse_impossible_numbers(values)
        return values

    def write(self, vals):
        self._refuse_impossible_numbers(vals)
        return super().write(vals)

    @api.model
    def _refuse_impossible_numbers(self, vals):
        """Raise if ``vals`` holds for a field of numbers what is none, or more than can be reckoned with.

        :raise ValidationError: naming the field and what was given
        """
        for name, value in vals.items():
            # most values are no numbers; a plain comparison tells NaN (never true) and what is beyond at once
            if type(value) in (float, int) and -MOST_INTEGER < value < MOST_INTEGER:
                continue
            if not isinstance(value, float | int | str) or isinstance(value, bool):
                continue
            field = self._fields.get(name)
            if field and not self._is_possible_number(field, value):
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(value)s is no number that can be kept. Give one below %(most)s.",
                        field=field.get_description(self.env, ["string"])["string"],
                        value=str(value)[:40],
                        most="2,147,483,648" if field.type == "integer" else "1,000,000,000,000,000",
                    )
                )

    @api.model
    def _is_possible_number(self, field, value):
        """Tell whether ``value`` is a number for ``field``, which any value is for a field of something else."""
        if field.type not in ("float", "monetary", "integer"):
            return True
        try:
            number = float(value or 0)
        except (OverflowError, ValueError):
            return False
        return math.isfinite(number) and abs(number) < (MOST_INTEGER if field.type == "integer" else MOST_NUMBER)
