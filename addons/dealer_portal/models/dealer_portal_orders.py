from odoo import api, models


class DealerPortal(models.AbstractModel):
    """The entries of the navigation for ordering."""

    _inherit = "dealer.portal"

    @api.model
    def _menu_entries(self):
        home, *rest = super()._menu_entries()
        rows = [
            ("pad", self.env._("Order Pad"), "/my/pad", "fa-pencil-square-o", "order"),
            ("catalogue", self.env._("Catalogue"), "/my/catalogue", "fa-th-large", "see"),
        ]
        later = [
            ("templates", self.env._("Order Templates"), "/my/order-templates", "fa-files-o", "order"),
            ("numbers", self.env._("Own Part Numbers"), "/my/part-numbers", "fa-barcode", "order"),
        ]
        names = ("key", "label", "url", "icon", "right")
        first, last = ([dict(zip(names, row, strict=True)) for row in part] for part in (rows, later))
        return [home, *first, *rest, *last]
