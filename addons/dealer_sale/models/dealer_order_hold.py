from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DealerOrderHold(models.Model):
    """What keeps one order from being confirmed until somebody who may decides; written by verbs only.

    A released hold is remembered: it covers later findings of the same kind and fingerprint up to its amount.
    """

    _name = "dealer.order.hold"
    _description = "Order Hold"
    _inherit = ["dealer.scope.mixin"]
    _order = "create_date, id"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", string="Order", required=True, index=True, readonly=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", string="Order Line", readonly=True, ondelete="set null", index="btree_not_null")
    dealer_id = fields.Many2one(related="order_id.dealer_id", store=True, index=True)
    dealer_unit_id = fields.Many2one(related="order_id.dealer_unit_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("dealer", "Dealer"),
            ("assortment", "Assortment"),
            ("territory", "Territory"),
            ("minimum", "Order minimum"),
            ("multiple", "Order multiple"),
            ("purchase_number", "Purchase number"),
            ("price", "Price"),
        ],
        required=True,
        readonly=True,
        index=True,
        group_expand=True,
    )
    message = fields.Text(string="Why", required=True, readonly=True)
    dealer_message = fields.Text(string="What the Dealer Is Told", readonly=True)
    amount = fields.Monetary(string="By How Much", readonly=True, help="What the limit of this check is missed by.")
    currency_id = fields.Many2one("res.currency", string="Currency", required=True, readonly=True)
    fingerprint = fields.Char(readonly=True, help="Technical: what exactly was found; another finding asks again.")
    state = fields.Selection(
        [("open", "Open"), ("released", "Released"), ("refused", "Refused"), ("void", "Void")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    decided_by = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    reason = fields.Text(readonly=True)

    # One open hold for one finding, whatever is submitted twice at the same time.
    _open_unique = models.UniqueIndex("(order_id, kind, COALESCE(fingerprint, '')) WHERE state = 'open'")
