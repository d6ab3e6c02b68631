from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb

from ..engine.proposal import Figures, propose, score


class DealerCreditPropose(models.TransientModel):
    """Proposes limits for many credit lines from the trading data of twelve months."""

    _name = "dealer.credit.propose"
    _description = "Propose Limits"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    unit_id = fields.Many2one("dealer.unit", string="Only Unit", help="Limits the review to this unit and those below.")
    line_ids = fields.Many2many(
        "dealer.credit.line", relation="dealer_credit_propose_line_rel", string="Only Credit Lines"
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today, help="Figures are of the 12 months up to this day."
    )
    months = fields.Float(string="Months of Sales", required=True, default=2.0, help="The limit at a score of 100.")
    max_change = fields.Float(
        string="Greatest Change (%)", required=True, default=50.0, help="Up or down, against the present limit."
    )
    step = fields.Float(string="Rounded Down to", required=True, default=1000.0, help="In the currency of the line.")

    _parameters = models.Constraint(
        "CHECK(months > 0 AND max_change > 0 AND step > 0)", "Give figures greater than zero."
    )

    def action_propose(self):
        """Make a draft request for every line in the user's scope whose proposed limit differs from the present one.

        Earlier proposals that nobody asked for are put aside.

        :return: the action that shows the drafts
        :raise UserError: if no line would change
        """
        self.ensure_one()
        lines = self._lines()
        self._discard_earlier(lines)
        figures = self._figures(lines)
        vals_list = [vals for line in lines if (vals := self._prepare_proposal(line, figures[line.id]))]
        if not vals_list:
            raise UserError(self.env._("No limit would change with these figures."))
        requests = self.env["dealer.credit.request"].create(vals_list)
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_credit_approval.dealer_credit_request_action")
        return {**action, "domain": [("id", "in", requests.ids)], "context": {}}

    def _lines(self):
        domain = [("control", "=", "limit"), ("company_id", "=", self.company_id.id)]
        if self.unit_id:
            domain += ["|", ("dealer_id.unit_id", "child_of", self.unit_id.id)]
            domain.append(("group_id.dealer_ids.unit_id", "child_of", self.unit_id.id))
        if self.line_ids:
            domain.append(("id", "in", self.line_ids.ids))
        return self.env["dealer.credit.line"].search(domain)

    @api.model
    def _discard_earlier(self, lines):
        earlier = self.env["dealer.credit.request"].search(
            [("line_id", "in", lines.ids), ("origin", "=", "proposal"), ("granted", "=", False)]
        )
        earlier.filtered(lambda one: one._current_approval_state() == "none").action_discard()

    def _figures(self, lines):
        """Return {line id: Figures}, in the currency of each line; a fixed number of queries for all lines."""
        dealers = {line: line._dealers() for line in lines}
        measured = self.env["dealer.dealer"].union(*dealers.values())._tier_figures(self.date)
        return {line.id: self._figures_of(line, [measured[dealer.id] for dealer in dealers[line]]) for line in lines}

    def _figures_of(self, line, rows):
        """Sum up the figures of the dealers of one line; of the rates, the worst of them counts."""
        sales = sum(row["sales"] or 0.0 for row in rows)
        company = self.company_id
        return Figures(
            sales=company.currency_id._convert(sales, line.currency_id, company, self.date),
            punctuality=min((row["punctuality"] for row in rows if row["punctuality"] is not None), default=None),
            growth=min((row["growth"] for row in rows if row["growth"] is not None), default=None),
            violations=sum(row["violations"] or 0 for row in rows),
            used=line.used_amount,
            overdue=line.overdue_amount,
        )

    def _prepare_proposal(self, line, figures):
        """Return the values of the draft for one line, or None if its limit would stay."""
        limit = line.limit_amount
        amount = propose(
            figures,
            limit,
            months=self.months,
            max_change=self.max_change,
            step=self.step,
            least=line.guarantee_amount,
        )
        if line.currency_id.compare_amounts(amount, limit) == 0:
            return None
        return {
            "line_id": line.id,
            "kind": "limit",
            "amount": amount,
            "reason": self.env._("Review of %(date)s", date=self.date),
            "origin": ByVerb("proposal"),
            "score": score(figures),
            "explanation": self._explain(line, figures),
        }

    def _explain(self, line, figures):
        """Return in a sentence what the proposal is made of."""

        def percent(value):
            return self.env._("unknown") if value is None else f"{value:.0f} %"

        return self.env._(
            "Score %(score)s: sales of 12 months %(sales)s, paid in time %(punctuality)s, growth %(growth)s,"
            " overdue %(overdue)s, violations %(violations)s",
            score=f"{score(figures):g}",
            sales=line.currency_id.format(figures.sales),
            punctuality=percent(figures.punctuality),
            growth=percent(figures.growth),
            overdue=line.currency_id.format(figures.overdue),
            violations=figures.violations,
        )
