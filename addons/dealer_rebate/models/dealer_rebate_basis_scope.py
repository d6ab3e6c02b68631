"""Who and what counts for a program, as conditions of SQL."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Placed, exact

PAID = ("paid", "in_payment", "reversed")


class DealerRebateBasis(models.AbstractModel):
    """Dealers, products, units and currencies of a program."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _eligible_domain(self, program):
        """Return the domain of the dealers that a program is for, as they are placed today."""
        domain = self._named_domain(program)
        for name, operator, records in (
            ("type_id", "in", program.type_ids),
            ("tier_id", "in", program.tier_ids),
            ("territory_id", "child_of", program.territory_ids),
            ("unit_id", "child_of", program.unit_ids),
            ("tag_ids", "in", program.tag_ids),
        ):
            if records:
                domain &= Domain(name, operator, records.ids)
        return domain

    @api.model
    def _named_domain(self, program):
        """Return the domain of the dealers that a program names, or does not exclude, wherever they stand."""
        domain = Domain("company_id", "=", program.company_id.id)
        if program.dealer_ids:
            domain &= Domain("id", "in", program.dealer_ids.ids)
        if program.excluded_dealer_ids:
            domain &= Domain("id", "not in", program.excluded_dealer_ids.ids)
        return domain

    @api.model
    def _dealer_condition(self, program, column, dealer_ids, day):
        """Return the condition that ``column`` (SQL) is a dealer that takes part on ``day`` (SQL)."""
        domain = self._eligible_domain(program)
        conditions = [SQL("%s IS NOT NULL", column)]
        if isinstance(dealer_ids, Placed):
            return SQL(" AND ").join([*conditions, self._within(column, day, dealer_ids.rows)])
        if dealer_ids is not None:
            conditions.append(SQL("%s = ANY(%s)", column, list(dealer_ids)))
        # A document of the company has a dealer of the company: a program for all of them needs no sub-select.
        if domain != Domain("company_id", "=", program.company_id.id):
            query = self.env["dealer.dealer"].sudo().with_context(active_test=False)._search(domain)
            conditions.append(SQL("%s IN %s", column, query.subselect()))
        return SQL(" AND ").join(conditions)

    @api.model
    def _product_domain(self, products, categories):
        """Return the domain of products that are named, or whose category is (or lies below)."""
        return Domain("id", "in", products.ids) | Domain("categ_id", "child_of", categories.ids)

    @api.model
    def _products_query(self, domain):
        return self.env["product.product"].sudo().with_context(active_test=False)._search(domain).subselect()

    @api.model
    def _product_condition(self, program, column, day):
        """Return the condition that the product in ``column`` (SQL) counts on ``day`` (SQL), by the category that it had then;
        lines without a product count unless products are named."""
        moved = self._moved_products(program)
        always, rows = self._product_days(program.excluded_product_ids, program.excluded_category_ids, moved)
        without = SQL(" UNION ALL ").join(self._products_without(program, always))
        conditions = [SQL("(%s IS NULL OR %s NOT IN (%s))", column, column, without)]
        if rows:
            conditions.append(SQL("NOT %s", self._within(column, day, rows)))
        if program.product_ids or program.category_ids:
            conditions.append(self._in_products(program.product_ids, program.category_ids, moved, column, day))
        return SQL(" AND ").join(conditions)

    @api.model
    def _in_products(self, products, categories, moved, column, day):
        """Return the condition that the product in ``column`` (SQL) was one of these on ``day`` (SQL)."""
        always, rows = self._product_days(products, categories, moved)
        return self._within(column, day, rows, always) if moved else SQL("%s IN %s", column, always)

    @api.model
    def _products_without(self, program, excluded):
        """Return queries of products that do not count, ``excluded`` (SQL) among them; all are looked up at once, line by line.

        What stands for rebates on documents never counts: what one pays lowers no later one. Freight is what delivery methods
        put on orders, where these are installed.
        """
        queries = [
            SQL("SELECT settlement_product_id FROM dealer_rebate_program WHERE settlement_product_id IS NOT NULL")
        ]
        if not program.include_freight and "delivery.carrier" in self.env:
            queries.append(SQL("SELECT product_id FROM delivery_carrier"))
        if program.excluded_product_ids or program.excluded_category_ids:
            queries.append(SQL("SELECT id FROM product_product WHERE id IN %s", excluded))
        return queries

    @api.model
    def _special(self, program):
        """Return the condition that an order line ``s`` does not count; both forms are found by one index."""
        marked = SQL("(s.rebate_excluded OR s.special_price_id IS NOT NULL)")
        return SQL("%s AND s.rebate_excluded", marked) if program.include_special_price else marked

    @api.model
    def _counts_quantity(self, program):
        """Tell whether quantities matter to a program."""
        return program.measure == "quantity" or program.method in ("per_unit", "free_goods")

    @api.model
    def _unit_join(self, program, column):
        """Return (join, ratio) that turn a quantity in the unit ``column`` (SQL) into the program's unit; (empty, None) where
        quantities do not matter.

        Where quantities are measured, lines in units of another kind do not count. Ratios come as exact numbers.
        """
        if not self._counts_quantity(program):
            return SQL(""), None
        if not program.uom_id:
            return SQL(""), SQL("1")
        root = program.uom_id.parent_path.split("/")[0]
        units_sudo = (
            self.env["uom.uom"].sudo().with_context(active_test=False).search([("parent_path", "=like", f"{root}/%")])
        )
        size = exact(program.uom_id.factor)
        values = SQL(", ").join(SQL("(%s, %s::numeric)", unit.id, exact(unit.factor) / size) for unit in units_sudo)
        kind = SQL("JOIN" if program.measure == "quantity" else "LEFT JOIN")
        return (
            SQL("%s (VALUES %s) AS unit(id, ratio) ON unit.id = %s", kind, values, column),
            SQL("COALESCE(unit.ratio, 0)"),
        )

    @api.model
    def _converted(self, quantity, ratio):
        """Return a quantity (SQL) in the program's unit; a constant where it does not matter, which costs nothing."""
        return SQL("0::numeric") if ratio is None else SQL("ROUND(%s * %s, 6)", quantity, ratio)

    @api.model
    def _rate_join(self, program, period, day):
        """Return (join, rate) from the company's currency into the program's on the day that ``day`` (SQL) says."""
        if program.currency_id == program.company_id.currency_id:
            return SQL(""), SQL("1")
        return (
            SQL(
                "JOIN (SELECT on_day::date AS day, %s / %s AS rate FROM generate_series(%s::date, %s::date, '1 day') on_day)"
                " AS rates ON rates.day = %s",
                self._rate_on(program.currency_id, program.company_id),
                self._rate_on(program.company_id.currency_id, program.company_id),
                *period,
                day,
            ),
            SQL("rates.rate"),
        )

    @api.model
    def _rate_on(self, currency, company):
        """Return the rate of a currency on ``on_day``, as the platform finds it: the latest, else the first, else 1."""
        rates = SQL(
            "SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = %s AND (r.company_id IS NULL OR r.company_id = %s)",
            currency.id,
            company.root_id.id,
        )
        return SQL(
            "COALESCE((%s AND r.name <= on_day ORDER BY r.company_id, r.name DESC LIMIT 1),"
            " (%s ORDER BY r.company_id, r.name LIMIT 1), 1.0)",
            rates,
            rates,
        )

    @api.model
    def _rounded(self, amount, currency):
        """Return an amount (SQL) rounded to the currency's smallest unit; each line is rounded, so that documents add up."""
        unit = exact(currency.rounding)
        return SQL("ROUND((%s)::numeric / %s) * %s", amount, unit, unit)
