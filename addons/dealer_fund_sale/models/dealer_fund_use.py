from odoo import api, fields, models


class DealerFundUse(models.Model):
    """An entry by which a fund paid for an order's invoice, or got back what a credit note returns. Added, never edited."""

    _name = "dealer.fund.use"
    _description = "Use of a Fund by an Order"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"
    _rec_name = "move_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, readonly=True, ondelete="restrict")
    fund_id = fields.Many2one("dealer.fund", required=True, index=True, readonly=True, ondelete="restrict")
    hold_id = fields.Many2one("dealer.fund.hold", index=True, readonly=True, ondelete="restrict")
    dealer_id = fields.Many2one(related="fund_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="fund_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="fund_id.currency_id", store=True)
    document_id = fields.Many2one(
        "account.move", string="Invoice or Credit Note", index=True, readonly=True, ondelete="set null"
    )
    of_id = fields.Many2one(
        "dealer.fund.use",
        string="Undoes",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The use that this gives back, or the return that this uses again.",
    )
    return_ids = fields.One2many("dealer.fund.use", "of_id", string="Undone by", readonly=True)
    # indexed: whenever an entry gets another date, the uses that show it are looked for
    move_id = fields.Many2one(
        "account.move", string="Entry", required=True, index=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(related="move_id.date", store=True)
    amount = fields.Monetary(required=True, readonly=True, help="Positive: used; negative: given back.")

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_id", "company_id", "currency_id", "date"}

    def _fund_item(self):
        """Return the journal item on the fund's account, of one use, for matching."""
        own, _other = self.fund_id._split_items(self.move_id)
        return own

    def _open_counterparts(self, positive):
        """Return the open receivable items of these entries (superuser): debits if ``positive``, else credits."""
        items = self.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable" and not item.reconciled
        )
        return items.filtered(lambda item: (item.amount_residual_currency > 0) == positive)

    def _receivable(self):
        """Return the receivable account that this entry is booked against."""
        return self.move_id.line_ids.account_id.filtered(lambda account: account.account_type == "asset_receivable")[:1]
