from odoo import api, fields, models
from odoo.tools import format_amount


class DealerTier(models.Model):
    """Rank of dealers within a company, with the criteria a dealer has to meet to be in it."""

    _name = "dealer.tier"
    _description = "Dealer Tier"
    _order = "company_id, sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10, help="The lowest number is the best rank.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    min_sales_amount = fields.Monetary(
        string="Sales at Least", help="Untaxed invoiced sales of the last 12 months. 0 is not looked at."
    )
    min_punctuality = fields.Float(
        string="Punctuality at Least", help="Percent of the amount paid in time. 0 is not looked at."
    )
    min_growth = fields.Float(
        string="Growth at Least",
        help="Percent against the 12 months before. 0 is not looked at; −5 allows a loss of 5 %.",
    )
    max_violations = fields.Integer(
        string="Violations at Most", default=-1, help="Confirmed within 12 months. −1 is not looked at."
    )
    dealer_count = fields.Integer(string="Number of Dealers", compute="_compute_dealer_count")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "Another tier of the company already has this code.")
    _max_violations_range = models.Constraint(
        "CHECK(max_violations >= -1)", "The number of violations is 0 or more, or −1 for not looked at."
    )
    _min_punctuality_range = models.Constraint(
        "CHECK(min_punctuality >= 0 AND min_punctuality <= 100)", "Punctuality is a percentage from 0 to 100."
    )

    @api.depends_context("uid")
    def _compute_dealer_count(self):
        counts = dict(self.env["dealer.dealer"]._read_group([("tier_id", "in", self.ids)], ["tier_id"], ["__count"]))
        for tier in self:
            tier.dealer_count = counts.get(tier, 0)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for tier, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", f"{tier.code}_copy")
        return vals_list

    @api.constrains("company_id")
    def _check_company_of_dealers(self):
        self.env["dealer.dealer"]._check_same_company("tier_id", self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.env["dealer.dealer"]._check_unused("tier_id", self)

    def _criteria(self):
        """Return [(figure name, threshold, is a lower bound)] of the criteria this tier looks at."""
        self.ensure_one()
        lower = [("sales", self.min_sales_amount), ("punctuality", self.min_punctuality), ("growth", self.min_growth)]
        criteria = [(name, threshold, True) for name, threshold in lower if threshold]
        if self.max_violations >= 0:
            criteria.append(("violations", self.max_violations, False))
        return criteria

    def _missed(self, figures):
        """Return [(figure name, threshold, figure)] of the criteria that ``figures`` do not meet.

        :param dict figures: as one value of ``dealer.dealer._tier_figures``; None is a figure nobody measures, which
            meets no criterion.
        """
        self.ensure_one()
        missed = []
        for name, threshold, lower in self._criteria():
            figure = figures.get(name)
            holds = figure is not None and (figure >= threshold if lower else figure <= threshold)
            if not holds:
                missed.append((name, threshold, figure))
        return missed

    def _best_for(self, figures):
        """Return the best of the tiers ``self`` (lowest sequence) whose criteria all hold, or an empty recordset."""
        for tier in self.sorted("sequence"):
            if not tier._missed(figures):
                return tier
        return self.browse()

    def _explain(self, figures):
        """Return in words which criteria of this tier ``figures`` miss, and by what."""
        self.ensure_one()
        parts = [self._explain_one(*missed) for missed in self._missed(figures)]
        if not parts:
            return ""
        return self.env._("For %(tier)s: %(missed)s.", tier=self.name, missed="; ".join(parts))

    def _explain_one(self, name, threshold, figure):
        labels = {
            "sales": self.env._("sales"),
            "punctuality": self.env._("punctuality"),
            "growth": self.env._("growth"),
            "violations": self.env._("violations"),
        }
        values = {
            "what": labels[name],
            "figure": self._figure_text(name, figure),
            "threshold": self._figure_text(name, threshold),
        }
        if figure is None:
            return self.env._("%(what)s not known, %(threshold)s needed", **values)
        if name == "violations":
            return self.env._("%(what)s %(figure)s, at most %(threshold)s allowed", **values)
        return self.env._("%(what)s %(figure)s, %(threshold)s needed", **values)

    def _figure_text(self, name, value):
        if value is None:
            return ""
        if name == "sales":
            return format_amount(self.env, value, self.currency_id)
        return str(value) if name == "violations" else f"{value:g} %"
