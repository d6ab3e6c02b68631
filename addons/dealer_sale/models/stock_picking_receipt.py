from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockPicking(models.Model):
    """Goods on their way to a dealer, until somebody says, or time tells, that they have arrived."""

    _name = "stock.picking"
    _inherit = "stock.picking"

    dealer_received_at = fields.Datetime(
        string="Received by the Dealer", readonly=True, copy=False, help="When the goods of this delivery arrived."
    )

    def action_dealer_received(self):
        """Note that the goods of these deliveries have arrived. :return: True

        :raise AccessError: if the user neither works on these transfers nor orders for the dealer
        :raise UserError: if one of them is no delivery to a dealer, or has not been shipped
        """
        if self.env.user.share:
            orders = self.sudo().sale_id.with_env(self.env)
            orders.check_access("read")
            orders._check_member_role()
        else:
            self.check_access("write")
        pickings_sudo = self.sudo()
        if wrong := pickings_sudo - pickings_sudo.filtered_domain(self._shipped_to_dealer_domain()):
            raise UserError(
                self.env._(
                    "%(transfer)s is not a shipped delivery to a dealer: nothing can be received.",
                    transfer=wrong[0].name,
                )
            )
        pickings_sudo.filtered(
            lambda picking: not picking.dealer_received_at
        ).dealer_received_at = fields.Datetime.now()
        return True

    @api.model
    def _shipped_to_dealer_domain(self):
        return Domain(
            [
                ("state", "=", "done"),
                ("sale_id.dealer_id", "!=", False),
                ("location_dest_id.usage", "in", ("customer", "transit")),
            ]
        )

    @api.model
    def _cron_dealer_received(self):
        """Count deliveries as received that were shipped longer ago than their company's delivery time."""
        for company_sudo in self.env["res.company"].sudo().search([("dealer_receipt_days", ">", 0)]):
            limit = fields.Datetime.subtract(fields.Datetime.now(), days=company_sudo.dealer_receipt_days)
            domain = self._shipped_to_dealer_domain() & Domain("company_id", "=", company_sudo.id)
            domain &= Domain("dealer_received_at", "=", False) & Domain("date_done", "<=", limit)
            self._receive_in_portions(domain, company_sudo.dealer_receipt_days)

    @api.model
    def _receive_in_portions(self, domain, days, portion=200):
        """Note the receipt of the deliveries in ``domain``, ``days`` after they left, with a commit after each portion."""
        while pickings := self.search(domain, limit=portion, order="id"):
            for picking in pickings:
                picking.dealer_received_at = fields.Datetime.add(picking.date_done, days=days)
            if not self.env["ir.cron"]._commit_progress(len(pickings), remaining=self.search_count(domain)):
                return
