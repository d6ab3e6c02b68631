from odoo import fields, models


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    price_request_count = fields.Integer(
        string="Special Prices in Force",
        compute="_compute_price_request_count",
        groups="dealer_price.group_price_viewer",
    )

    def _compute_price_request_count(self):
        counts = dict(
            self.env["dealer.price.request"]._read_group(
                [("dealer_id", "in", self.ids), ("state", "=", "approved")], ["dealer_id"], ["__count"]
            )
        )
        for dealer in self:
            dealer.price_request_count = counts.get(dealer, 0)

    def action_open_price_requests(self):
        """Return the action that lists the special price requests of this dealer."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_price_request.dealer_price_request_action")
        return {
            **action,
            "domain": [("dealer_id", "=", self.id)],
            "context": {"default_dealer_id": self.id},
        }
