from odoo import api, models


class DealerDealer(models.Model):
    """Help for people who import a list of dealers."""

    _inherit = "dealer.dealer"

    @api.model
    def get_import_templates(self):
        """Return the import template in the user's language: [{"label": text, "template": address}]."""
        lang = "zh_CN" if self.env.lang == "zh_CN" else "en_US"
        return [
            {
                "label": self.env._("Import Template for Dealers"),
                "template": f"/dealer/static/csv/dealer_import_{lang}.csv",
            }
        ]
