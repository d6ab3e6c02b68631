import base64
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dealer.models.by_verb import ByVerb

from ..engine import price_table


class DealerPriceImport(models.Model):
    """A file of prices, one row a price: checked without writing anything, then taken in as a whole."""

    _name = "dealer.price.import"
    _description = "Price Import"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, precompute=True, readonly=False, required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user, readonly=True, copy=False, index=True
    )
    file = fields.Binary(required=True, attachment=True, help="CSV or XLSX; a heading and one price a row.")
    filename = fields.Char()
    decimal_separator = fields.Selection(
        [(".", "Point (1,234.50)"), (",", "Comma (1.234,50)")],
        required=True,
        default=lambda self: self._default_decimal_separator(),
        help="How numbers are written in text cells and CSV files.",
    )
    on_error = fields.Selection(
        [("nothing", "Import nothing"), ("valid", "Import the valid rows")],
        string="If Rows Are Wrong",
        required=True,
        default="nothing",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("checked", "Checked"), ("done", "Imported")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("dealer.price.import.line", "import_id", string="Remarks", readonly=True, copy=False)
    error_file = fields.Binary(
        string="Rejected Rows", attachment=True, readonly=True, copy=False, help="To be mended and imported again."
    )
    error_filename = fields.Char(readonly=True, copy=False)
    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    error_count = fields.Integer(string="Rows with Errors", readonly=True, copy=False)
    warning_count = fields.Integer(string="Rows with Warnings", readonly=True, copy=False)
    created_count = fields.Integer(string="New Prices", readonly=True, copy=False)
    updated_count = fields.Integer(string="Changed Prices", readonly=True, copy=False)
    unchanged_count = fields.Integer(string="Unchanged Prices", readonly=True, copy=False)
    closed_count = fields.Integer(
        string="Prices Closed", readonly=True, copy=False, help="Older prices that end where a new one starts."
    )
    dealer_count = fields.Integer(string="Dealers", readonly=True, copy=False)
    duration = fields.Float(string="Seconds", readonly=True, copy=False)
    date_done = fields.Datetime(string="Imported On", readonly=True, copy=False)

    @api.model
    def _default_decimal_separator(self):
        point = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US").decimal_point
        return point if point in (".", ",") else "."

    @api.depends("filename")
    def _compute_name(self):
        for price_import in self:
            price_import.name = price_import.filename or price_import.name or self.env._("Price import")

    @api.model_create_multi
    def create(self, vals_list):
        # Whatever the context gives as a default: nothing has been found or done yet.
        nothing = dict.fromkeys(self._outcome_fields() - {"line_ids"}, False)
        nothing |= {"state": "draft", "user_id": self.env.uid}
        for vals in vals_list:
            self._refuse_outcome(vals)
        return super().create([{**vals, **nothing} for vals in vals_list])

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            self._refuse_outcome(vals)
            if vals.keys() & self._input_fields():
                self._check_open()
                vals = {**vals, "state": "draft"}
        return super().write(ByVerb.plain(vals))

    @api.model
    def _input_fields(self):
        """Return the names of the fields on which the outcome of a check depends."""
        return {"company_id", "file", "filename", "decimal_separator", "on_error"}

    @api.model
    def _outcome_fields(self):
        """Return the names of the fields that only the verbs set."""
        return {name for name, field in self._fields.items() if field.readonly and field.store} - set(
            models.MAGIC_COLUMNS
        )

    @api.model
    def _refuse_outcome(self, vals):
        if vals.keys() & self._outcome_fields():
            raise UserError(self.env._("What an import found and did is set by Check and Import only."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(price_import.state == "done" for price_import in self):
            raise UserError(
                self.env._("An import that was carried out is a record of what was done and cannot be deleted.")
            )

    def action_check(self):
        """Dry run: read the file and tell what an import would do and what is wrong by row. Writes no price.

        :raise AccessError: for people who do not set prices
        :raise UserError: if the file is no table of prices
        """
        self._check_rights()
        for price_import in self:
            price_import._check_open()
            price_import._run(dry_run=True)
        return True

    def action_import(self):
        """Take the prices in; another import of the same file changes nothing more.

        :raise AccessError: for people who do not set prices
        :raise UserError: if the file is no table of prices, or has wrong rows that are not to be left out: then nothing is
            imported
        """
        self._check_rights()
        for price_import in self:
            price_import._check_open()
            price_import._run(dry_run=False)
        return True

    @api.model
    def action_template(self):
        """Return the action that downloads an example file in the user's language."""
        lang = "zh_CN" if self.env.lang == "zh_CN" else "en_US"
        return {
            "type": "ir.actions.act_url",
            "url": f"/dealer_price/static/csv/dealer_prices_{lang}.csv",
            "target": "download",
        }

    def action_copy(self):
        """Start another import with the same settings; return its window action."""
        self.ensure_one()
        return self.copy()._get_records_action()

    def _check_rights(self):
        self.check_access("write")
        if not self.env["dealer.dealer"]._sets_prices():
            raise AccessError(self.env._("Only a price manager may import prices."))

    def _check_open(self):
        if done := self.filtered(lambda price_import: price_import.state == "done")[:1]:
            raise UserError(
                self.env._(
                    "The import %(name)s has been carried out. Copy it to import the file again.", name=done.name
                )
            )

    def _run(self, dry_run):
        """Read, check and (unless ``dry_run``) load the file, and keep the outcome on the record."""
        self.ensure_one()
        started = time.perf_counter()
        rows = self._read_rows()
        load = self.env["dealer.price.import.load"]._load(
            rows, self.company_id, decimal=self.decimal_separator, dry_run=dry_run, valid_only=self.on_error == "valid"
        )
        if load["errors"] and not dry_run and self.on_error == "nothing":
            raise UserError(self._refusal_text(load["errors"], len(rows)))
        self._keep_outcome(load, rows, dry_run, time.perf_counter() - started)

    def _refusal_text(self, errors, row_count):
        number, problem = min(errors.items())
        return self.env._(
            "Nothing was imported: %(count)s of %(total)s rows are wrong. Row %(row)s: %(message)s Check the file to see all of"
            " them, mend them, or choose to import the valid rows.",
            count=len(errors),
            total=row_count,
            row=number,
            message=problem["message"],
        )

    def _read_rows(self):
        """Return the rows of the file. :raise UserError: if it cannot be read as a table of prices"""
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            return price_table.read_table(content, self.filename or "", self._heading_names())
        except price_table.TableError as error:
            raise UserError(self._table_error_text(error)) from error

    @api.model
    def _headings(self):
        """Return {column: heading in the user's language} of the file format."""
        return {
            "dealer": self.env._("Dealer code"),
            "product": self.env._("Product code"),
            "unit": self.env._("Unit"),
            "quantity": self.env._("From quantity"),
            "price": self.env._("Price"),
            "currency": self.env._("Currency"),
            "start": self.env._("Valid from"),
            "end": self.env._("Valid until"),
        }

    @api.model
    def _heading_names(self):
        """Return {heading in lower case: column} in every language that is installed, so that files may travel."""
        names = {column: column for column in price_table.COLUMNS}
        for code, _name in self.env["res.lang"].get_installed():
            headings = self.with_context(lang=code)._headings()
            names.update({heading.lower(): column for column, heading in headings.items()})
        return names

    def _table_error_text(self, error):
        if error.code == "missing_column":
            headings = self._headings()
            missing = ", ".join(headings[column] for column in error.detail.split(","))
            return self.env._(
                "The file %(file)s lacks the columns: %(columns)s. The first row must hold the headings; the template shows them.",
                file=self.filename or "",
                columns=missing,
            )
        if error.code == "too_long":
            return self.env._("The file has more than %(count)s rows. Split it.", count=error.detail)
        if error.code == "empty":
            return self.env._("The file %(file)s has no rows.", file=self.filename or "")
        return self.env._("The file %(file)s is no CSV or XLSX table.", file=self.filename or "")

    def _keep_outcome(self, load, rows, dry_run, seconds):
        """Write what ``load`` (see ``dealer.price.import.load``) found and did."""
        rejected = self._rejected_file(load["errors"], rows)
        self.line_ids.sudo().unlink()
        self.write(
            {
                "state": ByVerb("checked" if dry_run else "done"),
                "row_count": len(rows),
                "error_count": len(load["errors"]),
                "warning_count": len(load["warnings"]),
                "created_count": load["counts"]["created"],
                "updated_count": load["counts"]["updated"],
                "unchanged_count": load["counts"]["unchanged"],
                "closed_count": load["counts"]["closed"],
                "dealer_count": load["dealer_count"],
                "duration": seconds,
                "date_done": False if dry_run else fields.Datetime.now(),
                "error_file": rejected,
                "error_filename": self.env._("rejected rows.csv") if rejected else False,
            }
        )
        self.env["dealer.price.import.line"]._create_remarks(self, load["errors"], load["warnings"])

    def _rejected_file(self, errors, rows):
        """Return the rows with errors as a file of the same format with the reason behind each, or False."""
        if not errors:
            return False
        headings = self._headings()
        cells = dict(rows)
        table = [
            [price_table.clean_text(cells[number].get(column)) for column in price_table.COLUMNS] + [problem["message"]]
            for number, problem in sorted(errors.items())
        ]
        return base64.b64encode(price_table.write_csv([*headings.values(), self.env._("Error")], table))
