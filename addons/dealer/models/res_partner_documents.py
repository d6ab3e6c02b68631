from odoo import models


class ResPartner(models.Model):
    """Documents of a contact that comes to belong to a dealer."""

    _inherit = "res.partner"

    def write(self, vals):
        """Whoever becomes a contact of a dealer brings its documents along, or everybody would go on seeing them.

        The other way round, what a contact did for a dealer stays the dealer's.
        """
        regrouped = vals.keys() & {"parent_id", "is_company"}
        before = {partner: partner.commercial_partner_id for partner in self.sudo()} if regrouped else {}
        res = super().write(vals)
        if moved := [partner for partner, old in before.items() if partner.commercial_partner_id != old]:
            self.browse([partner.id for partner in moved])._find_missing_dealers()
        return res

    def _find_missing_dealers(self):
        """Give the documents of these contacts' companies that have no dealer the dealer they have by now."""
        companies_sudo = self.sudo().commercial_partner_id.with_context(active_test=False).filtered("dealer_ids")
        if companies_sudo:
            for name in self.env["dealer.dealer"]._dealer_documents_models():
                self.env[name]._recompute_dealer_of(companies_sudo, missing_only=True)
