from odoo import models

from .product_pricelist_run import PriceRequest, PriceRun


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _compute_price_rule(
        self, products, quantity, *, currency=None, uom=None, date=False, compute_price=True, **kwargs
    ):
        """Price through the whole chain of a list with dealer terms; other lists are left to the platform.

        Where there is no price, the item is False and the price 0.0, as callers expect a number: whoever sells must ask
        :meth:`_dealer_price_missing`, as order lines do.
        """
        if not (self and products and self.sudo().priced_by_dealer_engine):
            return super()._compute_price_rule(
                products, quantity, currency=currency, uom=uom, date=date, compute_price=compute_price, **kwargs
            )
        run = self._dealer_price_run(
            self._dealer_requests([(product, quantity, uom) for product in products]), currency=currency, date=date
        )
        if not compute_price:
            return {
                product.id: (0.0, -row[7] if row else False)
                for product, row in zip(products, run.winners(), strict=True)
            }
        return {
            product.id: (answer[0] or 0.0, answer[1]) for product, answer in zip(products, run.answers(), strict=True)
        }

    def _dealer_price_missing(self, products, quantity=1.0, *, uom=None, date=False):
        """Return the set of ids of ``products`` (variants or templates) for which this list, with all it falls back to,
        has no price. A list without dealer terms always has one: the sales price.

        :param float quantity: in ``uom``, which is each product's own if empty
        """
        if not (self and products and self.sudo().priced_by_dealer_engine):
            return set()
        requests = self._dealer_requests([(product, quantity, uom) for product in products])
        answers = self._dealer_price_run(requests, date=date).answers()
        return {product.id for product, answer in zip(products, answers, strict=True) if answer[0] is None}

    def _dealer_requests(self, asked):
        """Return a list of :class:`PriceRequest` for [(product, quantity, uom or empty, …)], reading products in one go."""
        products = [product for product, *_rest in asked]
        first = products[0]
        everything_sudo = first.sudo().browse({product._origin.id for product in products if product._origin})
        templates = everything_sudo
        if first._name == "product.product":
            everything_sudo.fetch(["product_tmpl_id"])
            templates = everything_sudo.product_tmpl_id
        templates.fetch(["uom_id", "categ_id", "list_price", "company_id"])
        return [PriceRequest(*each) for each in asked]

    def _dealer_price_run(self, requests, *, currency=None, date=False):
        """Return the :class:`PriceRun` of this list for ``requests``; answers in ``currency``, by default the list's."""
        self.ensure_one()
        pricelist_sudo = self.sudo()
        return PriceRun(
            self,
            requests,
            currency=currency or pricelist_sudo.currency_id,
            date=date or self._dealer_moment(date, self.env.company),
            moment=self._dealer_moment(date, pricelist_sudo.company_id or self.env.company),
        )
