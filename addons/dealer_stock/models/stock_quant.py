from odoo import api, models

# Where a transaction keeps the products of which it has reserved past somebody else's lock.
PASSED = "dealer_stock.passed_products"


class StockQuant(models.Model):
    """Notices when stock is reserved that another transaction is reserving at the same moment."""

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        """A row that reserves and holds nothing: the platform has found the stock's own row locked and passed it by.

        What the other transaction takes is not known then, and both may have taken the same goods.
        """
        passed = {
            vals["product_id"]
            for vals in vals_list
            if vals.get("product_id") and vals.get("reserved_quantity", 0) > 0 and not vals.get("quantity")
        }
        if passed:
            self.env.cr.cache.setdefault(PASSED, set()).update(passed)
        return super().create(vals_list)

    @api.model
    def _take_passed(self):
        """Return the ids of the products reserved past a lock since this was asked last in this transaction."""
        return self.env.cr.cache.pop(PASSED, set())

    def _is_overdrawn(self):
        """Tell whether more is reserved of these quants than there is, of one kind in one place."""
        kinds = ["product_id", "location_id", "lot_id", "package_id", "owner_id"]
        groups = self._read_group([("id", "in", self.ids)], kinds, ["quantity:sum", "reserved_quantity:sum"])
        return any(product.uom_id.compare(quantity, reserved) < 0 for product, *_kind, quantity, reserved in groups)
