from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# More dealers than this are not simulated at once: each is priced product by product, as its orders would be.
MAX_DEALERS = 200


class DealerPriceSimulation(models.TransientModel):
    """What dealers would pay if a draft price change were released: computed by releasing it and taking that back."""

    _name = "dealer.price.simulation"
    _description = "Simulation of a Price Change"
    _rec_name = "change_id"

    change_id = fields.Many2one("dealer.price.change", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="change_id.company_id")
    currency_id = fields.Many2one(related="change_id.company_id.currency_id")
    date_start = fields.Date(related="change_id.date_start")
    dealer_ids = fields.Many2many(
        "dealer.dealer",
        string="Dealers",
        compute="_compute_dealer_ids",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
    )
    line_ids = fields.One2many("dealer.price.simulation.line", "simulation_id", string="Prices", readonly=True)
    changed_count = fields.Integer(string="Prices That Change", compute="_compute_totals")
    unmoved_count = fields.Integer(
        string="Prices That Do Not",
        compute="_compute_totals",
        help="Another price of the dealer wins over the new one.",
    )
    revenue_before = fields.Monetary(string="Sales Last Quarter", compute="_compute_totals")
    effect_amount = fields.Monetary(string="Effect on Sales", compute="_compute_totals")
    margin_before = fields.Float(
        string="Margin Now (%)", compute="_compute_totals", digits=(16, 1), help="Of what was sold and has a cost."
    )
    margin_after = fields.Float(
        string="Margin After (%)", compute="_compute_totals", digits=(16, 1), help="Of what was sold and has a cost."
    )

    @api.depends("change_id.name")
    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._("Simulation of %(name)s", name=simulation.change_id.name)

    @api.depends("change_id")
    def _compute_dealer_ids(self):
        for simulation in self:
            simulation.dealer_ids = simulation.change_id.pricelist_id._reached_dealers()[:MAX_DEALERS]

    @api.depends("line_ids")
    def _compute_totals(self):
        margin = self.env["dealer.price.figures"]._margin
        for simulation in self:
            lines = simulation.line_ids
            before, effect = sum(lines.mapped("revenue_before")), sum(lines.mapped("effect_amount"))
            weighed = lines.filtered("cost_amount")
            cost, known = sum(weighed.mapped("cost_amount")), sum(weighed.mapped("revenue_before"))
            simulation.update(
                {
                    "changed_count": len(lines.filtered("changed")),
                    "unmoved_count": len(lines.filtered(lambda line: not line.changed)),
                    "revenue_before": before,
                    "effect_amount": effect,
                    "margin_before": margin(known, cost),
                    "margin_after": margin(known + sum(weighed.mapped("effect_amount")), cost),
                }
            )

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulation of %(name)s", name=self.change_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_run(self):
        """Work out the lines for the dealers chosen. :return: True

        :raise AccessError: for people who do not set the prices of the list
        :raise UserError: if the change is no draft, or no dealer or too many are chosen
        """
        for simulation in self:
            simulation._check_runnable()
            simulation.line_ids.unlink()
            simulation.line_ids.create(simulation._simulate())
        return True

    def _check_runnable(self):
        self.change_id._check_rights()
        self.change_id._check_draft()
        self.dealer_ids.check_access("read")
        if not self.dealer_ids:
            raise UserError(self.env._("The list reaches no active dealer. Choose one to see what it would pay."))
        if len(self.dealer_ids) > MAX_DEALERS:
            raise UserError(self.env._("Choose at most %(count)s dealers.", count=MAX_DEALERS))

    def _simulate(self):
        """Return the values of the lines: prices before, and after a release that is rolled back."""
        change = self.change_id
        moment = change._moment_start()
        steps = self._steps()
        before = self._prices(steps, moment)
        savepoint = self.env.cr.savepoint()
        try:
            change._write_items()
            after = self._prices(steps, moment)
        finally:
            # Releasing is the only exact forecast: conditions, nearer lists and periods all have their say in it.
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return self._prepare_lines(steps, before, after)

    def _steps(self):
        """Return [(product, unit, minimum quantity)] to simulate.

        Those of the new prices; for rules, which may cover the whole catalogue, what was sold of it last quarter.
        """
        lines = self.change_id.line_ids
        fixed = lines.filtered(lambda line: not line.source_item_id)
        steps = {(line.product_id, line.uom_id, line.min_quantity) for line in fixed}
        for rule in lines.source_item_id:
            products = self._sold_products(rule)
            steps |= {(product, rule.uom_id or product.uom_id, rule.min_quantity) for product in products}
        return sorted(steps, key=lambda step: (step[0].id, step[1].id, step[2]))

    def _sold_products(self, rule):
        """Return the products that a rule is for and that the dealers bought last quarter."""
        domain = Domain("sale_ok", "=", True)
        if rule.product_id:
            domain &= Domain("id", "=", rule.product_id.id)
        elif rule.product_tmpl_id:
            domain &= Domain("product_tmpl_id", "=", rule.product_tmpl_id.id)
        elif rule.categ_id:
            domain &= Domain("categ_id", "child_of", rule.categ_id.id)
        figures = self.env["dealer.price.figures"]
        products = self.env["product.product"].search(domain)
        period = figures._last_quarter(self.company_id)
        return products.browse(figures._sold(self.dealer_ids, products, self.company_id, *period))

    def _prices(self, steps, moment):
        """Return {(dealer, product, unit, quantity): (price, list id)} in the currency of each dealer's list."""
        prices = {}
        by_step = {}
        for product, uom, quantity in steps:
            by_step[uom, quantity] = by_step.get((uom, quantity), product.browse()) | product
        for dealer in self.dealer_ids.filtered("pricelist_id"):
            for (uom, quantity), products in by_step.items():
                found = dealer.pricelist_id._prices_at(products, quantity, uom, moment)
                items_sudo = self.env["product.pricelist.item"].sudo().browse(item for _price, item in found.values())
                lists = {item.id: item.pricelist_id.id for item in items_sudo}
                for product in products:
                    price, item_id = found.get(product.id, (0.0, False))
                    prices[dealer, product, uom, quantity] = (price, lists.get(item_id, False))
        return prices

    def _prepare_lines(self, steps, before, after):
        figures = self.env["dealer.price.figures"]
        products = self.env["product.product"].union(*(step[0] for step in steps))
        costs = figures._costs(products, self.company_id)
        period = figures._last_quarter(self.company_id)
        vals_list = []
        for dealer in self.dealer_ids.filtered("pricelist_id"):
            rate = figures._rate(self.company_id, dealer.pricelist_id.currency_id, self.date_start)
            shares = self._shares(steps, figures._sold(dealer, products, self.company_id, *period))
            for step in steps:
                key = (dealer, *step)
                prices = (before[key][0], *after[key])
                vals_list.append(self._prepare_line(key, prices, rate, costs[step[0].id], shares[step]))
        return vals_list

    def _shares(self, steps, sold):
        """Return {(product, unit, quantity): quantity sold in that unit}."""
        factors = {step: step[1].factor / step[0].uom_id.factor for step in steps}
        shares = {}
        for product in {step[0] for step in steps}:
            own = {step: round(step[2] * factors[step], 6) for step in steps if step[0] == product}
            parts = self.env["dealer.price.figures"]._share_out(sold.get(product.id, ()), own.values())
            shares.update({step: parts[quantity][0] / factors[step] for step, quantity in own.items()})
        return shares

    def _prepare_line(self, key, prices, rate, cost, quantity):
        dealer, product, uom, step = key
        old, new, list_id = prices
        cost *= uom.factor / product.uom_id.factor
        margin = self.env["dealer.price.figures"]._margin
        return {
            "simulation_id": self.id,
            "dealer_id": dealer.id,
            "product_id": product.id,
            "uom_id": uom.id,
            "min_quantity": step,
            "price_currency_id": dealer.pricelist_id.currency_id.id,
            "price_before": old,
            "price_after": new,
            "changed": bool(dealer.pricelist_id.currency_id.compare_amounts(old, new)),
            "pricelist_id": list_id,
            "margin_before": margin(old / rate, cost),
            "margin_after": margin(new / rate, cost),
            "sold_quantity": quantity,
            "revenue_before": old / rate * quantity,
            "effect_amount": (new - old) / rate * quantity,
            "cost_amount": cost * quantity,
        }


