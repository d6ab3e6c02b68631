from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query


class DealerScopeMixin(models.AbstractModel):
    """Gives a model the field its record rule asks: is this record within my data scope?

    The rule of every model is the same text, ``[('dealer_in_scope', '=', True)]``. The field's search method
    turns it into sub-selects on the view ``dealer_access`` each time a query is built, so that nothing about a
    user's rights lives in the cache of rule domains, and no join is added to the list's query.
    """

    _name = "dealer.scope.mixin"
    _description = "Record within a dealer data scope"

    dealer_in_scope = fields.Boolean(
        string="In My Scope",
        compute="_compute_dealer_in_scope",
        search="_search_dealer_in_scope",
        compute_sudo=True,
        help="Whether one of your roles, valid today, covers the dealer of this record.",
    )

    @api.depends_context("uid")
    def _compute_dealer_in_scope(self):
        """One query for all records, in the words of the search, so that reading and finding cannot disagree."""
        domain = Domain("id", "in", self._origin.ids) & self._dealer_scope_domain()
        found = set(self.with_context(active_test=False)._search(domain)) if self._origin else set()
        for record in self:
            record.dealer_in_scope = record._origin.id in found

    @api.model
    def _search_dealer_in_scope(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self.sudo()._dealer_scope_domain()

    @api.model
    def _dealer_scope_domain(self):
        """Return the domain of the records that the user ``env.uid`` may reach today.

        Models with a ``dealer_id`` need no more than this; a record without a dealer is not restricted by it.
        """
        return Domain("dealer_id", "=", False) | self._dealer_ids_in_scope()

    @api.model
    def _dealer_ids_in_scope(self, field="dealer_id"):
        """Return the domain ``field in (dealers in scope of env.uid)`` with an uncorrelated sub-select."""
        dealers_sudo = self.env["dealer.dealer"].sudo().with_context(active_test=False)
        query = dealers_sudo._search(dealers_sudo._dealer_scope_domain())
        return Domain(field, "in", self._subselect(query, "id"))

    @api.model
    def _subselect(self, query, column):
        """Return ``query`` as the SQL sub-select of one of its columns (with the fields to flush)."""
        return query.subselect(SQL.identifier(query.table, column))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        """Remember on the query that the reader's own rules shaped it (see :meth:`_fetch_query`)."""
        query = super()._search(domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access)
        if isinstance(query, Query) and not (self.env.su or bypass_access):
            query.dealer_scope_uid = self.env.uid
        return query

    def _fetch_query(self, query, fields):
        """Rows found under the reader's own rules are in scope: a list page asks the database once, not twice."""
        records = super()._fetch_query(query, fields)
        if records and getattr(query, "dealer_scope_uid", None) == self.env.uid:
            field = self._fields["dealer_in_scope"]
            field._insert_cache(records, [True] * len(records))
        return records
