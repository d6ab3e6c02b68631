from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..engine.period import periods


class DealerRebateSimulation(models.TransientModel):
    """What a program would have cost over some days of the past, dealer by dealer, and who it would have reached."""

    _name = "dealer.rebate.simulation"
    _description = "Rebate Simulation"

    program_id = fields.Many2one("dealer.rebate.program", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_days()[0])
    date_to = fields.Date(string="Until", required=True, default=lambda self: self._default_days()[1])
    line_ids = fields.One2many("dealer.rebate.simulation.line", "simulation_id", readonly=True)
    basis_sum = fields.Float(string="Basis", compute="_compute_sums", digits=(16, 2))
    earned_sum = fields.Monetary(string="Cost", compute="_compute_sums")
    percent = fields.Float(string="Cost (%)", compute="_compute_sums", help="Of the basis.")
    dealer_count = fields.Integer(string="Dealers that Earn", compute="_compute_sums")

    @api.model
    def _default_days(self):
        """Return (first, last) day of last year."""
        start = date_utils.start_of(fields.Date.context_today(self), "year")
        first = date_utils.subtract(start, years=1)
        return first, date_utils.end_of(first, "year")

    @api.depends("line_ids.earned")
    def _compute_sums(self):
        for simulation in self:
            lines = simulation.line_ids
            simulation.basis_sum = sum(lines.mapped("basis"))
            simulation.earned_sum = sum(lines.mapped("earned"))
            simulation.percent = 100 * simulation.earned_sum / simulation.basis_sum if simulation.basis_sum else 0.0
            simulation.dealer_count = len(lines.filtered("earned"))

    def action_simulate(self):
        """Calculate, for the dealers in the user's scope, and return the action that shows the result.

        :raise UserError: if the days are in the wrong order, or more than five years
        """
        self.ensure_one()
        self.program_id.check_access("read")
        if not self.date_from <= self.date_to <= date_utils.add(self.date_from, years=5):
            raise UserError(self.env._("Choose a first and a last day within five years."))
        self.line_ids.unlink()
        costs = self._costs()
        dealers = self.env["dealer.dealer"].search([("id", "in", list(costs))])
        self.env["dealer.rebate.simulation.line"].create(
            [{"simulation_id": self.id, "dealer_id": dealer.id, **costs[dealer.id]} for dealer in dealers]
        )
        return self._action_open()

    def _costs(self):
        """Return {dealer id: {"basis", "earned", "rate"}} over the periods of cumulation of these days: sums, the highest rate."""
        program_sudo = self.program_id.sudo()
        basis_sudo = self.env["dealer.rebate.basis"].sudo()
        costs = {}
        for days in periods(program_sudo.cumulation_period, self.date_from, self.date_to):
            for dealer_id, figures in basis_sudo._earned(program_sudo, days).items():
                cost = costs.setdefault(dealer_id, {"basis": 0.0, "earned": 0.0, "rate": 0.0})
                cost["basis"] += figures.get("basis") or 0.0
                cost["earned"] += figures.get("earned") or 0.0
                cost["rate"] = max(cost["rate"], figures.get("rate") or 0.0)
        return {dealer_id: cost for dealer_id, cost in costs.items() if cost["basis"] or cost["earned"]}

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulation: %(program)s", program=self.program_id.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_chart(self):
        """Return the action that shows the result as a chart."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulation: %(program)s", program=self.program_id.display_name),
            "res_model": "dealer.rebate.simulation.line",
            "views": [(False, "graph"), (False, "list")],
            "domain": [("simulation_id", "=", self.id)],
        }


class DealerRebateSimulationLine(models.TransientModel):
    _name = "dealer.rebate.simulation.line"
    _description = "Rebate Simulation of a Dealer"
    _inherit = ["dealer.scope.mixin"]
    _order = "earned desc, id"

    simulation_id = fields.Many2one("dealer.rebate.simulation", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    dealer_id = fields.Many2one("dealer.dealer", required=True, ondelete="cascade", readonly=True)
    dealer_unit_id = fields.Many2one(related="dealer_id.unit_id", string="Dealer Unit", store=True)
    basis = fields.Float(digits=(16, 2), readonly=True)
    rate = fields.Float(string="Highest Rate (%)", digits=(16, 4), readonly=True)
    earned = fields.Monetary(string="Would Have Earned", readonly=True)
