from odoo import fields, models
from odoo.fields import Domain


class DealerDealer(models.Model):
    """Orders of a dealer, and whether it may order at all."""

    _inherit = "dealer.dealer"

    order_count = fields.Integer(
        string="Number of Orders",
        compute="_compute_order_count",
        groups="dealer_sale.group_dealer_order_viewer",
    )

    def _compute_order_count(self):
        domain = self._dealer_orders_domain() & Domain("state", "=", "sale")
        counts = dict(self.env["sale.order"]._read_group(domain, ["dealer_id"], ["__count"]))
        for dealer in self:
            dealer.order_count = counts.get(dealer._origin, 0)

    def _dealer_orders_domain(self):
        """Return the domain of the quotations and orders of these dealers."""
        return Domain("dealer_id", "in", self._origin.ids)

    def action_open_orders(self):
        """Return the action that shows the quotations and orders of these dealers."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_sale.sale_order_action")
        partner_id = self.partner_id.id if len(self) == 1 else False
        return {
            **action,
            "domain": list(self._dealer_orders_domain()),
            "context": {"default_partner_id": partner_id, "search_default_dealer_confirmed": 1},
        }

    def _order_refusal(self):
        """Return the sentence that says why this dealer must not order, or False if it may.

        A dealer on hold sees its documents and pays; it does not order.
        """
        self.ensure_one()
        dealer_sudo = self.sudo()
        names = {"dealer": dealer_sudo.display_name}
        sentences = {
            "applicant": self.env._(
                "%(dealer)s is still an applicant and cannot order. Activate the dealer first.", **names
            ),
            "on_hold": self.env._("%(dealer)s is on hold and cannot order. Resume the dealer first.", **names),
            "terminated": self.env._(
                "The relation with %(dealer)s has ended and it cannot order. Take it on as an applicant again first.",
                **names,
            ),
        }
        return sentences.get(dealer_sudo.state, False)

    def _open_documents(self):
        """A dealer with orders that are not finished, whoever may see them, is not terminated."""
        sentences = super()._open_documents()
        domain = self._dealer_orders_domain() & Domain("state", "=", "sale")
        domain &= Domain("invoice_status", "=", "to invoice") | Domain(
            "delivery_status", "in", ("pending", "started", "partial")
        )
        orders_sudo = self.env["sale.order"].sudo().search_fetch(domain, ["name"])
        if orders_sudo:
            sentences.append(
                self.env._(
                    "%(count)s orders are not yet delivered and invoiced, such as %(name)s.",
                    count=len(orders_sudo),
                    name=orders_sudo[0].name,
                )
            )
        return sentences
