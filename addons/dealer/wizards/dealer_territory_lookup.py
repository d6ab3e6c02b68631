from odoo import api, fields, models


class DealerTerritoryLookup(models.TransientModel):
    """Answers whose an address is: the territory it lies in, and who trades there."""

    _name = "dealer.territory.lookup"
    _description = "Find a Territory"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    country_id = fields.Many2one("res.country", required=True, default=lambda self: self.env.company.country_id)
    state_id = fields.Many2one("res.country.state", domain="[('country_id', '=?', country_id)]")
    postcode = fields.Char()
    territory_id = fields.Many2one("dealer.territory", compute="_compute_territory_id", compute_sudo=False)
    exclusive = fields.Boolean(related="territory_id.exclusive")
    dealer_ids = fields.Many2many(
        "dealer.dealer", string="Dealers", compute="_compute_dealer_ids", compute_sudo=False
    )  # only those in the user's scope

    @api.depends("company_id", "country_id", "state_id", "postcode")
    def _compute_territory_id(self):
        for lookup in self:
            lookup.territory_id = self.env["dealer.territory"].resolve(
                lookup.country_id, lookup.state_id, lookup.postcode, lookup.company_id
            )

    @api.depends("territory_id", "company_id")
    @api.depends_context("uid")
    def _compute_dealer_ids(self):
        dealers = self.env["dealer.dealer"]
        for lookup in self:
            domain = [("territory_id", "=", lookup.territory_id.id), ("company_id", "=", lookup.company_id.id)]
            trading = dealers.search([*domain, ("state", "!=", "terminated")]) if lookup.territory_id else dealers
            lookup.dealer_ids = trading
