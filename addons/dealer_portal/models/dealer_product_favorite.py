from odoo import fields, models


class DealerProductFavorite(models.Model):
    """A product that one person of a dealer's keeps at hand."""

    _name = "dealer.product.favorite"
    _description = "Favourite Product of a Dealer's Member"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"
    _rec_name = "product_id"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")

    _once = models.Constraint("UNIQUE(user_id, dealer_id, product_id)", "The product is a favourite already.")


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def _toggle_favorite(self, product):
        """Make ``product`` a favourite of the user with this dealer, or no favourite any more. :return: whether it is one"""
        self.ensure_one()
        Favorites_sudo = self.env["dealer.product.favorite"].sudo()
        values = {"dealer_id": self.id, "user_id": self.env.uid, "product_id": product.id}
        known_sudo = Favorites_sudo.search([(name, "=", value) for name, value in values.items()])
        if known_sudo:
            known_sudo.unlink()
            return False
        Favorites_sudo.create(values)
        return True

    def _favorites(self):
        """Return the set of ids of the user's favourite products with this dealer."""
        self.ensure_one()
        favorites_sudo = self.env["dealer.product.favorite"].sudo()
        found_sudo = favorites_sudo.search_fetch(
            [("dealer_id", "=", self.id), ("user_id", "=", self.env.uid)], ["product_id"]
        )
        return set(found_sudo.product_id.ids)
