from odoo import models
from odoo.exceptions import AccessError, UserError


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def explain_price(self, product, quantity=1, uom=None, date=None, currency=None):
        """Tell what price this dealer gets and why: the winner, and every price that lost with the reason.

        Records or ids are accepted, so that the method serves code and RPC alike; a currency may be its code.

        :param product: ``product.product`` or its id; a ``product.template`` record is accepted too
        :param float quantity: in ``uom``
        :param uom: unit of quantity and price, by default the product's
        :param date: date or moment (UTC), also as text; a date is the beginning of that day in the company's time zone,
            nothing is now
        :param currency: of the price, by default that of the dealer's list
        :return: dict, JSON-safe, without None: ``price`` (False if ``missing``) per ``unit`` in ``currency``, ``winner``,
            ``losers`` (each with ``reason_code`` and ``reason``), ``steps``, ``chain``; the README names every key
        :raise AccessError: for portal users, and for dealers or products out of the user's reach
        :raise UserError: if the dealer has no own list yet
        """
        self.ensure_one()
        self._check_price_reader()
        product = self._as_record("product.product", product)
        product.ensure_one()
        product.check_access("read")
        if not self.pricelist_id:
            raise UserError(
                self.env._(
                    "%(dealer)s has no own price list yet. Activate the dealer, or create the list on its form.",
                    dealer=self.display_name,
                )
            )
        told = self.pricelist_id._explain_price(
            product,
            quantity,
            uom=self._as_record("uom.uom", uom),
            date=date or False,
            currency=self._as_currency(currency),
        )
        return {"dealer": {"id": self.id, "name": self.display_name}, **told}

    def _check_price_reader(self):
        """Raise unless the user is one of the company's people, reads prices, and the dealer is within the access scope."""
        user = self.env.user
        if not self.env.su and not (
            user.has_group("dealer.group_dealer_viewer") and user.has_group("dealer_price.group_price_viewer")
        ):
            raise AccessError(self.env._("Only people who look after dealers may ask why a price is what it is."))
        self.check_access("read")

    def _as_record(self, model, value):
        """Return ``value``, a record or its id or nothing, as a record."""
        return value if isinstance(value, models.BaseModel) else self.env[model].browse(value or [])

    def _as_currency(self, value):
        if isinstance(value, str):
            found = self.env["res.currency"].search([("name", "=", value.upper())])
            if not found:
                raise UserError(self.env._("There is no active currency %(code)s.", code=value))
            return found
        return self._as_record("res.currency", value)
