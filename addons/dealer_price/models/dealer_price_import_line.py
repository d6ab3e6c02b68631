from odoo import api, fields, models

# People read the first remarks and take the rest from the file of rejected rows.
MAX_REMARKS = 1000


class DealerPriceImportLine(models.Model):
    """What is wrong with a row of a price file, or worth a second look."""

    _name = "dealer.price.import.line"
    _description = "Price Import: Remark"
    _order = "import_id desc, severity, row, id"
    _rec_name = "message"

    import_id = fields.Many2one("dealer.price.import", required=True, index=True, ondelete="cascade", readonly=True)
    row = fields.Integer(readonly=True, help="As the spreadsheet counts; the heading is row 1.")
    severity = fields.Selection([("error", "Error"), ("warning", "Warning")], required=True, readonly=True)
    code = fields.Selection(selection="_selection_code", string="Kind", readonly=True)
    message = fields.Char(readonly=True)

    @api.model
    def _selection_code(self):
        return [
            ("missing_value", self.env._("Value missing")),
            ("unknown_dealer", self.env._("Unknown dealer")),
            ("no_right", self.env._("No right on the dealer")),
            ("unknown_product", self.env._("Unknown product")),
            ("ambiguous_product", self.env._("Product code not unique")),
            ("bad_number", self.env._("No number")),
            ("bad_date", self.env._("No date")),
            ("bad_period", self.env._("End before start")),
            ("wrong_unit", self.env._("Wrong unit")),
            ("wrong_currency", self.env._("Wrong currency")),
            ("duplicate_row", self.env._("Row twice")),
            ("overlapping_period", self.env._("Overlapping period")),
            ("below_floor", self.env._("Below the floor price")),
        ]

    @api.model
    def _create_remarks(self, price_import, errors, warnings):
        """Keep the first remarks of an import, errors before warnings; the verbs of the import call this."""
        found = [
            (severity, row, problem)
            for severity, problems in (("error", errors), ("warning", warnings))
            for row, problem in sorted(problems.items())
        ]
        lines_sudo = self.sudo()
        lines_sudo.create(
            [
                {"import_id": price_import.id, "row": row, "severity": severity, **problem}
                for severity, row, problem in found[:MAX_REMARKS]
            ]
        )
