from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _dealer_scope_sql(self, roles, model, alias, query):
        """Addresses of the dealer are seen by every member, whatever the role."""
        scope = super()._dealer_scope_sql(roles, model, alias, query)
        if self.env.user._is_internal():
            return scope
        commercial = model._field_to_sql(alias, "commercial_partner_id", query)
        members = self.env["dealer.dealer"]._member_subselect()
        return SQL(
            "(%s OR %s IN (SELECT partner_id FROM dealer_dealer WHERE id IN %s AND company_id IN"
            " (SELECT cid FROM res_company_users_rel WHERE user_id = %s)))",
            scope,
            commercial,
            members,
            self.env.uid,
        )
