from odoo import models


class AccountPartialReconcile(models.Model):
    """A matching tells who paid how much: it belongs to the dealer of the journal item it settles."""

    _name = "account.partial.reconcile"
    _inherit = ["account.partial.reconcile", "dealer.document.mixin"]

    _dealer_parent_fields = ("debit_move_id", "credit_move_id")
    _dealer_partner_field = None
