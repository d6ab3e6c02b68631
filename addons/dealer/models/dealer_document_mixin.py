from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql


class DealerDocumentMixin(models.AbstractModel):
    """Puts the dealer and its organisation unit on a document (order, invoice, transfer …).

    A model that inherits this names the fields of its partner and company in ``_dealer_partner_field`` and
    ``_dealer_company_field``. The stored fields are filled for many records by one query, and follow when a dealer is
    created for a partner that already has documents, changes its partner or account manager, or moves to another unit.
    A part of another document (an order line, a stock move) names that document in ``_dealer_parent_fields``
    and takes its dealer from there.
    """

    _name = "dealer.document.mixin"
    _description = "Document of a dealer"
    _inherit = ["dealer.scope.mixin"]

    _dealer_partner_field = "partner_id"
    _dealer_company_field = "company_id"
    # Documents whose dealer this one takes over: the first that is set decides.
    _dealer_parent_fields = ()

    dealer_id = fields.Many2one(
        "dealer.dealer",
        compute="_compute_dealer_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    dealer_unit_id = fields.Many2one(
        "dealer.unit",
        string="Dealer Unit",
        related="dealer_id.unit_id",
        store=True,
        index=True,  # not partial: documents without a dealer are found by it too
    )
    dealer_user_id = fields.Many2one(
        "res.users",
        string="Dealer's Account Manager",
        related="dealer_id.user_id",
        store=True,
        index="btree_not_null",
    )

    def _auto_init(self):
        """Spare documents older than the first dealer the recomputation: it would take hours on a large ledger."""
        cr = self.env.cr
        if self._auto and not sql.column_exists(cr, self._table, "dealer_id") and not self._any_dealer():
            for name in ("dealer_id", "dealer_unit_id", "dealer_user_id"):
                sql.create_column(cr, self._table, name, "int4")
        return super()._auto_init()

    def _any_dealer(self):
        # Plain SQL: the tables of the models above this one may lack columns while they are being installed.
        return bool(self.env.execute_query(SQL("SELECT 1 FROM dealer_dealer LIMIT 1")))

    @api.depends(lambda self: self._dealer_document_depends())
    def _compute_dealer_id(self):
        rest = self
        for name in self._dealer_parent_fields:
            parts = rest.filtered(name)
            for document in parts:
                document.dealer_id = document[name].dealer_id
            rest -= parts
        keys = {document: document._dealer_key() for document in rest}
        dealers = self.env["dealer.dealer"]._by_partner_company(set(keys.values()))
        for document, key in keys.items():
            document.dealer_id = dealers.get(key, False)

    @api.model
    def _dealer_document_depends(self):
        """Return the dependencies of the dealer: the documents this one is part of, its partner and its company."""
        parents = [f"{name}.dealer_id" for name in self._dealer_parent_fields]
        return (*parents, *(name for name in (self._dealer_partner_field, self._dealer_company_field) if name))

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {
            name.removeprefix("default_"): value
            for name, value in self.env.context.items()
            if name.startswith("default_")
        }
        self._check_partners([*vals_list, defaults])
        return super().create(vals_list)

    def write(self, vals):
        self._check_partners([vals])
        return super().write(vals)

    @api.model
    def _check_partners(self, vals_list):
        """A document names no contact out of its writer's reach: it would show, and print, what that contact hides.

        The platform takes the id of any record in a many2one.
        """
        if self.env.su:
            return
        partner_ids = {
            value
            for vals in vals_list
            for name, value in vals.items()
            if value
            and isinstance(value, int)
            and name in self._fields
            and self._fields[name].comodel_name == "res.partner"
        }
        if partner_ids:
            self.env["res.partner"].browse(partner_ids).check_access("read")

    def _dealer_partner(self):
        """Return the partner whose commercial entity is the dealer of this document."""
        return self[self._dealer_partner_field] if self._dealer_partner_field else self.env["res.partner"]

    def _dealer_key(self):
        """Return (commercial partner id, company id) of one document; a missing one is False."""
        self.ensure_one()
        return self._dealer_partner().commercial_partner_id.id, self[self._dealer_company_field].id

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_id", "dealer_unit_id", "dealer_user_id", *self._dealer_document_depends()]

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_id", "dealer_unit_id", "dealer_user_id"}

    @api.model
    def _recompute_dealer_of(self, partners_sudo, missing_only=False):
        """Recompute the dealer of the documents of the commercial ``partners_sudo`` and of their contacts.

        :param missing_only: leave documents alone that have a dealer
        """
        if not self._dealer_partner_field:
            return
        domain = Domain(f"{self._dealer_partner_field}.commercial_partner_id", "in", partners_sudo.ids)
        if missing_only:
            domain &= Domain("dealer_id", "=", False)
        documents_sudo = self.sudo().with_context(active_test=False).search(domain)
        self.env.add_to_compute(self._fields["dealer_id"], documents_sudo)
        # What follows from the dealer (the unit, the dealer of the lines) is not marked by the line above.
        documents_sudo.modified(["dealer_id"])
