from odoo import models
from odoo.tools import formatLang

from ..engine.allotment import TOLERANCE, allot


class SaleOrder(models.Model):
    """Drawing on special prices: arranged as far as can be seen while an order is written, exact when it is submitted."""

    _inherit = "sale.order"

    # -- while the order is written -------------------------------------------------------------------------------

    def _special_arrange(self):
        """Split lines of these quotations that want more of a special price than is left, as far as can be seen now."""
        for order_sudo in self.sudo():
            if order_sudo.state in ("draft", "sent") and order_sudo._may_have_special():
                order_sudo._special_arrange_one()

    def _may_have_special(self):
        return bool(self.dealer_id and self.pricelist_id.dealer_id and self.pricelist_id.has_special_prices)

    def _special_arrange_one(self):
        lines = self.order_line.filtered(lambda line: line._wants_special() and not line.special_excess)
        offered = self._special_offered(lines)
        wants = [line._want(offered[line]) for line in lines if line in offered]
        if not wants:
            return
        used = self._special_used_by_others(self.env["dealer.price.request.line"].union(*offered.values()))
        stock = self.env["dealer.price.request.line"].union(*offered.values())._stock(used)
        for line, given in allot(wants, stock).items():
            if not given:
                line._write_special({"special_excess": bool(line.special_price_id)})
            elif given < line._in_product_unit() - TOLERANCE:
                line._split_special(given)

    def _special_offered(self, lines):
        """Return {line: special price}: the one that it has, or one that has too little left for all of it."""
        offered = {line: line.special_price_id for line in lines if line.special_price_id}
        if rest := lines.filtered(lambda line: not line.special_price_id):
            items = self.env["product.pricelist.item"].search(
                [
                    ("pricelist_id", "=", self.pricelist_id.id),
                    ("price_request_line_id", "!=", False),
                    ("product_id", "in", rest.product_id.ids),
                    ("date_start", "<=", self.date_order),
                    ("date_end", ">=", self.date_order),
                ],
                order="date_start DESC, id DESC",
            )
            specials = items.price_request_line_id.filtered(lambda special: special._most() > 0)
            for line in rest:
                if special := specials.filtered(lambda each, line=line: each.product_id == line.product_id)[:1]:
                    offered[line] = special
        return offered

    def _special_used_by_others(self, specials):
        """Return {special price: quantity} of what counts without this order, of all prices of their requests."""
        used = specials.request_id.line_ids._used()
        for line in self.order_line.filtered("special_used"):
            if line.special_taken_id.id in used:
                used[line.special_taken_id.id] -= line.special_used
        return used

    # -- when it is submitted -------------------------------------------------------------------------------------

    def _special_take(self):
        """Draw what the lines of this quotation want of special prices; what is not left is split off and priced by the lists.

        Doing it again in the same transaction changes nothing. Prices that are no longer in force stay on their lines,
        for :meth:`_find_special_price` to hold the order.
        """
        self.ensure_one()
        order_sudo = self.sudo()
        if order_sudo.state not in ("draft", "sent") or not order_sudo.dealer_id:
            return
        lines = order_sudo._special_lines()
        wants = [line._want(line.special_price_id) for line in lines]
        if order_sudo._special_is_taken(wants):
            return
        order_sudo._special_told().pop(order_sudo.id, None)  # what an attempt that was undone has told is no longer so
        order_sudo._special_give_back(except_lines=lines)
        if wants:
            order_sudo._special_write_given(wants, order_sudo._special_draw(wants))

    def _special_lines(self):
        """Return the lines of this order that are charged a special price in force."""
        lines = self.order_line.filtered(lambda line: line._at_special_price())
        in_force = lines.special_price_id.request_id._in_force() if lines else ()
        return lines.filtered(lambda line: line.special_price_id.request_id in in_force)

    def _special_is_taken(self, wants):
        """Tell whether this transaction has drawn exactly this already, and the lines still know it."""
        drawn = self._special_drawn().get(self.id)
        mine = {want.key.id: (want.special, want.quantity) for want in wants}
        held = {
            line.id: (line.special_taken_id.id, line.special_quantity)
            for line in self.order_line.filtered("special_taken_id")
        }
        return mine == held and (drawn == mine or not mine)

    def _special_drawn(self):
        """Return {order id: what this transaction has drawn for it}; drawn stays drawn if a savepoint is undone."""
        return self.env.cr.postcommit.data.setdefault("dealer.price.request.drawn", {})

    def _special_draw(self, wants):
        """Draw exactly. :return: {order line: quantity in the product's unit}"""
        given = self.env["dealer.price.request.draw"].sudo()._draw(self, wants)
        self._special_drawn()[self.id] = {
            want.key.id: (want.special, given[want.key]) for want in wants if given[want.key]
        }
        return given

    def _special_write_given(self, wants, given):
        """Note on the lines what they were given, split them where it is less, and say so."""
        told = []
        for want in wants:
            line, quantity = want.key, given[want.key]
            if quantity < want.quantity - TOLERANCE:
                told.append(line._special_cut_words(quantity))
            if not quantity:
                line._write_special({"special_taken_id": False, "special_quantity": 0.0, "special_excess": True})
                continue
            line._write_special({"special_taken_id": want.special, "special_quantity": quantity})
            if quantity < want.quantity - TOLERANCE:
                line._split_special(quantity)
        if told:
            self._special_told()[self.id] = told
            self.message_post(body="\n".join(told), message_type="comment", subtype_xmlid="mail.mt_comment")

    def _special_told(self):
        """Return {order id: sentences for whoever is submitting}, in the memory of this transaction."""
        return self.env.cr.postcommit.data.setdefault("dealer.price.request.told", {})

    def _special_give_back(self, except_lines=()):
        """Give back what lines of these orders have drawn."""
        lines_sudo = self.sudo().order_line.filtered(lambda line: line.special_taken_id and line not in except_lines)
        if lines_sudo:
            lines_sudo._write_special({"special_taken_id": False, "special_quantity": 0.0})
        if not except_lines:
            taken = self.filtered(lambda order: self._special_drawn().pop(order.id, None))
            self.env["dealer.price.request.draw"].sudo()._void_own(taken)

    def _special_grow(self):
        """Draw for lines of this confirmed order that are more than they drew. :return: list of findings"""
        lines_sudo = self.sudo().order_line.filtered(lambda line: line._at_special_price())
        grown_sudo = lines_sudo.filtered(lambda line: line._in_product_unit() > line.special_quantity + TOLERANCE)
        if not grown_sudo:
            return []
        drawing_sudo = lines_sudo.filtered(lambda line: line in grown_sudo or line.special_taken_id)
        given = self._special_draw([line._want(line.special_price_id) for line in drawing_sudo])
        findings = []
        for line in grown_sudo:
            if given[line] < line._in_product_unit() - TOLERANCE:
                findings.append(self._special_grow_finding(line, max(given[line], line.special_quantity)))
            else:
                line._write_special({"special_taken_id": line.special_price_id.id, "special_quantity": given[line]})
        return findings

    def _special_grow_finding(self, line, most):
        def names(env):
            product = line.product_id.with_env(env)
            return {
                "product": product.display_name,
                "name": line.special_price_id.request_id.name,
                "most": formatLang(env, most, dp="Product Unit"),
                "unit": product.uom_id.name,
            }

        def message(env):
            return env._("%(product)s: only %(most)s %(unit)s can be had at the special price %(name)s.", **names(env))

        def told(env):
            return env._("%(product)s: only %(most)s %(unit)s can be had at the special price.", **names(env))

        return self._dealer_finding(
            self,
            "special_price",
            message,
            "refuse",
            line=line,
            fingerprint=f"special {line.special_price_id.id} grown",
            dealer_message=told,
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _special_cut_words(self, given):
        """Return the sentence that tells the dealer how much of one line is at the special price and what is not."""
        env = self.order_id._to_dealer()
        return env._(
            "%(product)s: %(given)s of %(wanted)s %(unit)s at the special price %(name)s, which is used up; the rest is at the"
            " listed price.",
            product=self.product_id.with_env(env).display_name,
            given=formatLang(env, given, dp="Product Unit"),
            wanted=formatLang(env, self._in_product_unit(), dp="Product Unit"),
            unit=self.product_id.uom_id.with_env(env).name,
            name=self.special_price_id.request_id.name,
        )
