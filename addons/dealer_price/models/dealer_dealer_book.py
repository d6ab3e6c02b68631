from odoo import api, models
from odoo.exceptions import AccessError


class DealerDealer(models.Model):
    """Who sets the prices of which dealer, and where they are looked up."""

    _inherit = "dealer.dealer"

    @api.model
    def _sets_prices(self):
        """Tell whether the user is a price manager, of whatever dealers."""
        return self.env.su or self.env.user.has_group("dealer_price.group_price_manager")

    def _price_settable(self):
        """Return those of ``self`` whose prices the user may set: covered by a role that makes the user a price manager."""
        if self.env.su:
            return self
        if not self._sets_prices():
            return self.browse()
        roles = self.env["dealer.access"]._roles_with_group("dealer_price.group_price_manager")
        return self._in_scope_of(roles)

    def _check_price_settable(self):
        """Raise AccessError naming a dealer whose prices the user may not set."""
        if forbidden := self - self._price_settable():
            raise AccessError(
                self.env._(
                    "You have no right to set prices of %(dealer)s. Ask for the role of a price manager for its unit.",
                    dealer=forbidden[0].sudo().display_name,
                )
            )

    def action_open_price_book(self):
        """Return the action of the price book of one dealer, filled."""
        self.ensure_one()
        return self.env["dealer.price.book"]._open_for(
            subject="dealer", dealer_id=self.id, company_id=self.company_id.id
        )
