from odoo import api, fields, models
from odoo.tools import SQL, sql

SIGNS = {"out_invoice": 1, "out_receipt": 1, "out_refund": -1}


class AccountMoveLine(models.Model):
    """Whether a line counts for rebates, kept on the line: a run over a million lines joins no invoices."""

    _inherit = "account.move.line"

    rebate_sign = fields.Integer(
        compute="_compute_rebate_sign",
        store=True,
        precompute=True,
        copy=False,
        aggregator=None,
        help="1 for what is sold on a customer invoice, -1 for what a credit note takes back, 0 for all else.",
    )
    rebate_origin_date = fields.Date(
        string="Date of the Invoice Taken Back",
        compute="_compute_rebate_origin_date",
        store=True,
        precompute=True,
        copy=False,
    )

    # What a run reads of a line, unless it asks for taxes, other currencies or the date of what is taken back: the query of
    # such a run never visits the table. Each column more would make it slower.
    _rebate_idx = models.Index(
        "(company_id, invoice_date) INCLUDE (dealer_id, product_id, product_uom_id, rebate_sign, quantity, balance, move_id)"
        " WHERE rebate_sign <> 0 AND parent_state = 'posted' AND dealer_id IS NOT NULL"
    )
    _rebate_origin_idx = models.Index(
        "(company_id, rebate_origin_date) WHERE rebate_origin_date IS NOT NULL AND parent_state = 'posted'"
    )

    def _auto_init(self):
        """Fill the columns of the lines that are there by one statement: the ORM would take hours on a large ledger."""
        fresh = not sql.column_exists(self.env.cr, self._table, "rebate_sign")
        if fresh:
            sql.create_column(self.env.cr, self._table, "rebate_sign", "int4")
            sql.create_column(self.env.cr, self._table, "rebate_origin_date", "date")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE account_move_line line
                       SET rebate_sign = CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END,
                           rebate_origin_date = origin.invoice_date
                      FROM account_move move
                      LEFT JOIN account_move origin ON origin.id = move.reversed_entry_id AND move.move_type = 'out_refund'
                     WHERE move.id = line.move_id
                       AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                       AND line.display_type = 'product'
                       AND line.is_downpayment IS NOT TRUE
                    """
                )
            )
        return super()._auto_init()

    @api.depends("move_id.move_type", "display_type", "is_downpayment")
    def _compute_rebate_sign(self):
        for line in self:
            sold = line.display_type == "product" and not line.is_downpayment
            line.rebate_sign = SIGNS.get(line.move_id.move_type, 0) if sold else 0

    @api.depends("rebate_sign", "move_id.reversed_entry_id.invoice_date")
    def _compute_rebate_origin_date(self):
        for line in self:
            line.rebate_origin_date = line.rebate_sign < 0 and line.move_id.reversed_entry_id.invoice_date

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"rebate_sign", "rebate_origin_date"}
