from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import float_round, plaintext2html

from ..engine.shapes import Refusal

# How often the orders of a batch are confirmed together, each time without those that something was found against:
# their plain findings, then what could not be reserved for them, then what others have taken meanwhile.
ATTEMPTS = 3
# Prices per unit are not rounded to cents; behind these places there is only what binary fractions leave.
PRICE_DIGITS = 8


class DealerApi(models.AbstractModel):
    """How orders are placed, released and cancelled."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_orders_submit(self, items):
        dealer_of = self._dealer_finder(items, "order")
        lines = [line for item in items for line in item["lines"]]
        product_of = self._product_finder([line["product"] for line in lines])
        unit_of = self._unit_finder([line["unit"] for line in lines])
        address_of = self._address_finder(items)

        def resolve(item):
            dealer = dealer_of(item)
            company = dealer.company_id
            if dealer.pricelist_id:
                self._check_currency(item["currency"], dealer.pricelist_id.currency_id)
            self._check_day(item["date"])
            lines = [
                vals
                for index, line in enumerate(item["lines"])
                for vals in self._order_line_vals(line, product_of, unit_of, company, f"lines[{index}]")
            ]
            vals = self._order_vals(item, dealer, lines)
            if address := address_of(item, dealer):
                vals["partner_shipping_id"] = address.id
            return {"vals": vals, "company_id": company.id}

        return self._each(items, resolve)

    @api.model
    def _order_line_vals(self, line, product_of, unit_of, company, path):
        """Return the values of the order line that one input stands for, and of its note below it if there is one."""
        product = product_of(line["product"], company, f"{path}.product")
        if not product.sale_ok:
            raise Refusal("unknown_product", f"{path}.product", name=line["product"])
        unit = unit_of(line["unit"], product, f"{path}.unit")
        if unit.is_zero(line["quantity"]):
            raise Refusal("out_of_range", f"{path}.quantity", low=unit.rounding, high=1e9)
        vals = {
            "product_id": product.id,
            "product_uom_id": unit.id,
            "product_uom_qty": line["quantity"],
        }
        note = {"display_type": "line_note", "name": line["note"]}
        return [vals, note] if line["note"] else [vals]

    @api.model
    def _order_vals(self, item, dealer, lines):
        """Return the values of the quotation that one input asks for."""
        company = dealer.company_id
        vals = {
            "company_id": company.id,
            "partner_id": dealer.partner_id.id,
            "client_order_ref": item["purchase_number"] or False,
            "origin": item["external_ref"],
            "note": plaintext2html(item["note"]) if item["note"] else False,
            "order_line": [Command.create(line) for line in lines],
        }
        if item["date"]:
            vals["date_order"] = self._moment(item["date"], company)
        if item["requested_date"]:
            vals["commitment_date"] = self._moment(item["requested_date"], company)
        if item["warehouse"]:
            vals["warehouse_id"] = self._warehouse(item["warehouse"], company).id
        return vals

    @api.model
    def _execute_orders_submit(self, items, undo):
        """Create all orders at once, confirm those together that nothing speaks against, submit the rest one by one."""
        orders = self.env["sale.order"].create([item["vals"] for item in items])
        undo.append(orders._dealer_void_reserved)
        refused = {}
        for order, item in zip(orders, items, strict=True):
            try:
                self._check_prices(order, item)
            except Refusal as refusal:
                refused[order.id] = refusal
        rest = orders.filtered(lambda order: order.id not in refused)
        told = self._submit_together(rest)
        results = []
        for order, item in zip(orders, items, strict=True):
            refusal = refused.get(order.id) or self._order_refusal(told[order.id])
            if refusal:
                order.unlink()
                results.append(refusal)
                continue
            if item["date"] and order.state == "sale":
                order._place_at(item["vals"]["date_order"])  # confirming sets the present
            results.append(self._order_result(order, told[order.id], lines=True))
        return results

    @api.model
    def _submit_together(self, orders):
        """Return {order id: what became of it}, for orders that are new and of this transaction only."""
        together = self._confirm_together(orders.filtered(lambda order: not order._dealer_order_refusal()))
        return {order.id: order._submit_result() if order in together else order._dealer_submit() for order in orders}

    @api.model
    def _confirm_together(self, orders):
        """Confirm at once those of ``orders`` that nothing speaks against, and return them; the rest is as it was."""
        for _attempt in range(ATTEMPTS):
            if len(orders) < 2:
                break
            try:
                with self.env.cr.savepoint():
                    orders.action_confirm()
                return orders
            except UserError as error:
                # Without findings it is not known which of them failed. What the others have reserved stays reserved.
                blocked = getattr(error, "dealer_findings", None) or dict.fromkeys(orders.ids)
                failed = orders.filtered(lambda order, blocked=blocked: order.id in blocked)
                failed._dealer_void_reserved()
                orders -= failed
        return self.env["sale.order"]

    @api.model
    def _check_prices(self, order, item):
        """Raise if a line has no price, or another one than the caller expects."""
        lines = order.order_line.filtered(lambda line: not line.display_type)
        for index, (line, wanted) in enumerate(zip(lines, item["lines"], strict=False)):
            expected = wanted["expected_price"]
            charged = line.price_unit * (1 - line.discount / 100)  # as a quote tells it
            if expected >= 0 and order.currency_id.compare_amounts(charged, expected):
                price = f"{charged:g} {order.currency_id.name}"
                raise Refusal("price_differs", f"lines[{index}].expected_price", price=price)

    @api.model
    def _order_refusal(self, told):
        """Return the Refusal of an order that the checks refuse, or None."""
        if told["state"] != "refused":
            return None
        return Refusal("order_refused", message=told["message"], holds=told["holds"])

    @api.model
    def _order_result(self, order, told, lines=False):
        """Return what a caller is told of an order that was submitted or released."""
        result = {
            "id": order.id,
            "number": order.name,
            "state": told["state"],
            "message": told["message"],
            "holds": told["holds"],
            **self._amounts(order),
        }
        if lines:
            notes = self._line_notes(order)
            result["lines"] = [self._order_line(line, notes) for line in order._invoiceable_lines()]
        return result

    @api.model
    def _amounts(self, order):
        return {
            "amount_untaxed": order.amount_untaxed,
            "amount_tax": order.amount_tax,
            "amount_total": order.amount_total,
            "currency": order.currency_id.name,
        }

    @api.model
    def _line_notes(self, order):
        """Return {line id: what the notes below the line say}."""
        notes, above = {}, 0
        for line in order.order_line:
            if line.display_type == "line_note" and above:
                notes[above] = "\n".join(filter(None, (notes.get(above), line.name)))
            else:
                above = 0 if line.display_type else line.id
        return notes

    @api.model
    def _order_line(self, line, notes):
        """Return what a caller is told of one line; ``notes`` as of :meth:`_line_notes`."""
        return {
            "id": line.id,
            "product": line.product_id.default_code or "",
            "quantity": line.product_uom_qty,
            "unit": line.product_uom_id.name,
            "price": self._told_price(line.price_unit),
            "discount": line.discount,
            "subtotal": line.price_subtotal,
            "note": notes.get(line.id, ""),
        }

    @api.model
    def _told_price(self, price):
        """Return a price per unit as callers get it."""
        return float_round(price, precision_digits=PRICE_DIGITS)

    @api.model
    def _resolve_orders_release(self, items):
        find = self._order_finder(items, "release")
        return self._each(items, lambda item: {"order": find(item)})

    @api.model
    def _execute_orders_release(self, items, undo):
        results = []
        for item in items:
            order = item["order"]
            undo.append(order._dealer_void_reserved)
            holds = order.dealer_hold_ids.filtered(
                lambda hold, kinds=item["kinds"]: hold.state == "open" and (not kinds or hold.kind in kinds)
            )
            if not holds:
                raise Refusal("nothing_open", name=order.name)
            if where := holds._decided_elsewhere():
                raise Refusal("approval_needed", where=where)
            date = order.date_order
            # Whether the caller may decide is asked with its own rights.
            [told] = holds.sudo(False).action_release(item["reason"])
            if order.state == "sale":
                order._place_at(date)  # the day on which it was placed, whoever releases it when
            results.append(self._order_result(order, told))
        return results

    @api.model
    def _resolve_orders_cancel(self, items):
        find = self._order_finder(items, "order")
        return self._each(items, lambda item: {"order": find(item)})

    @api.model
    def _execute_orders_cancel(self, items, undo):
        del undo
        results = []
        for item in items:
            order = item["order"]
            if order.state != "cancel":
                order.action_dealer_cancel(item["reason"])
            results.append({"id": order.id, "number": order.name, "state": order.dealer_state})
        return results
