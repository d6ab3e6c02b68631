import base64
import io

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import price_table
from ..engine.day import local_day

# What one sheet of a workbook holds besides its heading.
MAX_ROWS = 1_048_575


class DealerPriceExport(models.TransientModel):
    """Writes the own prices of dealers into a file that the import takes back."""

    _name = "dealer.price.export"
    _description = "Export Prices"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    dealer_ids = fields.Many2many(
        "dealer.dealer", string="Dealers", domain="[('company_id', '=', company_id)]", help="Empty: all you may see."
    )
    categ_id = fields.Many2one("product.category", string="Category")
    date = fields.Date(string="Valid On", help="Empty: all versions, past and announced ones too.")
    file_format = fields.Selection(
        [("xlsx", "Excel (XLSX)"), ("csv", "CSV")], string="Format", required=True, default="xlsx"
    )
    file = fields.Binary(readonly=True)
    filename = fields.Char(readonly=True)
    row_count = fields.Integer(string="Prices", readonly=True)
    skipped_count = fields.Integer(
        string="Left Out",
        readonly=True,
        help="Percentages, formulas and prices with conditions do not fit into the file.",
    )

    def action_export(self):
        """Write the file; return the action that shows the wizard again, with the file.

        :raise UserError: if there are more prices than a workbook holds
        """
        self.ensure_one()
        domain = self._item_domain()
        items = self.env["product.pricelist.item"].search_fetch(
            domain & self._fixed_domain(),
            [
                "pricelist_id",
                "product_tmpl_id",
                "product_id",
                "uom_id",
                "min_quantity",
                "fixed_price",
                "date_start",
                "date_end",
            ],
            order="pricelist_id, product_tmpl_id, product_id, uom_id, min_quantity, date_start",
        )
        rows = self._rows(items)
        if self.file_format == "xlsx" and len(rows) > MAX_ROWS:
            raise UserError(
                self.env._("%(count)s prices do not fit into one sheet. Choose CSV or fewer dealers.", count=len(rows))
            )
        header = list(self._headings().values())
        write = price_table.write_csv if self.file_format == "csv" else self._write_workbook
        self.write(
            {
                "file": base64.b64encode(write(header, rows)),
                "filename": self.env._(
                    "prices %(date)s.%(format)s", date=fields.Date.context_today(self), format=self.file_format
                ),
                "row_count": len(rows),
                "skipped_count": self.env["product.pricelist.item"].search_count(domain) - len(items),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Prices"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _headings(self):
        """Return {column: heading} of the file; the names at the end are for people, the import leaves them unread."""
        return self.env["dealer.price.import"]._headings() | {
            "dealer_name": self.env._("Dealer"),
            "product_name": self.env._("Product"),
        }

    def _item_domain(self):
        dealers = Domain("company_id", "=", self.company_id.id)
        if self.dealer_ids:
            dealers &= Domain("id", "in", self.dealer_ids.ids)
        lists = self.env["dealer.dealer"].search(dealers & Domain("pricelist_id", "!=", False)).pricelist_id
        domain = Domain("pricelist_id", "in", lists.ids)
        if self.categ_id:
            domain &= Domain("product_tmpl_id.categ_id", "child_of", self.categ_id.id)
        if self.date:
            start, end = self.company_id._dealer_day_start(self.date), self.company_id._dealer_day_end(self.date)
            domain &= Domain("date_start", "=", False) | Domain("date_start", "<=", end)
            domain &= Domain("date_end", "=", False) | Domain("date_end", ">=", start)
        return domain

    @api.model
    def _fixed_domain(self):
        return (
            Domain("compute_price", "=", "fixed")
            & Domain("applied_on", "in", ("0_product_variant", "1_product"))
            & Domain("condition_count", "=", 0)
        )

    def _rows(self, items):
        """Return the rows of the file: one for each price, for each variant where it is for a template with several."""
        zone = self.company_id._dealer_tz()
        dealers = {dealer.pricelist_id: dealer for dealer in items.pricelist_id.dealer_id}
        names = {dealer: dealer.name for dealer in dealers.values()}
        rows = []
        for item in items:
            dealer = dealers[item.pricelist_id]
            for product in item.product_id or item.product_tmpl_id.product_variant_ids:
                rows.append(
                    [
                        dealer.code,
                        product.default_code or product.barcode or "",
                        (item.uom_id or product.uom_id).name,
                        item.min_quantity,
                        item.fixed_price,
                        item.pricelist_id.currency_id.name,
                        self._day_text(item.date_start, zone),
                        self._day_text(item.date_end, zone),
                        names[dealer],
                        product.name,
                    ]
                )
        return rows

    @api.model
    def _day_text(self, moment, zone):
        day = local_day(moment, zone)
        return day.isoformat() if day else ""

    @api.model
    def _write_workbook(self, header, rows):
        out = io.BytesIO()
        # Text stays text: a code like "=1+1" or "0012" must come back as it was.
        options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            sheet = book.add_worksheet(self.env._("Prices"))
            bold = book.add_format({"bold": True})
            sheet.set_column(0, len(header) - 1, 16)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, header, bold)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)
        return out.getvalue()
