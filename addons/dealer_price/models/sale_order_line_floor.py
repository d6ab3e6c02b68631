from odoo import api, models
from odoo.tools import formatLang

from ..engine import arithmetic

# Prices are not rounded: what a conversion of currency or unit leaves is no finding.
ROUNDING_SHARE = 1e-6


class SaleOrderLine(models.Model):
    """Findings on prices that are missing, below the floor, or leave too small a margin."""

    _inherit = "sale.order.line"

    @api.constrains("price_unit", "discount", "product_id", "product_uom_id", "order_id")
    def _check_price_of_confirmed(self):
        """A line added to a confirmed order, or changed in one, meets the checks that confirming makes."""
        for order, lines in self.grouped("order_id").items():
            if order.state == "sale":
                order._refuse_blocked_prices(lines)

    def _missing_price_findings(self, severities):
        """Return findings on those of these lines (of one order) that need a price and have none.

        What the line remembers could have been written by anyone; lines at 0 are looked up anew.
        """
        findings = []
        for line in self.filtered(lambda line: line._lacks_price()):
            source = line.sudo().dealer_price_source
            if line.price_missing or (source and source["missing"]):

                def says(env, line=line):
                    return line.with_env(env)._missing_message()

                findings.append(line._prepare_finding("missing", says, 0.0, severities["on_missing"]))
        return findings

    def _missing_message(self):
        product = self.product_id.display_name
        if self.env.user.share:
            return self.env._("%(product)s is on request. Please ask us for a price.", product=product)
        if not self.sudo().dealer_price_source or not self.sudo().dealer_price_source["missing"]:
            return self.env._(
                "%(product)s had no price when the line was made; there is one now. Update the prices of the order.",
                product=product,
            )
        return self.env._(
            "%(product)s has no price for this dealer, quantity and date: on request. Agree on a price and enter it, or"
            " have one listed.",
            product=product,
        )

    def _prepare_finding(self, kind, says, amount, severity):
        """Return one finding; ``says`` is a function of an environment that returns the sentence in its language."""
        self.ensure_one()
        return {
            "kind": kind,
            "order_id": self.order_id.id,
            "line_id": self.id,
            "message": says(self.env),
            "says": says,
            "amount": amount,
            "severity": severity,
        }

    def _has_floor(self):
        """Tell whether the line sells goods at a price that floor and margin apply to; add-ons exempt more lines."""
        self.ensure_one()
        return bool(
            self.product_id
            and self.product_uom_qty > 0
            and not self.display_type
            and not self.is_downpayment
            and self.product_type != "combo"
            and not self._is_delivery()
            and not self._is_global_discount()
            and not ("is_reward_line" in self._fields and self.is_reward_line)
        )

    def _floor_findings(self, severities):
        """Return findings on those of these lines (of one order) whose net price is below the floor or the least margin."""
        lines = self.filtered(lambda line: line._has_floor())
        if not lines:
            return []
        company = lines.order_id.company_id
        floors = lines.product_id._price_floors(company)
        share = lines.order_id._price_share_after_discounts()
        allowed = (1 - severities["tolerance"] / 100) * (1 - ROUNDING_SHARE)
        findings = []
        for line in lines:
            floor = floors[line.product_id.id]
            if not floor["least"]:
                continue
            net = line._net_company_price(company) * share
            if net < floor["least"] * allowed:
                kind = "floor" if net < floor["floor"] * allowed else "margin"
                amount = line._from_company_price(floor["least"] - net, company) * line.product_uom_qty
                says = line._floor_says(kind, net, floor, company)
                findings.append(
                    line._prepare_finding(kind, says, line.currency_id.round(amount), severities["on_floor"])
                )
        return findings

    def _floor_says(self, kind, net, floor, company):
        return lambda env: self.with_env(env)._floor_message(kind, net, floor, company)

    def _net_company_price(self, company):
        """Return what one of the product's unit brings, discounts and taxes taken off, in the company's currency."""
        self.ensure_one()
        net = self.price_unit * (1 - (self.discount or 0.0) / 100)
        if any(tax.price_include for tax in self.tax_ids.flatten_taxes_hierarchy()):
            net = self.tax_ids._get_tax_details(
                price_unit=net,
                quantity=1.0,
                precision_rounding=self.currency_id.rounding,
                rounding_method="round_globally",
                product=self.product_id,
            )["total_excluded"]
        net = self.currency_id._convert(net, company.currency_id, company, self._get_order_date(), round=False)
        return arithmetic.convert_unit(net, self.product_uom_id.factor, self.product_id.uom_id.factor)

    def _from_company_price(self, price, company):
        """Return a price in the company's currency for the product's unit in the line's currency for the line's unit."""
        price = arithmetic.convert_unit(price, self.product_id.uom_id.factor, self.product_uom_id.factor)
        return company.currency_id._convert(price, self.currency_id, company, self._get_order_date(), round=False)

    def _floor_message(self, kind, net, floor, company):
        product = self.product_id.display_name
        if self.env.user.share:
            return self.env._("The price of %(product)s has to be agreed with us first.", product=product)
        values = {
            "product": product,
            "net": self._price_text(net, company),
            "uom": self.product_id.uom_id.name,
        }
        if kind == "floor":
            return self.env._(
                "%(product)s: the net price of %(net)s per %(uom)s is below the floor of %(floor)s by %(short)s.",
                floor=self._price_text(floor["floor"], company),
                short=self._price_text(floor["floor"] - net, company),
                **values,
            )
        return self.env._(
            "%(product)s: the net price of %(net)s per %(uom)s leaves a margin of %(margin)s %%, less than %(least)s %%.",
            margin=formatLang(self.env, arithmetic.margin_percent(net, floor["cost"]), digits=1),
            least=formatLang(self.env, floor["margin"], digits=1),
            **values,
        )

    def _price_text(self, price, company):
        return formatLang(self.env, price, dp="Product Price", currency_obj=company.currency_id)
