from odoo import fields, models


class DealerRebateDocument(models.TransientModel):
    """One document that a rebate was earned by: rows of a list that is made when somebody opens it."""

    _name = "dealer.rebate.document"
    _description = "Document behind a Rebate"
    _inherit = ["dealer.scope.mixin"]
    _order = "id"

    line_id = fields.Many2one("dealer.rebate.line", required=True, ondelete="cascade", readonly=True)
    dealer_id = fields.Many2one(related="line_id.dealer_id", store=True)
    name = fields.Char(string="Document", readonly=True)
    date = fields.Date(readonly=True)
    product = fields.Char(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    amount = fields.Float(digits=(16, 2), readonly=True)
    counted = fields.Float(digits=(16, 2), readonly=True, help="What of it counts for the basis.")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    def action_open_document(self):
        """Return the action that opens the document; it has rights of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


class DealerRebateLine(models.Model):
    _inherit = "dealer.rebate.line"

    def action_open_documents(self):
        """Return the action that lists the documents of one rebate; the counted amounts sum up to its basis."""
        self.ensure_one()
        self.check_access("read")
        rows = self.sudo()._documents(0, 1000)
        documents = self.env["dealer.rebate.document"].create(
            [
                {
                    "line_id": self.id,
                    "name": row.get("name") or "",
                    "date": row.get("date") or False,
                    "product": row.get("product") or "",
                    "quantity": row.get("quantity") or 0.0,
                    "amount": row.get("amount") or 0.0,
                    "counted": row.get("counted") or 0.0,
                    "res_model": row.get("model") or False,
                    "res_id": row.get("id") or 0,
                }
                for row in rows
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of %(line)s", line=self.display_name),
            "res_model": documents._name,
            "views": [(False, "list")],
            "domain": [("id", "in", documents.ids)],
        }
