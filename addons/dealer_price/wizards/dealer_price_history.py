from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.day import local_day


class DealerPriceHistory(models.TransientModel):
    """One period in which a product had one price in a list, at one quantity: what was, is and will be charged."""

    _name = "dealer.price.history"
    _description = "Price History"
    _order = "id"
    _rec_name = "product_id"

    pricelist_id = fields.Many2one("product.pricelist", string="Price List", readonly=True)
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    min_quantity = fields.Float(string="From Quantity", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    step = fields.Char(string="Quantity", readonly=True)
    date_start = fields.Date(string="From", readonly=True)
    date_end = fields.Date(string="Until", readonly=True)
    is_current = fields.Boolean(string="Counts Today", readonly=True)
    price = fields.Monetary(readonly=True)
    is_chart = fields.Boolean(readonly=True, help="Technical: a point of the chart, not a period.")
    unit_price = fields.Monetary(
        string="Price per Product Unit",
        readonly=True,
        aggregator="avg",
        help="So that steps in different units compare.",
    )
    item_id = fields.Many2one("product.pricelist.item", string="Price Rule", readonly=True)
    source_id = fields.Many2one("product.pricelist", string="List It Comes From", readonly=True)
    user_id = fields.Many2one("res.users", string="Entered By", readonly=True)
    date_entered = fields.Datetime(string="Entered On", readonly=True)

    @api.model
    def _open_for(self, pricelist, product, company):
        """Return the action of the history of one product in a list, all quantities."""
        pricelist.check_access("read")
        periods = self.create(self._prepare_periods(pricelist, product, company))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price history of %(product)s", product=product.display_name),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("id", "in", periods.ids)],
        }

    def action_chart(self):
        """Return the action of the chart of the product and list of these periods, or of the user's last history."""
        period = self[:1] or self.search([("is_chart", "=", False)], order="id desc", limit=1)
        period.pricelist_id.check_access("read")
        company = period.pricelist_id.company_id or self.env.company
        points = self.create(self._prepare_points(period.pricelist_id, period.product_id, company))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price history of %(product)s", product=period.product_id.display_name),
            "res_model": self._name,
            "view_mode": "graph",
            "domain": [("id", "in", points.ids)],
            # A day on which nothing changes is no day with the price 0.
            "context": {"fill_temporal": False},
        }

    @api.model
    def _prices_over_time(self, pricelist, product, moments):
        """Return [(minimum quantity, unit, [(price, item id) or None at each of the moments])] of all steps."""
        steps = pricelist._price_steps(product, None)[product.id]
        found = []
        for quantity, uom_id in sorted(steps, key=lambda step: (step[1] or 0, step[0])):
            uom = self.env["uom.uom"].browse(uom_id) if uom_id else product.uom_id
            prices = [pricelist._prices_at(product, quantity, uom, moment).get(product.id) for moment in moments]
            found.append((quantity, uom, prices))
        return found

    @api.model
    def _prepare_periods(self, pricelist, product, company):
        moments = self._turning_points(pricelist, product)
        rows = []
        for quantity, uom, prices in self._prices_over_time(pricelist, product, moments):
            turns = [place for place, price in enumerate(prices) if not place or price != prices[place - 1]]
            for place, following in zip(turns, [*turns[1:], None], strict=True):
                if prices[place]:
                    period = (moments[place] if place else None, moments[following] if following else None)
                    rows.append(
                        self._prepare_period(pricelist, product, company, (quantity, uom), prices[place], period)
                    )
        return rows

    @api.model
    def _prepare_period(self, pricelist, product, company, step, price, period):
        """Return the values of the period from one moment to just before another; None is open."""
        zone, now = company._dealer_tz(), fields.Datetime.now()
        start, end = period
        item_sudo = self.env["product.pricelist.item"].sudo().browse(price[1])
        return {
            **self._prepare_step(pricelist, product, *step, price[0]),
            "date_start": local_day(start, zone),
            "date_end": local_day(end and end - timedelta(seconds=1), zone),
            "is_current": (not start or start <= now) and (not end or now < end),
            "item_id": item_sudo.id,
            "source_id": item_sudo.pricelist_id.id,
            "user_id": item_sudo.create_uid.id,
            "date_entered": item_sudo.create_date,
        }

    @api.model
    def _prepare_step(self, pricelist, product, quantity, uom, price):
        return {
            "pricelist_id": pricelist.id,
            "product_id": product.id,
            "min_quantity": quantity,
            "uom_id": uom.id,
            "step": f"{quantity or 1:g}+ {uom.name}",
            "price": price,
            "unit_price": price * product.uom_id.factor / uom.factor,
        }

    @api.model
    def _prepare_points(self, pricelist, product, company):
        """Return the values of the chart's points: every step at every day on which any of them changes, and today."""
        moments = sorted({*self._turning_points(pricelist, product), fields.Datetime.now()})
        days = {local_day(moment, company._dealer_tz()): place for place, moment in enumerate(moments)}
        return [
            {
                **self._prepare_step(pricelist, product, quantity, uom, prices[place][0]),
                "date_start": day,
                "is_chart": True,
            }
            for quantity, uom, prices in self._prices_over_time(pricelist, product, moments)
            for day, place in days.items()
            if prices[place]
        ]

    @api.model
    def _turning_points(self, pricelist, product):
        """Return the moments (naive, UTC, ascending) at which some price of the chain for ``product`` starts or has ended.

        The first stands for all that was before. SQL, as the items of a chain are not one relation.
        """
        self.env["product.pricelist.item"].flush_model()
        template = product.product_tmpl_id
        categories = [int(part) for part in (template.categ_id.parent_path or "").split("/")[:-1]]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT turn
                  FROM product_pricelist_item i,
                       -- Full seconds, as moments are asked for.
                       LATERAL (VALUES (date_trunc('second', i.date_start + interval '0.999999 second')),
                                       (date_trunc('second', i.date_end) + interval '1 second')) t(turn)
                 WHERE i.pricelist_id = ANY(%s) AND turn IS NOT NULL
                   AND (i.product_tmpl_id = %s AND COALESCE(i.product_id, %s) = %s
                        OR i.product_tmpl_id IS NULL AND (i.categ_id IS NULL OR i.categ_id = ANY(%s)))
              GROUP BY turn ORDER BY turn
                """,
                [link.list_id for link in pricelist._dealer_chain().links],
                template.id,
                product.id,
                product.id,
                categories,
            )
        )
        turns = [turn for (turn,) in rows]
        before = fields.Datetime.subtract(turns[0] if turns else fields.Datetime.now(), seconds=1)
        return [before, *turns]
