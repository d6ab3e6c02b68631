from odoo import api, fields, models
from odoo.fields import Domain


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
        pairs = {document: document._dealer_key() for document in self}
        dealers = self.env["dealer.dealer"].sudo()._by_partner_company(set(pairs.values()))
        for document, key in pairs.items():
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
    def _dealer_scope_domain(self):
        """Documents carry their unit: the scope is one indexed sub-select on a flat column."""
        Access = self.env["dealer.access"]
        if self.env.user.share:
            return super()._dealer_scope_domain()
        own = self.env["dealer.dealer"].sudo().with_context(active_test=False)
        own_query = own._search(Domain("user_id", "in", Access._own_user_subselect()))
        return (
            Domain("dealer_id", "=", False)
            | Domain("dealer_unit_id", "in", Access._unit_subselect())
            | Domain("dealer_id", "in", self._subselect(own_query, "id"))
        )

    @api.model
    def _recompute_dealer_of(self, partners_sudo):
        """Recompute the dealer of all documents of the commercial ``partners_sudo`` and of their contacts."""
        documents_sudo = self.sudo().with_context(active_test=False).search(
            [(f"{self._dealer_partner_field}.commercial_partner_id", "in", partners_sudo.ids)]
        )
        self.env.add_to_compute(self._fields["dealer_id"], documents_sudo)
