from odoo import models


class AccountMoveLine(models.Model):
    """A journal item belongs to the dealer of its own partner: an entry may hold items of several."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "dealer.document.mixin"]

    # An entry that is reset to draft keeps what it is matched with: few do, and credit and rebates must find them at once.
    _matched_draft_idx = models.Index("(id) WHERE parent_state = 'draft' AND matching_number IS NOT NULL")
