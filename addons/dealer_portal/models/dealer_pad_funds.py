from odoo import models
from odoo.exceptions import UserError

from odoo.addons.dealer_fund_sale.engine.plan import Source, settle


class DealerOrderPad(models.Model):
    """What the dealer's funds would pay of what is on the pad."""

    _inherit = "dealer.order.pad"

    def _funds_answer(self, currency, total):
        """Return what funds would pay of ``total``, roughly (an empty dict if there is nothing in them), and as (kind, amount).

        Funds for some products only are left to the draft of the order, which knows exactly.
        """
        funds_sudo = self.env["dealer.fund"].sudo().search(self._funds_domain(currency), order="sequence, id")
        figures = funds_sudo._figures()
        sources = [
            Source(fund.id, max(figures[fund.id].available, 0.0), total, fund.type_id.order_share_percent)
            for fund in funds_sudo
        ]
        amounts = settle(sources, total, currency.decimal_places)
        planned = sum(amounts.values())
        available = sum(source.available for source in sources)
        if currency.compare_amounts(available, 0) <= 0:
            return {}, []
        answer = {
            "available": currency.format(available),
            "planned": currency.format(-planned),
            "to_pay": currency.format(total - planned),
        }
        return answer, [(fund.kind, amounts.get(fund.id, 0.0)) for fund in funds_sudo]

    def _funds_domain(self, currency):
        """Return the domain of the dealer's funds that may pay for any product, in the currency of the order."""
        dealer_sudo = self.sudo().dealer_id
        return [
            ("dealer_id", "=", dealer_sudo.id),
            ("company_id", "=", dealer_sudo.company_id.id),
            ("currency_id", "=", currency.id),
            ("type_id.spend_on_orders", "=", True),
            ("type_id.active", "=", True),
            ("type_id.category_ids", "=", False),
            ("type_id.product_ids", "=", False),
        ]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _take_funds(self, amounts):
        """Say which funds pay how much of this one draft.

        :param dict amounts: {fund id: amount}, numbers or texts; empty: by the funds' own rules
        :raise UserError: an amount is none, or more than the fund may pay
        """
        if not isinstance(amounts, dict):
            raise UserError(self.env._("Give the funds as {fund id: amount}."))
        try:
            wanted = {fund_id: float(amount or 0) for fund_id, amount in amounts.items()}
        except (TypeError, ValueError):
            raise UserError(self.env._("The amount of a fund is a number, zero or above.")) from None
        self.sudo().set_fund_plan(wanted)
