from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerTerritoryPostcode(models.Model):
    """Range of postcodes of a territory, both ends included, compared as text of equal length."""

    _name = "dealer.territory.postcode"
    _description = "Territory Postcode Range"
    _order = "territory_id, country_id, first, id"

    territory_id = fields.Many2one("dealer.territory", required=True, index=True, ondelete="cascade")
    country_id = fields.Many2one("res.country", required=True, index=True)
    first = fields.Char(string="From", required=True)
    last = fields.Char(string="To", required=True)

    @api.model
    def _normalize(self, postcode):
        """Return a postcode without blanks and hyphens, in capitals: ``"ec1a 1bb"`` is ``"EC1A1BB"``."""
        return (postcode or "").replace(" ", "").replace("-", "").upper()

    @api.depends("country_id", "first", "last")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.country_id.code or ''} {line.first or ''}–{line.last or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize_vals(vals))

    @api.model
    def _normalize_vals(self, vals):
        """Return ``vals`` with both ends normalised; a range of one postcode needs only its first."""
        vals = dict(vals)
        for name in {"first", "last"} & vals.keys():
            vals[name] = self._normalize(vals[name])
        if vals.get("first") and not vals.get("last") and not self:
            vals["last"] = vals["first"]
        return vals

    @api.constrains("country_id", "first", "last", "territory_id")
    def _check_range(self):
        for line in self:
            if len(line.first) != len(line.last) or line.first > line.last:
                raise ValidationError(
                    self.env._(
                        "The postcodes %(first)s to %(last)s of %(territory)s are no range: both need the same length,"
                        " and the first must not be the greater.",
                        first=line.first,
                        last=line.last,
                        territory=line.territory_id.name,
                    )
                )
        self.territory_id._check_overlap()

    def _shared_range(self, others):
        """Return in words where one of the ranges ``self`` meets one of ``others``, or an empty string."""
        for line in self:
            for other in others:
                if line.country_id == other.country_id and len(line.first) == len(other.first):
                    first, last = max(line.first, other.first), min(line.last, other.last)
                    if first <= last:
                        return f"{line.country_id.code} {first}" + (f"–{last}" if last != first else "")
        return ""
