from odoo import fields, models
from odoo.fields import Domain


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    transfer_count = fields.Integer(
        string="Open Transfers",
        compute="_compute_transfer_count",
        groups="dealer_stock.group_dealer_transfer_viewer",
    )

    def _compute_transfer_count(self):
        counts = dict(self.env["stock.picking"]._read_group(self._open_transfers_domain(), ["dealer_id"], ["__count"]))
        for dealer in self:
            dealer.transfer_count = counts.get(dealer._origin, 0)

    def _open_transfers_domain(self):
        """Return the domain of the transfers of these dealers that are neither done nor cancelled."""
        return Domain("dealer_id", "in", self._origin.ids) & Domain("state", "not in", ("done", "cancel"))

    def action_open_transfers(self):
        """Return the action that shows the transfers of these dealers, the open ones first."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_stock.stock_picking_action")
        return {**action, "domain": [("dealer_id", "in", self.ids)], "context": {"search_default_dealer_open": 1}}

    def _open_documents(self):
        """A dealer with goods on the way, whoever may see them, is not terminated."""
        sentences = super()._open_documents()
        transfers_sudo = self.env["stock.picking"].sudo().search_fetch(self._open_transfers_domain(), ["name"])
        if transfers_sudo:
            sentences.append(
                self.env._(
                    "Transfers neither done nor cancelled: %(count)s, such as %(name)s.",
                    count=len(transfers_sudo),
                    name=transfers_sudo[0].name,
                )
            )
        return sentences
