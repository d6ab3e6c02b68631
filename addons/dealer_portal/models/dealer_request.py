from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..engine.text import plain

MOST_PRODUCTS = 20  # of one request for special prices
MOST_OPEN = 50  # requests of one dealer that wait: whoever asks without end is answered by nobody


class DealerDealer(models.Model):
    """What a dealer asks for on the portal: special prices, and a temporary limit."""

    _inherit = "dealer.dealer"

    def ask_special_price(self, values):
        """Ask for special prices for one occasion, as somebody who orders for this one dealer.

        :param dict values: ``customer_name`` or ``project`` (for whom), ``date_to`` (ISO date, last day), ``reason``,
            ``competitor``, and ``lines``: list of dicts ``code`` (number or barcode of the product), ``price`` (in the currency of
            the dealer's list), ``quantity`` (0: not limited)
        :return: id of the request, which waits for approval
        :raise AccessError: if the user does not order for the dealer
        :raise UserError: naming every line that is wrong; nothing is asked for then
        """
        self.ensure_one()
        self._check_portal_right("order")
        values = values if isinstance(values, dict) else {}
        Requests = self.env["dealer.price.request"]
        waiting = [("dealer_id", "=", self.id), ("state", "=", "waiting")]
        if Requests.sudo().search_count(waiting) >= MOST_OPEN:
            raise UserError(self.env._("Many of your requests wait for an answer. Please wait for it first."))
        vals = {
            "dealer_id": self.id,
            "user_id": self.env.uid,
            "date_to": self._request_date(values.get("date_to")),
            "line_ids": self._request_lines(values.get("lines") or []),
        }
        for name in ("customer_name", "project", "competitor", "reason"):
            vals[name] = plain(values.get(name), 500)
        request_sudo = Requests.sudo().create(vals)
        request_sudo.action_submit()
        return request_sudo.id

    def _request_date(self, text):
        try:
            date = fields.Date.to_date(text or False)
        except (TypeError, ValueError):
            date = False
        if not date:
            raise UserError(self.env._("Give the last day on which you need the price."))
        return date

    def _request_lines(self, rows):
        """Return the commands for the lines of a request, or raise one sentence for each line that is wrong."""
        rows = rows if isinstance(rows, list) else []
        rows = [row for row in rows if isinstance(row, dict) and plain(row.get("code"), 64)]
        if not rows or len(rows) > MOST_PRODUCTS:
            raise UserError(self.env._("Name one to %(most)s products.", most=MOST_PRODUCTS))
        products = self._products_by_code([plain(row["code"], 64) for row in rows])
        wrong, commands = [], []
        for row in rows:
            code = plain(row["code"], 64)
            price, quantity = self._positive(row.get("price")), self._positive(row.get("quantity") or 0)
            if code not in products:
                wrong.append(self.env._("%(code)s is not in your assortment.", code=code))
            elif not price or quantity is None:
                wrong.append(self.env._("%(code)s needs a price above zero, and a quantity or none.", code=code))
            else:
                commands.append(
                    Command.create({"product_id": products[code], "price": price, "quantity_cap": quantity})
                )
        if wrong:
            raise UserError("\n".join(wrong))
        return commands

    def _positive(self, value):
        """Return the number that somebody typed if it is zero or more, else None."""
        try:
            number = float(str(value).strip() or 0)
        except ValueError:
            return None
        return number if 0 <= number < 1e12 else None

    def _products_by_code(self, codes):
        """Return {number or barcode: product id} of the products that the dealer may buy."""
        products_sudo = self.env["product.product"].sudo()
        named = Domain("default_code", "in", codes) | Domain("barcode", "in", codes)
        company = Domain("company_id", "in", (False, self.company_id.id))
        day = fields.Date.context_today(self)
        domain = named & company & Domain("sale_ok", "=", True)
        found_sudo = products_sudo.search(domain)
        refused = self.env["dealer.assortment"].sudo()._refusals(self.sudo(), found_sudo.product_tmpl_id, day)
        allowed_sudo = found_sudo.filtered(lambda product: not refused.get((self.id, product.product_tmpl_id.id)))
        by_barcode = {product.barcode: product.id for product in allowed_sudo if product.barcode}
        return by_barcode | {product.default_code: product.id for product in allowed_sudo if product.default_code}

    def ask_temporary_limit(self, amount, date_to, reason):
        """Ask for a temporary limit, as somebody who orders for this one dealer.

        :param float amount: what the limit should grow by, in the currency of the credit line
        :param str date_to: ISO date, last day
        :param str reason: required, read by those who decide
        :return: id of the request
        :raise AccessError: if the user does not order for the dealer
        :raise UserError: if there is no limit to grow, one is asked for already, or something is missing
        """
        self.ensure_one()
        self._check_portal_right("order")
        line_sudo = self.env["dealer.credit.line"].sudo()._of_dealers(self).get(self.id)
        if not line_sudo or line_sudo.control != "limit":
            raise UserError(self.env._("You have no credit limit that could be raised. Please contact us."))
        number = self._positive(amount)
        reason = plain(reason, 500)
        if not number or not reason:
            raise UserError(self.env._("Say how much more you need, and why: we will read it when we decide."))
        if any(row["state"] == "pending" for row in self._limit_requests()):
            raise UserError(self.env._("A temporary limit has been asked for already. Please wait for the answer."))
        request_sudo = (
            self.env["dealer.credit.request"]
            .sudo()
            .create(
                {
                    "kind": "temporary",
                    "line_id": line_sudo.id,
                    "amount": line_sudo.currency_id.round(number),
                    "date_from": fields.Date.context_today(self),
                    "date_to": self._request_date(date_to),
                    "reason": reason,
                }
            )
        )
        request_sudo.with_env(self.env)._request_one("")
        return request_sudo.id

    def _limit_requests(self, limit=20):
        """Return the latest requests for temporary limits of this one dealer: list of dicts.

        Keys: ``date date_to amount currency reason state`` ("pending", "granted" or "refused").
        """
        requests_sudo = self.env["dealer.credit.request"].sudo()
        domain = [("dealer_id", "=", self.id), ("kind", "=", "temporary")]
        return [
            {
                "date": one.create_date,
                "date_to": one.date_to,
                "amount": one.amount,
                "currency": one.currency_id,
                "reason": one.reason,
                "state": "granted" if one.granted else one._current_approval_state(),
            }
            for one in requests_sudo.search(domain, limit=limit)
        ]

    def _price_requests(self, limit=30):
        """Return the latest requests for special prices of this one dealer: list of dicts without what is ours alone.

        Keys: ``name occasion date_to state label``, ``lines``: list of dicts ``product price quantity unit used left``.
        """
        requests_sudo = self.env["dealer.price.request"].sudo()
        labels = dict(requests_sudo._fields["state"]._description_selection(self.env))
        domain = [("dealer_id", "=", self.id), ("state", "!=", "draft")]
        return [
            {
                "name": one.name,
                "occasion": " · ".join(filter(None, (one.customer_name, one.project))),
                "date_to": one.date_to,
                "state": one.state,
                "label": labels[one.state],
                "currency": one.currency_id,
                "lines": [
                    {
                        "product": line.product_id.display_name,
                        "price": line.price,
                        "quantity": line.quantity_cap,
                        "unit": line.uom_id.name,
                        "used": line.used_quantity,
                        "left": line.remaining_quantity,
                    }
                    for line in one.line_ids
                ],
            }
            for one in requests_sudo.search(domain, limit=limit)
        ]
