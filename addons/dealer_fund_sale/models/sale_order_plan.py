from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dealer.models.base_numbers import MOST_NUMBER

from ..engine.plan import Source, settle

# Members of a dealer who see what pays for an order; only those who order change it.
PLAN_ROLES = ("admin", "buyer", "approver", "finance")


class SaleOrder(models.Model):
    """Which funds pay how much of an order: by their types' order and shares, or as somebody has said."""

    _inherit = "sale.order"

    def fund_plan(self):
        """Return which funds may pay for this order and how much they are going to, JSON-safe.

        :return: list of dicts ``fund_id name kind currency available allowed planned share_percent``, in the order in which they
            pay; amounts in the currency of the order, with taxes. ``allowed`` is the share of the order by the fund's type.
        :raise AccessError: the user may not read the order, or is a member of the dealer without the right
        """
        self.ensure_one()
        self._check_may_see_plan()
        return self.sudo()._fund_plan_lines()

    def set_fund_plan(self, amounts):
        """Say which funds pay how much of this quotation; funds that are not named pay nothing.

        Whether it is there is found out exactly when the order is submitted; what is missing then has to be paid otherwise.

        :param dict amounts: {fund id: amount in the currency of the order}; empty or None: by the funds' own rules again
        :return: as :meth:`fund_plan`
        :raise AccessError: the user neither sells to nor orders for the dealer
        :raise UserError: the order was submitted, or an amount is more than the fund may pay or has
        """
        self.ensure_one()
        self._check_may_change()
        order_sudo = self.sudo()
        if order_sudo.state not in ("draft", "sent") or order_sudo.submitted_at:
            raise UserError(
                self.env._("%(order)s was submitted: which funds pay for it stays as it is.", order=order_sudo.name)
            )
        wanted = order_sudo._clean_plan(amounts)
        order_sudo.fund_plan_ids.unlink()
        self.env["dealer.order.fund"].sudo().create(
            [{"order_id": self.id, "fund_id": fund_id, "amount": amount} for fund_id, amount in wanted.items()]
        )
        order_sudo._write_by_verb({"fund_plan_set": amounts is not None and amounts != {}})
        return order_sudo._fund_plan_lines()

    def _check_may_see_plan(self):
        self.check_access("read")
        if self.env.user.share and not self.sudo().dealer_id.with_env(self.env)._is_member_with(PLAN_ROLES):
            raise AccessError(self.env._("The funds of this dealer are not open to you."))

    # -- arithmetic -------------------------------------------------------------------------------------------------

    def _fund_plan_lines(self):
        """Return the plan of this one order (superuser); see :meth:`fund_plan`."""
        self.ensure_one()
        funds = self._fund_sources()
        settled = self.state == "sale" or self.submitted_at
        held = self._fund_held_by()
        chosen = {row.fund_id.id: row.amount for row in self.fund_plan_ids}
        planned = held if settled else self._fund_planned(funds, chosen)
        return [
            {
                "fund_id": fund.id,
                "name": fund.type_id.name,
                "kind": fund.kind,
                "currency": fund.currency_id.name,
                "available": source.available,
                "allowed": source.allowed(self.currency_id.decimal_places),
                "planned": planned.get(fund.id, 0.0),
                "share_percent": fund.type_id.order_share_percent,
            }
            for fund, source in funds.items()
            if source.available or planned.get(fund.id)
        ]

    def _fund_planned(self, funds, chosen):
        """Return {fund id: amount} that ``funds`` ({fund: Source}) are going to pay.

        :param dict chosen: {fund id: amount} if somebody has said so
        """
        digits = self.currency_id.decimal_places
        sources = list(funds.values())
        if self.fund_plan_set:
            sources = [
                Source(each.key, min(each.available, chosen.get(each.key, 0.0)), each.base, each.share)
                for each in sources
            ]
        return settle(sources, self._fund_total(), digits)

    def _fund_total(self):
        """Return what of this order funds may pay in all: with taxes, less what was paid online."""
        captured = sum(
            tx.currency_id._convert(
                tx.amount, self.currency_id, self.company_id, self.date_order or fields.Date.today()
            )
            for tx in self.sudo().transaction_ids
            if tx.state in ("authorized", "done")
        )
        return max(self.currency_id.round(self.amount_total - captured), 0.0)

    def _fund_sources(self):
        """Return {fund: Source} of the dealer's funds that may pay for this order, in the order in which they pay.

        Only funds in the currency of the order: what was reserved must be what is paid, at whatever rate.
        """
        funds = self.dealer_id._origin.fund_ids.filtered(  # read at once for all orders of a batch
            lambda fund: (
                fund.currency_id == self.currency_id
                and fund.company_id == self.company_id
                and fund.type_id.spend_on_orders
                and fund.type_id.active
            )
        ).sorted(lambda fund: (fund.sequence, fund.id))
        figures, held = funds._figures(), self._fund_held_by()
        return {
            fund: Source(
                fund.id,
                max(figures[fund.id].available, 0.0) + held.get(fund.id, 0.0),
                self._fund_base(fund.type_id),
                fund.type_id.order_share_percent,
            )
            for fund in funds
        }

    def _fund_held_by(self):
        """Return {fund id: amount} that is reserved for this order."""
        live = self._origin.fund_hold_ids.filtered(lambda hold: hold.state == "live")
        return {hold.fund_id.id: hold.amount for hold in live}

    def _fund_allowed(self, fund_type):
        """Return the most that a fund of ``fund_type`` may pay of this order as it is now."""
        source = Source(fund_type.id, 0.0, self._fund_base(fund_type), fund_type.order_share_percent)
        return source.allowed(self.currency_id.decimal_places)

    def _fund_base(self, fund_type):
        """Return the sum with taxes of the lines of this order that funds of ``fund_type`` may pay for."""
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        if fund_type.not_on_special:
            lines = lines.filtered(lambda line: not line._is_special_for_funds())
        if fund_type.category_ids or fund_type.product_ids:
            lines = lines.filtered(lambda line: line._is_in_fund_scope(fund_type))
        if lines == self.order_line:
            return self.amount_total
        return self.currency_id.round(sum(lines.mapped("price_total")))

    def _clean_plan(self, amounts):
        """Return {fund id: amount} of what a caller has sent.

        :raise UserError: the first thing that is wrong
        """
        funds = self._fund_sources()
        sources = {fund.id: source for fund, source in funds.items()}
        currency, wanted = self.currency_id, {}
        if amounts is not None and not isinstance(amounts, dict):
            raise UserError(self.env._("Give the funds as {fund id: amount}."))
        for key, amount in (amounts or {}).items():
            fund_id = int(key) if isinstance(key, int) or (isinstance(key, str) and key.isdecimal()) else 0
            if fund_id not in sources:
                raise UserError(self.env._("A fund that was named does not pay for this order."))
            if (
                isinstance(amount, bool)
                or not isinstance(amount, int | float)
                or not 0 <= amount < MOST_NUMBER  # NaN is not, either
            ):
                raise UserError(self.env._("The amount of a fund is a number, zero or above."))
            self._check_planned(self.env["dealer.fund"].sudo().browse(fund_id), sources[fund_id], amount)
            wanted[fund_id] = currency.round(amount)
        if currency.compare_amounts(sum(wanted.values()), self._fund_total()) > 0:
            raise UserError(
                self.env._(
                    "The funds would pay more than the order of %(total)s.", total=currency.format(self._fund_total())
                )
            )
        return wanted

    def _check_planned(self, fund, source, amount):
        allowed = source.allowed(self.currency_id.decimal_places)
        if self.currency_id.compare_amounts(amount, min(allowed, source.available)) > 0:
            raise UserError(
                self.env._(
                    "%(fund)s: at most %(allowed)s of this order, and %(available)s is available.",
                    fund=fund.type_id.name,
                    allowed=self.currency_id.format(allowed),
                    available=self.currency_id.format(source.available),
                )
            )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_special_for_funds(self):
        """Tell whether this line has a special price; addons that know such prices extend it."""
        return False

    @api.model
    def _fund_categories(self, fund_type):
        return self.env["product.category"].search([("id", "child_of", fund_type.category_ids.ids)])

    def _is_in_fund_scope(self, fund_type):
        """Tell whether funds of ``fund_type``, which are for some products only, may pay for this line."""
        product = self.product_id
        return product in fund_type.product_ids or product.categ_id in self._fund_categories(fund_type)