class DealerPriceSimulationLine(models.TransientModel):
    _name = "dealer.price.simulation.line"
    _description = "Simulation of a Price Change: Price"
    _order = "simulation_id, dealer_id, product_id, min_quantity, id"

    simulation_id = fields.Many2one("dealer.price.simulation", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    min_quantity = fields.Float(string="From Quantity", digits="Product Unit", readonly=True)
    price_currency_id = fields.Many2one("res.currency", readonly=True)
    price_before = fields.Monetary(string="Price Now", currency_field="price_currency_id", readonly=True)
    price_after = fields.Monetary(currency_field="price_currency_id", readonly=True)
    changed = fields.Boolean(readonly=True)
    pricelist_id = fields.Many2one("product.pricelist", string="List It Comes From", readonly=True)
    margin_before = fields.Float(string="Margin Now (%)", digits=(16, 1), readonly=True)
    margin_after = fields.Float(string="Margin After (%)", digits=(16, 1), readonly=True)
    sold_quantity = fields.Float(string="Sold Last Quarter", digits="Product Unit", readonly=True)
    revenue_before = fields.Monetary(string="Sales at the Price Now", readonly=True)
    effect_amount = fields.Monetary(string="Effect", readonly=True)
    cost_amount = fields.Monetary(string="Cost of What Was Sold", readonly=True)
