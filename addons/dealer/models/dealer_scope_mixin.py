import functools

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import Query


class DealerScopeMixin(models.AbstractModel):
    """Gives a model the field its record rule asks: is this record within my data scope?

    The rule of every model is the same text, ``[('dealer_in_scope', '=', True)]``. The field's search method
    turns it into sub-selects on the view ``dealer_access`` each time a query is built, so that nothing about a
    user's rights lives in the cache of rule domains, and no join is added to the list's query.

    A role's scope counts only for what the role itself allows: who audits the group and sells in one branch may
    read everywhere and write in the branch, not write everywhere.

    A model that inherits this has a field ``dealer_id`` (and, if it is large, stored ``dealer_unit_id`` and
    ``dealer_user_id``), or says in :meth:`_dealer_scope_domain` what its scope is.
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

    @api.depends(lambda self: self._dealer_scope_depends())
    @api.depends_context("uid")
    def _compute_dealer_in_scope(self):
        """One query for all records, in the words of the search, so that reading and finding cannot disagree."""
        roles = self.env["dealer.access"]._roles_granting(self._name, "read")
        found = set(self._origin._in_scope_of(roles)._ids)
        for record in self:
            record.dealer_in_scope = record._origin.id in found

    @api.model
    def _search_dealer_in_scope(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self.sudo()._dealer_scope_domain(self.env["dealer.access"]._roles_granting(self._name, "read"))

    @api.model
    def _dealer_scope_depends(self):
        """Return the names of the fields that decide whose record this is and who may reach it."""
        if "dealer_id" not in self._fields:
            return []
        return ["dealer_id", "dealer_id.unit_id", "dealer_id.user_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """Return the domain of the records that the user ``env.uid`` may reach today.

        A record without a dealer is not restricted. Where the dealer's unit and account manager are stored on the
        record, the scope is asked of these flat, indexed columns; a dealer always has a unit, so that one column
        also tells whether there is a dealer.

        :param tuple roles: ids of the roles whose scope counts; None for all (``dealer.access._roles_granting``)
        """
        if "dealer_user_id" not in self._fields or not self.env.user._is_internal():
            dealers = self.env["dealer.dealer"]
            reached = dealers._scope_domain_by("dealer_id", "id", dealers._scope_conditions(roles))
            return Domain("dealer_id", "=", False) | reached
        access = self.env["dealer.access"]
        units = access._unit_domain("dealer_unit_id", roles)
        return Domain("dealer_unit_id", "=", False) | units | access._own_domain("dealer_user_id", roles)

    def _in_scope_of(self, roles):
        """Return those of ``self`` that the scopes of ``roles`` cover (None: of any role), in one query."""
        if not self:
            return self
        records_sudo = self.sudo().with_context(active_test=False)
        domain = Domain("id", "in", self.ids) & records_sudo._dealer_scope_domain(roles)
        return self.browse(records_sudo._search(domain))

    def _check_access(self, operation):
        """For changes, count only the scopes of roles that allow this very operation on this model."""
        result = super()._check_access(operation)
        if operation == "read" or self.env.su or not any(self._ids):
            return result
        refused, make_error = result or (self.browse(), None)
        roles = self.env["dealer.access"]._roles_granting(self._name, operation)
        # also those beside records that a rule refuses: who filters must not keep them
        forbidden = self.browse() if roles is None else (self - refused) - (self - refused)._in_scope_of(roles)
        if not forbidden:
            return result
        return refused + forbidden, make_error or functools.partial(forbidden._make_scope_error)

    def _make_scope_error(self):
        return AccessError(
            self.env._(
                "Your roles let you see %(record)s (%(model)s), but not do this with it.",
                record=self[:1].sudo().display_name,
                model=self.env["ir.model"]._get(self._name).name,
            )
        )

    @api.model
    def _dealer_derived_fields(self):
        """Return the names of stored fields that decide the scope and follow from others: nobody writes them.

        On creation the platform computes them whatever the caller sends; on writing it would take any value.
        """
        return set()

    def write(self, vals):
        self._refuse_derived(self._dealer_derived_fields() & vals.keys())
        res = super().write(vals)
        deciding = {name.split(".")[0] for name in self._dealer_scope_depends()}
        # What was in scope before must be so after: else a record could be pushed into a foreign dealer.
        if not self.env.su and deciding & vals.keys() and not self.has_access("write"):
            raise AccessError(
                self.env._(
                    "This change would take %(record)s out of your access scope. Ask someone whose roles cover both"
                    " sides.",
                    record=self[:1].sudo().display_name,
                )
            )
        return res

    @api.model
    def _refuse_derived(self, names):
        if names:
            raise UserError(
                self.env._(
                    "These fields follow from others and cannot be written: %(fields)s.",
                    fields=self._field_labels(names),
                )
            )

    @api.model
    def _field_labels(self, names):
        """Return the labels of the fields ``names`` in the user's language, as one text."""
        return ", ".join(self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(names))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        """Remember on the query that the reader's own scope shaped it (see :meth:`_fetch_query`)."""
        query = super()._search(domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access)
        if isinstance(query, Query) and not (self.env.su or bypass_access) and self._has_scope_rule():
            query.dealer_scope_uid = self.env.uid
        return query

    @api.model
    def _has_scope_rule(self):
        """Tell whether the reader's rules require the scope here; somebody may have changed the rule."""
        rule = self.env["ir.rule"]._compute_domain(self._name, "read")
        conditions = getattr(rule, "children", (rule,)) if getattr(rule, "OPERATOR", "&") == "&" else ()
        return any(getattr(condition, "field_expr", None) == "dealer_in_scope" for condition in conditions)

    def _fetch_query(self, query, fields):
        """Rows found under the reader's own scope are in scope: a list page asks the database once, not twice."""
        records = super()._fetch_query(query, fields)
        if records and getattr(query, "dealer_scope_uid", None) == self.env.uid:
            self._fields["dealer_in_scope"]._insert_cache(records, [True] * len(records))
        return records

    def export_data(self, fields_to_export):
        """Refuse records out of reach also where nothing but their external id is asked for, which asks no right."""
        self.check_access("read")
        return super().export_data(fields_to_export)

    def _recipients_in_scope(self, recipients):
        """Return those of the notification ``recipients`` who may read this record; pure e-mail addresses stay.

        Who has followed a record goes on being a follower when the right to see it ends.
        """
        self.ensure_one()
        record = self.with_context(allowed_company_ids=[])  # the recipient's companies, not the sender's
        return [
            recipient
            for recipient in recipients
            if not recipient["uid"] or record.with_user(recipient["uid"]).has_access("read")
        ]

    @api.model
    def _invalidate_scope(self):
        """Forget what this transaction knows about scopes, after a change of what they are derived from."""
        for name in self.pool.descendants(["dealer.scope.mixin"], "_inherit"):
            if not self.env[name]._abstract:
                self.env[name].invalidate_model(["dealer_in_scope"], flush=False)
