from odoo import api, models
from odoo.tools import SQL

from ..engine.day import last_quarter


class DealerPriceFigures(models.AbstractModel):
    """What a price is weighed against: cost, floor, and what was sold. Everything for many products at once."""

    _name = "dealer.price.figures"
    _description = "Figures beside a Price"

    @api.model
    def _rate(self, company, currency, day):
        """Return how many units of ``currency`` one unit of the company's currency is worth on ``day``."""
        return company.currency_id._get_conversion_rate(company.currency_id, currency, company, day)

    @api.model
    def _costs(self, products, company):
        """Return {product id: cost} in the company's currency for one of the product's unit."""
        products_sudo = products.sudo().with_company(company)
        return {product.id: product.standard_price for product in products_sudo}

    @api.model
    def _floors(self, products, company):
        """Return {product id: floor price} in the company's currency for one of the product's unit; 0 is none."""
        products_sudo = products.sudo().with_company(company)
        return {product.id: product.product_tmpl_id.floor_price for product in products_sudo}

    @api.model
    def _last_quarter(self, company):
        """Return the first and last moment (naive, UTC) of the last full calendar quarter of the company."""
        first, last = last_quarter(company._dealer_today())
        return company._dealer_day_start(first), company._dealer_day_end(last)

    @api.model
    def _sold(self, dealers, products, company, since, until):
        """Return {product id: [(quantity of an order line, quantity sold by such lines, their amount)]}.

        Confirmed orders of ``dealers`` (with their contacts) between two moments; quantities in the product's unit,
        untaxed amounts in the company's currency. Callers have checked the right on the dealers; orders are
        read without that of the salesman.

        SQL: the amounts are converted line by line at the order's own rate, and an order line in dozens counts in pieces.
        """
        if not dealers or not products:
            return {}
        for name in ("sale.order", "sale.order.line", "res.partner"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.product_id, round((line.product_uom_qty * unit.factor / own.factor)::numeric, 6) AS step,
                       sum(line.product_uom_qty * unit.factor / own.factor)::float8,
                       sum(line.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1))::float8
                  FROM sale_order o
                  JOIN res_partner partner ON partner.id = o.partner_id
                  JOIN sale_order_line line ON line.order_id = o.id
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = line.product_uom_id
                  JOIN uom_uom own ON own.id = template.uom_id
                 WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order BETWEEN %(since)s AND %(until)s
                   AND partner.commercial_partner_id = ANY(%(partners)s) AND line.product_id = ANY(%(products)s)
              GROUP BY 1, 2
                """,
                company=company.id,
                since=since,
                until=until,
                partners=dealers.sudo().partner_id.ids,
                products=products.ids,
            )
        )
        sold = {}
        for product_id, step, quantity, amount in rows:
            sold.setdefault(product_id, []).append((float(step), quantity, amount))
        return sold

    @api.model
    def _share_out(self, sold, steps):
        """Return {step: (quantity, amount)}: each order line belongs to the highest of ``steps`` that it reaches.

        :param list sold: [(quantity of an order line, quantity, amount)] as of :meth:`_sold`
        :param list steps: minimum quantities in the product's unit

        Lines below the lowest step belong to none.
        """
        ordered = sorted(set(steps), reverse=True)
        shares = dict.fromkeys(ordered, (0.0, 0.0))
        for line_quantity, quantity, amount in sold:
            step = next((step for step in ordered if line_quantity >= step), None)
            if step is not None:
                shares[step] = (shares[step][0] + quantity, shares[step][1] + amount)
        return shares

    @api.model
    def _margin(self, price, cost):
        """Return the margin in percent of the price; 0, which screens do not show, without a price or a cost."""
        return (price - cost) / price * 100 if price and cost else 0.0
