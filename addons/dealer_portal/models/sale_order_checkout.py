import math
from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.text import plain


class SaleOrder(models.Model):
    """What a dealer says when it places an order: where to, until when, its own number, a note."""

    _inherit = "sale.order"

    def _checkout_addresses(self):
        """Return the addresses the dealer has goods sent to: its own and its delivery addresses."""
        partner_sudo = self.sudo().dealer_id.partner_id
        all_sudo = partner_sudo | partner_sudo.child_ids.filtered(lambda child: child.type == "delivery")
        return all_sudo.with_env(self.env)

    def _take_checkout(self, values):
        """Write what the dealer says about this one draft.

        :param dict values: as ``dealer.order.pad.submit``
        :raise UserError: naming what does not do
        """
        self.ensure_one()
        if not isinstance(values, dict):
            raise UserError(self.env._("Send the details of the order as names and values."))
        self._check_total_seen(values.get("total"))
        vals = {}
        if address_id := self._checkout_number(values.get("partner_shipping_id")):
            vals["partner_shipping_id"] = self._checkout_address(address_id).id
        if "requested_date" in values:
            vals["commitment_date"] = self._checkout_date(values["requested_date"])
        if "client_order_ref" in values:
            vals["client_order_ref"] = " ".join(plain(values["client_order_ref"], 200).split())[:64] or False
        if "note" in values:
            vals["dealer_note"] = plain(values["note"], 2000) or False
        if vals:
            self.sudo().write(vals)
        if "funds" in values:
            self._take_funds(values["funds"])

    def _check_total_seen(self, total):
        """Raise if the order would not be placed at the total that the dealer has seen."""
        try:
            seen = float(total) if total not in (None, "") else None
        except (OverflowError, TypeError, ValueError):
            seen = 0.0
        if seen is not None and not math.isfinite(seen):
            seen = 0.0
        order_sudo = self.sudo()
        if seen is None or not order_sudo.currency_id.compare_amounts(seen, order_sudo.amount_total):
            return
        raise UserError(
            self.env._(
                "The total is now %(total)s: prices or rows have changed. Please look at the order again.",
                total=order_sudo.currency_id.format(order_sudo.amount_total),
            )
        )

    def _checkout_number(self, value):
        return int(plain(value, 20)) if plain(value, 20).isdecimal() else 0

    def _checkout_address(self, address_id):
        address = self._checkout_addresses().filtered(lambda partner: partner.id == address_id)
        if not address:
            raise UserError(self.env._("Choose one of your delivery addresses."))
        return address

    def _checkout_date(self, value):
        """Return the noon of the day the dealer asks for, or False."""
        if not value:
            return False
        try:
            day = fields.Date.to_date(str(value))
        except ValueError:
            day = None
        if not day or day < fields.Date.context_today(self):
            raise UserError(self.env._("The date you want the goods on has to be today or later."))
        return datetime.combine(day, time(12))

    def _checkout_findings(self):
        """Return what would happen to this draft if it were placed now: [(severity, sentence for the dealer)]."""
        findings = self.sudo()._dealer_preview().get(self.id, [])
        return list(dict.fromkeys((finding["severity"], finding["dealer_message"]) for finding in findings))
