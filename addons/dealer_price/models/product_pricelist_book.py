from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ProductPricelist(models.Model):
    """What the price book asks of a list: whom it reaches, and at which quantities its prices change."""

    _inherit = "product.pricelist"

    def _reached_dealers(self, only_trading=True):
        """Return the dealers in the user's scope whose prices this list can decide, directly or by falling back to it."""
        self.ensure_one()
        lists = self | self._falling_back()
        company = self.company_id or self.env.company
        domain = Domain("company_id", "=", company.id) & (
            Domain("pricelist_id", "in", lists.ids)
            | Domain("pricelist_id.fallback_id", "=", False) & self._reached_by_master_data(lists, company)
        )
        if only_trading:
            domain &= Domain("state", "in", ("active", "on_hold"))
        return self.env["dealer.dealer"].search(domain)

    def _falling_back(self):
        """Return the lists that fall back to this one, over any number of steps."""
        found = self.browse()
        step = self
        while step := self.sudo().search([("fallback_id", "in", step.ids), ("id", "not in", (self | found).ids)]):
            found |= step.with_env(self.env)
        return found

    def _reached_by_master_data(self, lists, company):
        """Return the domain of the dealers whose tier, type, territory or company has one of ``lists``."""
        own_list = Domain("price_policy", "=", "own_list")
        types_sudo = self.env["dealer.type"].sudo().with_context(active_test=False).with_company(company)
        types_sudo = types_sudo.search([("pricelist_id", "in", lists.ids)])
        territories_sudo = self.env["dealer.territory"].sudo().search([("pricelist_id", "in", lists.ids)])
        domain = Domain("price_policy", "in", ("own_list", "tier_list"))
        domain &= Domain("tier_id.pricelist_id", "in", lists.ids)
        domain |= own_list & Domain("type_id", "in", types_sudo.ids)
        domain |= own_list & Domain("territory_id", "child_of", territories_sudo.ids)
        if company.sudo().dealer_base_pricelist_id in lists:
            domain = Domain.TRUE
        return domain

    def _price_steps(self, products, moment):
        """Return {product id: set of (minimum quantity, unit id or False)} at which prices of the whole chain may change.

        The step 0 in the product's unit is always among them. SQL, as the items of a chain are not one relation.

        :param moment: naive, UTC; None for the steps of all times
        """
        self.ensure_one()
        self.check_access("read")
        self.env["product.pricelist.item"].flush_model()
        list_ids = [link.list_id for link in self._dealer_chain().links]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, COALESCE(i.min_quantity, 0)::float8, i.uom_id
                  FROM product_product p
                  JOIN product_template t ON t.id = p.product_tmpl_id
             LEFT JOIN product_category c ON c.id = t.categ_id
                  JOIN product_pricelist_item i ON i.pricelist_id = ANY(%(lists)s)
                   AND (i.product_tmpl_id = t.id AND COALESCE(i.product_id, p.id) = p.id
                        OR i.product_tmpl_id IS NULL
                           AND (i.categ_id IS NULL OR i.categ_id = ANY(string_to_array(rtrim(c.parent_path, '/'), '/')::int[])))
                 WHERE p.id = ANY(%(products)s)
                   AND (%(moment)s::timestamp IS NULL OR (COALESCE(i.date_start, '-infinity') <= %(moment)s
                        AND COALESCE(i.date_end, 'infinity') >= %(moment)s))
              GROUP BY 1, 2, 3
                """,
                lists=list_ids,
                products=products.ids,
                moment=moment,
            )
        )
        steps = {product.id: {(0.0, False)} for product in products}
        for product_id, quantity, unit_id in rows:
            steps[product_id].add((quantity, unit_id or False))
        return steps

    def _prices_at(self, products, quantity, uom, date):
        """Return {product id: (price, item id)} in the list's currency; products without a price are left out.

        Prices agreed on beside the lists are not looked at: whoever asks compares or changes the lists.

        :param float quantity: as asked, in ``uom`` (or each product's unit if there is none)
        """
        self.ensure_one()
        self.check_access("read")
        quantity = quantity or 1.0
        if not products:
            return {}
        if not self.sudo().priced_by_dealer_engine:
            return self._compute_price_rule(products, quantity, uom=uom or None, date=date)
        requests = self._dealer_requests([(product, quantity, uom or None, None, True) for product in products])
        answers = self._dealer_price_run(requests, date=date).answers()
        return {
            product.id: (answer[0], answer[1])
            for product, answer in zip(products, answers, strict=True)
            if answer[0] is not None
        }
