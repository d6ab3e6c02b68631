import math

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """The checks of a dealer's order. Each works on many orders, with the superuser's rights, and yields (order, finding).

    Their messages name nothing of other dealers; what the dealer itself is told names no internal figure.
    """

    _name = "sale.order"
    _inherit = "sale.order"

    purchase_key = fields.Char(
        compute="_compute_purchase_key",
        store=True,
        help="Technical: the dealer's purchase number without case and blanks.",
    )
    purchase_claimed = fields.Boolean(
        readonly=True, copy=False, help="Technical: this order has the purchase number for itself."
    )

    _purchase_key_idx = models.Index("(dealer_id, purchase_key) WHERE purchase_key IS NOT NULL")
    # Two orders with one number that are submitted at the same moment do not see each other: the index does.
    _purchase_claim_unique = models.UniqueIndex(
        "(dealer_id, purchase_key) WHERE purchase_claimed",
        "The dealer has just submitted another order with the same purchase number.",
    )

    @api.depends("client_order_ref", "dealer_id")
    def _compute_purchase_key(self):
        for order in self:
            key = "".join((order.client_order_ref or "").lower().split())
            order.purchase_key = order.dealer_id and key or False

    def _goods_lines(self):
        """Return the lines that order products: no sections, notes, down payments or deliveries beyond the order."""
        return self.order_line.filtered(
            lambda line: (
                line.product_id
                and not line.display_type
                and not line.is_downpayment
                and line.product_uom_id.compare(line.product_uom_qty, 0) > 0
            )
        )

    def _order_day(self):
        """Return the day on which this order is or was placed."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return fields.Datetime.context_timestamp(self, self.date_order).date() if self.state == "sale" else today

    def _find_dealer(self):
        for order in self:
            if order.dealer_id._order_refusal():
                yield order, self._dealer_refusal_finding(order)

    @api.model
    def _dealer_refusal_finding(self, order):
        def message(env):
            return order.dealer_id.with_env(env)._order_refusal() or ""

        def told(env):
            return order.with_env(env)._dealer_portal_refusal() or message(env)

        return self._dealer_finding(order, "dealer", message, "refuse", dealer_message=told)

    def _find_assortment(self):
        for day, orders in self.grouped(lambda order: order._order_day()).items():
            goods = orders._goods_lines().filtered(lambda line: line.product_id.type != "service")
            templates = goods.product_id.product_tmpl_id
            refusals = self.env["dealer.assortment"]._refusals(orders.dealer_id, templates, day)
            for line in goods:
                order, product = line.order_id, line.product_id
                rule = refusals.get((order.dealer_id.id, product.product_tmpl_id.id))
                if rule and order.dealer_id.on_assortment != "ignore":
                    yield order, self._assortment_finding(line, rule)

    @api.model
    def _assortment_finding(self, line, rule):
        dealer = line.order_id.dealer_id

        def message(env):
            return dealer.with_env(env)._assortment_sentence(line.product_id.with_env(env), rule)

        def told(env):
            product = line.product_id.with_env(env).display_name
            return env._("%(product)s is not in your assortment. Please remove it.", product=product)

        return self._dealer_finding(
            line.order_id,
            "assortment",
            message,
            dealer.on_assortment,
            amount=line.price_subtotal,
            line=line,
            fingerprint=f"product {line.product_id.id}",
            dealer_message=told,
        )

    def _find_territory(self):
        orders = self.filtered(lambda order: order.dealer_id.territory_id and order.dealer_id.on_territory != "ignore")
        orders = orders.filtered("partner_shipping_id.country_id")
        addresses = [
            (address.country_id.id, address.state_id.id, address.zip, order.company_id.id)
            for order in orders
            for address in order.partner_shipping_id
        ]
        territories = self.env["dealer.territory"].sudo()._resolve_addresses(addresses) if addresses else ()
        for order, territory in zip(orders, territories, strict=True):
            own = order.dealer_id.territory_id
            if not (territory.parent_path or "").startswith(own.parent_path):
                yield order, self._territory_finding(order, territory)

    @api.model
    def _territory_finding(self, order, territory):
        def names(env):
            return {
                "address": order.partner_shipping_id.with_env(env).display_name,
                "own": order.dealer_id.territory_id.with_env(env).complete_name,
                "territory": territory.with_env(env).complete_name or env._("no territory"),
            }

        def message(env):
            return env._(
                "The goods go to %(address)s in %(territory)s, outside the dealer's territory %(own)s.", **names(env)
            )

        def told(env):
            return env._("The delivery address %(address)s lies outside your territory %(own)s.", **names(env))

        return self._dealer_finding(
            order,
            "territory",
            message,
            order.dealer_id.on_territory,
            fingerprint=f"address {order.partner_shipping_id._origin.id} territory {territory.id}",
            dealer_message=told,
        )

    def _find_minimum(self):
        for order in self:
            dealer = order.dealer_id
            if not order._goods_lines():
                yield order, self._empty_finding(order)
            elif dealer.order_minimum and dealer.on_minimum != "ignore":
                minimum = dealer.currency_id._convert(
                    dealer.order_minimum, order.currency_id, order.company_id, order._order_day()
                )
                missing = minimum - sum(order._split_family().mapped("amount_untaxed"))
                if order.currency_id.compare_amounts(missing, 0) > 0:
                    yield order, self._minimum_finding(order, minimum, missing)

    @api.model
    def _empty_finding(self, order):
        def message(env):
            return env._("The order is empty: add products.")

        return self._dealer_finding(order, "minimum", message, "refuse", dealer_message=message)

    def _split_family(self):
        """Return the orders that count together as one purchase: a split order with its live parts."""
        return self

    @api.model
    def _minimum_finding(self, order, minimum, missing):
        def names(env):
            money = order.currency_id.with_env(env).format
            return {"minimum": money(minimum), "missing": money(missing)}

        def message(env):
            return env._(
                "The order is below the order minimum of %(minimum)s by %(missing)s. Add products or ask for a release.",
                **names(env),
            )

        def told(env):
            return env._("Your order is below the order minimum of %(minimum)s by %(missing)s.", **names(env))

        return self._dealer_finding(
            order, "minimum", message, order.dealer_id.on_minimum, amount=missing, dealer_message=told
        )

    def _find_multiple(self):
        pieces = self.env.ref("uom.product_uom_unit")
        for line in self._goods_lines():
            dealer = line.order_id.dealer_id
            if dealer.on_multiple == "ignore" or line.product_id.type == "service":
                continue
            if (multiple := self._order_multiple(dealer, line.product_id, pieces)) == 1:
                continue
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
            following = math.ceil(round(quantity / multiple, 6)) * multiple
            if line.product_id.uom_id.compare(quantity, following):
                yield line.order_id, self._multiple_finding(line, multiple, quantity, following)

    @api.model
    def _order_multiple(self, dealer, product, pieces):
        """Return how many units of ``product`` (its own unit of measure) the dealer orders at a time.

        The terms count ``pieces`` (a unit of measure), the product its own units; both hold where both are set.
        """
        by_terms = dealer.order_multiple if product.uom_id == pieces else 1
        return math.lcm(max(by_terms, 1), max(product.order_multiple, 1))

    @api.model
    def _multiple_finding(self, line, multiple, quantity, following):
        def text(env):
            product = line.product_id.with_env(env)
            return env._(
                "%(product)s: %(quantity)g %(unit)s is no multiple of %(multiple)s. Order %(following)g.",
                product=product.display_name,
                quantity=quantity,
                unit=product.uom_id.name,
                multiple=multiple,
                following=following,
            )

        return self._dealer_finding(
            line.order_id,
            "multiple",
            text,
            line.order_id.dealer_id.on_multiple,
            line=line,
            fingerprint=f"product {line.product_id.id} quantity {quantity:g} multiple {multiple}",
            dealer_message=text,
            data={"multiple": multiple, "next": following},
        )

    def _find_purchase_number(self):
        numbered = self.filtered(lambda order: order.purchase_key and not order.purchase_claimed)
        if not numbered:
            return
        domain = Domain("dealer_id", "in", numbered.dealer_id._origin.ids)
        domain &= Domain("purchase_key", "in", numbered.mapped("purchase_key")) & Domain("state", "!=", "cancel")
        domain &= Domain("state", "=", "sale") | Domain("submitted_at", "!=", False)
        others = self.search_fetch(domain, ["name", "dealer_id", "purchase_key", "date_order"])
        same = others.grouped(lambda other: (other.dealer_id.id, other.purchase_key))
        for order in numbered:
            twins = same.get((order.dealer_id._origin.id, order.purchase_key), self.browse())
            if twins := twins - order._origin - order._split_family()._origin:
                yield order, self._purchase_number_finding(order, twins)

    def _find_twins_together(self):
        """Find the purchase numbers that several of these orders have, which are about to be confirmed together.

        None of them is placed yet, so :meth:`_find_purchase_number` does not see them. The first one keeps the number.
        """
        numbered = self.filtered(lambda order: order.purchase_key and not order.purchase_claimed)
        for orders in numbered.grouped(lambda order: (order.dealer_id.id, order.purchase_key)).values():
            for number, order in enumerate(orders):
                if twins := number and orders[:number] - order._split_family():
                    yield order, self._purchase_number_finding(order, twins)

    @api.model
    def _purchase_number_finding(self, order, twins):
        names = {"number": order.client_order_ref, "order": ", ".join(twins.mapped("name"))}

        def message(env):
            return env._(
                "The purchase number %(number)s is already on %(order)s of the same dealer. Change it, or ask for a release.",
                **names,
            )

        def told(env):
            return env._("Your purchase number %(number)s is already on %(order)s.", **names)

        return self._dealer_finding(
            order,
            "purchase_number",
            message,
            "hold",
            fingerprint=f"{order.purchase_key} {','.join(map(str, sorted(twins.ids)))}",
            dealer_message=told,
        )

    def _find_price(self):
        """Hand on what the prices' addon finds."""
        for order, findings in self._price_findings_by_order().items():
            for found in findings:
                yield order, self._price_finding(order, found)

    @api.model
    def _price_finding(self, order, found):
        line = self.env["sale.order.line"].browse(found["line_id"])

        def told(env):
            return env._("The prices of the order are being checked.")

        return self._dealer_finding(
            order,
            "price",
            found["says"],
            found["severity"],
            amount=found["amount"],
            line=line,
            fingerprint=f"{found['kind']} product {line.product_id.id}",
            dealer_message=told,
        )

    def _blocking_price_findings(self):
        """The orders of dealers have their own guard, which also knows what was released."""
        return [] if self.sudo().dealer_id else super()._blocking_price_findings()
