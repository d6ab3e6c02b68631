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
    price = fields.Monetary(readonly=True, aggregator="avg")
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
            "view_mode": "list,graph",
            "domain": [("id", "in", periods.ids)],
            # A day on which nothing changes is no day with the price 0.
            "context": {"fill_temporal": False},
        }

    @api.model
    def _prepare_periods(self, pricelist, product, company):
        moments = self._turning_points(pricelist, product)
        steps = pricelist._price_steps(product, None)[product.id]
        rows = []
        for quantity, uom_id in sorted(steps, key=lambda step: (step[1] or 0, step[0])):
            uom = self.env["uom.uom"].browse(uom_id) if uom_id else product.uom_id
            found = []
            for moment in moments:
                price = pricelist._prices_at(product, quantity, uom, moment).get(product.id)
                if not found or found[-1][1] != price:
                    found.append((moment, price))
            rows += self._prepare_step(pricelist, product, company, (quantity, uom), found)
        return rows

    @api.model
    def _prepare_step(self, pricelist, product, company, step, found):
        """Return the values of the periods of one step from ``found``: [(moment from which, (price, item) or None)]."""
        zone = company._dealer_tz()
        now = fields.Datetime.now()
        rows = []
        for place, (start, price) in enumerate(found):
            end = found[place + 1][0] if place + 1 < len(found) else None
            if not price:
                continue
            item_sudo = self.env["product.pricelist.item"].sudo().browse(price[1])
            rows.append(
                {
                    "pricelist_id": pricelist.id,
                    "product_id": product.id,
                    "min_quantity": step[0],
                    "uom_id": step[1].id,
                    "step": f"{step[0] or 1:g}+ {step[1].name}",
                    "date_start": local_day(start, zone) if place else False,
                    "date_end": local_day(end - timedelta(seconds=1), zone) if end else False,
                    "is_current": (not place or start <= now) and (not end or now < end),
                    "price": price[0],
                    "item_id": item_sudo.id,
                    "source_id": item_sudo.pricelist_id.id,
                    "user_id": item_sudo.create_uid.id,
                    "date_entered": item_sudo.create_date,
                }
            )
        return rows

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
                SELECT turn FROM product_pricelist_item i,
                       LATERAL (VALUES (i.date_start), (i.date_end + interval '1 second')) t(turn)
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
