from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """An order belongs to the dealer that the commercial entity of its customer is to its company."""

    _name = "sale.order"
    _inherit = ["sale.order", "dealer.document.mixin"]

    dealer_type_id = fields.Many2one(related="dealer_id.type_id", string="Dealer Type")
    dealer_tier_id = fields.Many2one(related="dealer_id.tier_id", string="Dealer Tier")
    dealer_territory_id = fields.Many2one(related="dealer_id.territory_id", string="Dealer Territory")
    dealer_refusal = fields.Char(
        string="Why the Dealer Cannot Order",
        compute="_compute_dealer_refusal",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("dealer_id.state", "state")
    def _compute_dealer_refusal(self):
        for order in self:
            open_order = order.state in ("draft", "sent")
            order.dealer_refusal = bool(open_order and order.dealer_id) and order.dealer_id._order_refusal()

    @api.depends("partner_id", "company_id")
    def _compute_user_id(self):
        """The account manager of the dealer sells to it; whoever types the order does not become its salesperson."""
        undecided = self.filtered(lambda order: not (order._origin.id and order.user_id))
        res = super()._compute_user_id()
        for order in undecided:
            if manager_sudo := order.sudo().dealer_id.user_id:
                order.user_id = manager_sudo.with_env(order.env)
        return res

    @api.depends("partner_id", "company_id")
    def _compute_pricelist_id(self):
        res = super()._compute_pricelist_id()
        for order in self.filtered(lambda order: order.state == "draft"):
            if pricelist_sudo := order.sudo().dealer_id.pricelist_id:
                order.pricelist_id = pricelist_sudo.with_env(order.env)
        return res

    @api.depends("partner_id", "company_id")
    def _compute_payment_term_id(self):
        res = super()._compute_payment_term_id()
        for order, term in self.env["dealer.dealer"]._payment_term_of(self).items():
            order.payment_term_id = term
        return res

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_dealer_may_order()
        return orders

    def write(self, vals):
        """Refuse the transition itself: whoever writes the state past ``action_confirm`` meets the same check."""
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._check_dealer_may_order()
        res = super().write(vals)
        if {"partner_id", "company_id"} & vals.keys():
            self.filtered(lambda order: order.state == "sale")._check_dealer_may_order()
        return res

    def _check_dealer_may_order(self):
        """Raise if one of these orders is of a dealer that must not order.

        :raise UserError: with the sentence of :meth:`dealer.dealer._order_refusal`, naming the order
        """
        for order in self:
            if refusal := order._dealer_order_refusal():
                raise UserError(self.env._("%(order)s: %(refusal)s", order=order.name, refusal=refusal))

    def _dealer_order_refusal(self):
        """Return why the dealer of this order must not order, or False."""
        self.ensure_one()
        dealer_sudo = self.sudo().dealer_id
        return dealer_sudo.with_env(self.env)._order_refusal() if dealer_sudo else False

    def _confirmation_error_message(self):
        """Refuse on every path that confirms: button, mass action, portal, payment, cron and RPC end here."""
        if error := super()._confirmation_error_message():
            return error
        if refusal := self._dealer_order_refusal():
            return self.env._("%(order)s: %(refusal)s", order=self.name, refusal=refusal)
        return False

    def _has_to_be_signed(self):
        """A dealer that must not order is not asked to sign what could not be confirmed."""
        return super()._has_to_be_signed() and not self._dealer_order_refusal()

    def _has_to_be_paid(self):
        """Paying a quotation confirms it: a dealer that must not order is not asked to."""
        return super()._has_to_be_paid() and not self._dealer_order_refusal()

    def _dealer_portal_refusal(self):
        """Return the sentence that tells the dealer itself why its quotation cannot be accepted now, or False."""
        self.ensure_one()
        if self.state not in ("draft", "sent") or not self._dealer_order_refusal():
            return False
        return self.env._(
            "%(dealer)s cannot place orders at the moment, so this quotation cannot be accepted. Please contact us.",
            dealer=self.sudo().dealer_id.name,
        )
