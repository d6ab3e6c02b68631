import functools

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, sql

# Positive searches for one text; exact and negative ones stay the platform's.
CODE_OPERATORS = ("ilike", "=ilike", "like", "=like")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "dealer.scope.mixin"]

    dealer_ids = fields.One2many(
        "dealer.dealer",
        "partner_id",
        string="Dealers",
        context={"active_test": False},
        groups="dealer.group_dealer_viewer",
    )
    dealer_id = fields.Many2one(
        "dealer.dealer",
        compute="_compute_dealer_id",
        search="_search_dealer_id",
        compute_sudo=True,
        groups="dealer.group_dealer_viewer",
        help="Dealer of the current company that this contact is or belongs to.",
    )
    is_dealer = fields.Boolean(
        string="Is a Dealer",
        compute="_compute_is_dealer",
        compute_sudo=True,
        store=True,
        index=True,
        help="The contact is a dealer of some company, or belongs to one.",
    )

    def _auto_init(self):
        """Spare the first installation the recomputation of all contacts: there is no dealer yet."""
        if not sql.column_exists(self.env.cr, self._table, "is_dealer"):
            sql.create_column(self.env.cr, self._table, "is_dealer", "boolean")
        return super()._auto_init()

    @api.depends("commercial_partner_id.dealer_ids")
    def _compute_is_dealer(self):
        companies_sudo = self.commercial_partner_id.with_context(active_test=False)
        dealer_partners = set(companies_sudo.filtered("dealer_ids")._ids)
        for partner in self:
            partner.is_dealer = partner.commercial_partner_id.id in dealer_partners

    @api.depends("commercial_partner_id.dealer_ids.company_id")
    @api.depends_context("company")
    def _compute_dealer_id(self):
        company_id = self.env.company.id
        keys = {partner: (partner.commercial_partner_id.id, company_id) for partner in self}
        dealers = self.env["dealer.dealer"]._by_partner_company(set(keys.values()))
        for partner, key in keys.items():
            partner.dealer_id = dealers.get(key, False)

    @api.model
    def _search_dealer_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        domain = Domain("company_id", "=", self.env.company.id)
        if operator == "in" and False in value:
            known = Domain("commercial_partner_id.dealer_ids", "any", domain)
            return ~known if set(value) == {False} else ~known | self._search_dealer_id("in", set(value) - {False})
        domain &= Domain("id", "in", value) if operator == "in" else Domain(value)
        return Domain("commercial_partner_id.dealer_ids", "any", domain)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a dealer also by its code and its phone number: what people at the desk are told on the phone.

        Only for those who read dealers, and of these only within their scope: the rules of dealers hold.
        """
        domain = Domain(super()._search_display_name(operator, value))
        if operator not in CODE_OPERATORS or not value or not self.env.user.has_group("dealer.group_dealer_viewer"):
            return domain
        coded = Domain("dealer_ids", "any", Domain("code", operator, value))
        return domain | coded | (Domain("is_dealer", "=", True) & Domain("phone", operator, value))

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"country_id", "state_id", "zip"}:
            dealers_sudo = self.sudo().with_context(active_test=False).dealer_ids
            (dealers_sudo - dealers_sudo._moves_with_address())._tell_new_address()
        if "tz" in vals and self.env["res.company"].sudo().search_count([("partner_id", "in", self.ids)], limit=1):
            self.env.registry.clear_cache()  # a day of the company begins at another moment
        return res

    def signup_get_auth_param(self):
        """Return what invites these contacts to the portal, or the log-in of those who have one, for contacts in reach.

        The platform asks only whether the caller is a colleague: with the token of a contact one logs in as that contact.

        :raise AccessError: the user cannot see a contact
        """
        self.check_access("read")
        return super().signup_get_auth_param()

    @api.model
    def _dealer_scope_depends(self):
        dealers = "commercial_partner_id.dealer_ids"
        return ["is_dealer", "parent_id", "partner_share", f"{dealers}.unit_id", f"{dealers}.user_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """Contacts of dealers are seen with one of their dealers, in any company the user may work for.

        All other contacts keep the platform's behaviour; so do colleagues, oneself, and the companies one works for,
        which may be dealers of a sister company.
        """
        return Domain.custom(to_sql=functools.partial(self._dealer_scope_sql, roles))

    @api.model
    def _dealer_scope_sql(self, roles, model, alias, query):
        """Return the scope as one SQL condition, in the order of cost: most contacts are decided by a column.

        ``partner_share`` is false for colleagues, as in the platform's own rule.
        """
        dealer_model = self.env["dealer.dealer"]
        companies = SQL("(SELECT cid FROM res_company_users_rel WHERE user_id = %s)", self.env.uid)
        company_id = SQL.identifier("dealer_dealer", "company_id", to_flush=dealer_model._fields["company_id"])
        dealers = dealer_model._scope_subselect(
            "partner_id", dealer_model._scope_conditions(roles), SQL("%s IN %s", company_id, companies)
        )
        conditions = [
            SQL("%s IS NOT TRUE", model._field_to_sql(alias, "is_dealer", query)),
            SQL("%s IS NOT TRUE", model._field_to_sql(alias, "partner_share", query)),
            SQL("%s = (SELECT partner_id FROM res_users WHERE id = %s)", SQL.identifier(alias, "id"), self.env.uid),
            SQL("%s IN (SELECT partner_id FROM res_company WHERE id IN %s)", SQL.identifier(alias, "id"), companies),
        ]
        if dealers:
            conditions.insert(1, SQL("%s IN %s", model._field_to_sql(alias, "commercial_partner_id", query), dealers))
        return SQL("(%s)", SQL(" OR ").join(conditions))

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"is_dealer", "partner_share"}

    @api.constrains("parent_id", "is_company")
    def _check_dealer_commercial(self):
        for partner_sudo in self.sudo():
            if partner_sudo.dealer_ids and partner_sudo.commercial_partner_id != partner_sudo:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a dealer and cannot become a contact of %(company)s.",
                        partner=partner_sudo.name,
                        company=partner_sudo.commercial_partner_id.name,
                    )
                )
