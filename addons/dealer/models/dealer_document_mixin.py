from odoo import api, fields, models


class DealerDocumentMixin(models.AbstractModel):
    """Puts the dealer and its organisation unit on a document (order, invoice, transfer …).

    A model that inherits this names the fields of its partner and company in ``_dealer_partner_field`` and
    ``_dealer_company_field``. Both stored fields are filled for many records by one query, and follow when a
    dealer is created for a partner that already has documents, changes its partner, or moves to another unit.
    """

    _name = "dealer.document.mixin"
    _description = "Document of a dealer"
    _inherit = ["dealer.scope.mixin"]

    _dealer_partner_field = "partner_id"
    _dealer_company_field = "company_id"

    dealer_id = fields.Many2one(
        "dealer.dealer",
        string="Dealer",
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
        index="btree_not_null",
    )

    @api.depends(lambda self: self._dealer_document_depends())
    def _compute_dealer_id(self):
        keys = {document: document._dealer_key() for document in self}
        dealers = self.env["dealer.dealer"]._by_partner_company(set(keys.values()))
        for document, key in keys.items():
            document.dealer_id = dealers.get(key, False)

    @api.model
    def _dealer_document_depends(self):
        """Return the names of the fields that decide whose document this is."""
        return (self._dealer_partner_field, self._dealer_company_field)

    def _dealer_partner(self):
        """Return the partner whose commercial entity is the dealer of this document."""
        return self[self._dealer_partner_field]

    def _dealer_key(self):
        """Return (commercial partner id, company id) of one document; a missing one is False."""
        self.ensure_one()
        return self._dealer_partner().commercial_partner_id.id, self[self._dealer_company_field].id

    @api.model
    def _dealer_scope_depends(self):
        return [*super()._dealer_scope_depends(), "dealer_unit_id", *self._dealer_document_depends()]

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_id", "dealer_unit_id"}

    @api.model
    def _recompute_dealer_of(self, partners_sudo):
        """Recompute the dealer of all documents of the commercial ``partners_sudo`` and of their contacts."""
        documents_sudo = self.sudo().with_context(active_test=False)
        domain = [(f"{self._dealer_partner_field}.commercial_partner_id", "in", partners_sudo.ids)]
        self.env.add_to_compute(self._fields["dealer_id"], documents_sudo.search(domain))
