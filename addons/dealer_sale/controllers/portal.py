from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal


class DealerCustomerPortal(CustomerPortal):
    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Tell a dealer that must not order so before anything is stored: a signature without an order misleads."""
        token = access_token or request.httprequest.args.get("access_token")
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token=token)
        except (AccessError, MissingError):
            return super().portal_quote_accept(order_id, access_token, name, signature)
        if refusal := order_sudo.with_context(lang=request.env.lang)._dealer_portal_refusal():
            return {"error": refusal}
        return super().portal_quote_accept(order_id, access_token, name, signature)
