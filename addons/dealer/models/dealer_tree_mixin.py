from odoo import models
from odoo.exceptions import ValidationError


class DealerTreeMixin(models.AbstractModel):
    """Refuses a cycle in a tree with stored paths, in a sentence that names the record.

    A constraint would come too late: the platform rewrites the paths first, and stops with two words.
    """

    _name = "dealer.tree.mixin"
    _description = "Tree without Cycles"

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_no_cycle(vals["parent_id"])
        return super().write(vals)

    def _check_no_cycle(self, parent_id):
        """Raise if the record ``parent_id`` is one of ``self`` or lies below one of them."""
        path = self.browse(parent_id).sudo().parent_path or ""
        above = {int(node) for node in path.split("/") if node}
        for record_sudo in self.sudo():
            if record_sudo.id in above:
                raise ValidationError(
                    self.env._(
                        "%(record)s cannot stand below itself. Choose a parent that is not one of those below it.",
                        record=record_sudo.name,
                    )
                )
