from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class DealerApiAccountMixin(models.AbstractModel):
    """A record of an account that calls the API: seen by who reaches all that the account may reach.

    What an account has sent and was answered names documents, amounts and refusals of any dealer within its role lines. A webhook is
    told of them, and a key is the whole account. So one unit's administrator has nothing to do with the account of a region: he
    sees those whose lines, whatever their dates, name no unit or company beyond his own.
    """

    _name = "dealer.api.account.mixin"
    _description = "Record of an Account of the API"
    _inherit = ["dealer.scope.mixin"]

    # Name of the field that leads to the account, or to a record that has one.
    _account_field = "user_id"

    @api.model
    def _dealer_scope_depends(self):
        return [self._account_field]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        field = self._fields[self._account_field]
        if field.comodel_name != "res.users":
            return Domain(field.name, "any", self.env[field.comodel_name]._dealer_scope_domain(roles))
        reached = self.env["dealer.access"]._subselect("unit_id", roles)
        if not reached:
            return Domain.FALSE
        beyond = self._accounts_beyond_sql(reached)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s NOT IN %s", model._field_to_sql(alias, field.name, query), beyond
            )
        )

    @api.model
    def _accounts_beyond_sql(self, reached):
        """Return the SQL sub-select of the accounts that reach, or have reached, a unit or company beyond the reader's own.

        An account without any line may have had one: it is for those who reach the whole tree. Accounts of scope "own" reach the units
        of the dealers that they manage.

        :param SQL reached: sub-select of the units that the reader reaches
        """
        dealers = self.env["dealer.dealer"]
        return SQL(
            """
            (WITH reached AS MATERIALIZED %(reached)s,
                  needed AS (
                SELECT line.user_id, unit.id AS unit_id
                  FROM res_users_role_line line
                  JOIN dealer_role_line_unit_rel rel ON rel.line_id = line.id AND line.scope != 'own'
                  JOIN dealer_unit top ON top.id = rel.unit_id
                  JOIN dealer_unit unit
                    ON unit.id = top.id OR (line.scope = 'subtree' AND starts_with(unit.parent_path, top.parent_path))
             UNION ALL
                SELECT line.user_id, dealer.unit_id
                  FROM res_users_role_line line
                  JOIN dealer_dealer dealer ON dealer.user_id = line.user_id AND line.scope = 'own'
             UNION ALL
                SELECT person.id, unit.id
                  FROM res_users person
                  JOIN dealer_unit unit ON unit.parent_id IS NULL
                 WHERE NOT EXISTS (SELECT 1 FROM res_users_role_line line WHERE line.user_id = person.id))
            SELECT user_id FROM needed WHERE user_id IS NOT NULL AND unit_id NOT IN (SELECT * FROM reached)
             UNION
            SELECT user_id FROM res_company_users_rel WHERE NOT (cid = ANY(%(companies)s)))%(flush)s
            """,
            reached=reached,
            companies=self.env.user.company_ids.ids,
            flush=SQL().join(SQL(to_flush=dealers._fields[name]) for name in ("user_id", "unit_id")),
        )

    def _make_scope_error(self):
        return AccessError(
            self.env._(
                "The account of %(record)s reaches units or companies that your roles do not. Ask an administrator of the whole.",
                record=self[:1].sudo().display_name,
            )
        )
