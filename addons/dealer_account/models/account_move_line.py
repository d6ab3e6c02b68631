from odoo import models


class AccountMoveLine(models.Model):
    """A journal item belongs to the dealer of its own partner: an entry may hold items of several."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "dealer.document.mixin"]
