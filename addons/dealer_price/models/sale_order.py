from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dealer_priced = fields.Boolean(
        string="Priced by Dealer Terms", compute="_compute_dealer_priced", help="The price list has dealer terms."
    )
    has_price_notes = fields.Boolean(
        string="Lines Have Notes on Prices",
        compute="_compute_has_price_notes",
        help="Some line has no price: only then its note takes room beside the price.",
    )
    price_findings_text = fields.Text(
        string="Price Findings",
        compute="_compute_price_findings_text",
        groups="base.group_user",
        help="Lines without a price or below the floor, while the order is a quotation.",
    )
    price_findings_severity = fields.Selection(
        [("warn", "Warn"), ("hold", "Hold"), ("refuse", "Refuse")],
        string="Worst Price Finding",
        compute="_compute_price_findings_text",
        groups="base.group_user",
    )

    def _compute_pricelist_id(self):
        """An order that comes into being confirmed (by import) is priced by the dealer's list all the same, and one that
        was sent and goes to another customer gets that customer's list.
        """
        res = super()._compute_pricelist_id()
        for order in self.filtered(lambda order: order.state == "sent" and order.partner_id):
            pricelist = order.partner_id.with_company(order.company_id).property_product_pricelist
            if pricelist.sudo().dealer_id or not order.pricelist_id._serves(order.partner_id):
                order.pricelist_id = pricelist
        for order in self.filtered(lambda order: not order.pricelist_id and not order._origin.id and order.partner_id):
            pricelist = order.partner_id.with_company(order.company_id).property_product_pricelist
            if pricelist.sudo().dealer_id:
                order.pricelist_id = pricelist
        return res

    @api.depends("pricelist_id")
    def _compute_dealer_priced(self):
        for order in self:
            order.dealer_priced = order.pricelist_id.sudo().priced_by_dealer_engine

    @api.depends("order_line.price_missing")
    def _compute_has_price_notes(self):
        for order in self:
            order.has_price_notes = any(order.order_line.mapped("price_missing"))

    @api.depends("state", "order_line.price_unit", "order_line.discount", "order_line.product_uom_qty")
    def _compute_price_findings_text(self):
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        found = quotations._price_findings_by_order()
        for order in self:
            findings = found.get(order, [])
            order.price_findings_text = "\n".join(finding["message"] for finding in findings)
            order.price_findings_severity = self._worst_severity(findings)

    @api.model
    def _worst_severity(self, findings):
        severities = {finding["severity"] for finding in findings}
        return next((severity for severity in ("refuse", "hold", "warn") if severity in severities), False)

    @api.constrains("pricelist_id", "partner_id")
    def _check_own_list(self):
        """The lines are priced without asking who may read the list: no other dealer's list is charged, or told, here."""
        for order in self:
            if not order.pricelist_id._serves(order.partner_id):
                raise ValidationError(
                    self.env._(
                        "The price list of %(order)s is the own list of another dealer. Choose the list of %(customer)s.",
                        order=order.name,
                        customer=order.partner_id.sudo().display_name,
                    )
                )

    @api.constrains("state")
    def _check_price_findings(self):
        """However an order comes to be confirmed: by its button, by import, or by writing its state."""
        for order in self.filtered(lambda order: order.state == "sale"):
            order._refuse_blocked_prices()

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._price_error_message() or False

    def _refuse_blocked_prices(self, lines=None):
        """Raise if a price finding, of ``lines`` or of any line, keeps the order from being confirmed."""
        if message := self._price_error_message(lines):
            raise UserError(message)

    def _price_error_message(self, lines=None):
        """Return what keeps the order from being confirmed in sentences, or an empty string."""
        self.ensure_one()
        findings = self._blocking_price_findings()
        if lines is not None:
            findings = [finding for finding in findings if finding["line_id"] in lines.ids]
        return "\n".join(finding["message"] for finding in findings)

    def _blocking_price_findings(self):
        """Return the findings that keep the order from being confirmed; add-ons take out those that were released."""
        self.ensure_one()
        return [finding for finding in self._price_findings() if finding["severity"] in ("hold", "refuse")]

    def _price_findings(self):
        """Return what is wrong with the prices of these orders: a list of dicts, the order of the lines kept.

        ``kind`` missing | floor | margin; ``order_id`` and ``line_id``; ``message`` a sentence for who is asking, ``says`` a
        function of an environment that returns it in another language;
        ``amount`` how much the line as a whole lies below what it should be, in the order's currency (0 if missing);
        ``severity`` warn | hold | refuse, by the price policy of the dealer's type or of the company.
        """
        return [finding for findings in self._price_findings_by_order().values() for finding in findings]

    def _price_findings_by_order(self):
        """Return {order: findings} of the orders that have any."""
        policies = self._price_policies()
        found = {}
        for order in self:
            severities = policies[order]
            missing = order.order_line._missing_price_findings(severities)
            known = {finding["line_id"] for finding in missing}
            below = order.order_line.filtered(lambda line, known=known: line.id not in known)._floor_findings(
                severities
            )
            if missing or below:
                found[order] = missing + below
        return found

    def _price_share_after_discounts(self):
        """Return what is left of the prices of one order after the discounts that are lines of their own, from 0 to 1."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.is_downpayment and line.product_uom_qty > 0)
        prices = sum(line.price_subtotal for line in lines if line.price_subtotal > 0)
        discounts = sum(line.price_subtotal for line in lines if line.price_subtotal < 0)
        return max(0.0, 1 + discounts / prices) if prices else 1.0

    def _price_policies(self):
        """Return {order: {"on_floor", "on_missing", "tolerance"}}: of the dealer's type, else of the company, else hold."""
        dealers_sudo = self.env["dealer.dealer"].sudo()
        pairs = {order: (order.partner_id.commercial_partner_id.id, order.company_id.id) for order in self}
        dealer_ids = dealers_sudo._by_partner_company(pairs.values())
        policies = {}
        for order, pair in pairs.items():
            dealer_type_sudo = dealers_sudo.browse(dealer_ids.get(pair)).type_id.with_company(order.company_id)
            policy_sudo = dealer_type_sudo.price_policy_id or order.company_id.sudo().dealer_price_policy_id
            policies[order] = policy_sudo._severities()
        return policies

    def _get_product_catalog_order_data(self, products, **kwargs):
        """Mark the products that the order's list has no price for: "on request", not 0."""
        res = super()._get_product_catalog_order_data(products, **kwargs)
        missing = self.pricelist_id._dealer_price_missing(products, date=self.date_order) if self.pricelist_id else ()
        for product_id in missing:
            res[product_id]["onRequest"] = True
        return res

    def action_reprice(self):
        """Open the preview of what these lists would charge now; nothing changes before it is applied.

        :raise UserError: if the order is confirmed, as its prices are frozen
        """
        self.ensure_one()
        return self.env["dealer.reprice"].create({"order_id": self.id}).action_open()

    def _check_can_reprice(self):
        for order in self:
            if order.state not in ("draft", "sent"):
                raise UserError(
                    self.env._(
                        "The prices of %(order)s are frozen: it is no longer a quotation. Cancel it and set it to quotation to"
                        " price it again.",
                        order=order.name,
                    )
                )

    def _recompute_prices(self):
        self.filtered("dealer_priced")._check_can_reprice()
        res = super()._recompute_prices()
        self._get_update_prices_lines()._compute_price_source()
        return res
