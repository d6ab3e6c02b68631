from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    """Whoever names a record by its id must be able to see it.

    A form that is being filled in and a wizard compute from the records that their caller names, often with the rights
    of the superuser: they would tell the dealer, the tier or the amounts of a document out of the caller's scope, or do
    something with it, where reading it is refused. And any record shows the names of those it links to: the platform
    takes the id of any record, and reads its name with the rights of the superuser.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_named_by_caller(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named_records([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Wizards take what they work on from the context, by keys of their own."""
        defaults = super().default_get(fields)
        if self._transient:
            self._check_named_records([defaults])
        return defaults

    def onchange(self, values, field_names, fields_spec):
        """Refuse ids out of scope. :raise AccessError: a value names a record of a dealer that the user cannot see"""
        self._check_named_by_caller([values])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _named_by_context(self):
        """Return the values that the caller gives as defaults."""
        prefix = "default_"
        return {key[len(prefix) :]: value for key, value in self.env.context.items() if key.startswith(prefix)}

    def _check_named_by_caller(self, vals_list):
        """Raise unless the user may see all records that ``vals_list`` and the caller's defaults name."""
        self._check_named_records([self._named_by_context(), *vals_list])

    def _check_named_records(self, vals_list):
        """Raise unless the user may see all records that ``vals_list`` names, those already on ``self`` aside; the superuser may."""
        if self.env.su:
            return
        named = defaultdict(set)
        for vals in vals_list:
            self._collect_named_records(vals, named)
        for model, ids in named.items():
            records = self.env[model].browse(ids)
            # the field is kept for the transaction: most of these records have been, or will be, read by the same caller
            if not all(record.dealer_in_scope for record in records):
                raise AccessError(
                    self.env._(
                        "This names a record (%(model)s) that is not within your access scope.",
                        model=self.env["ir.model"]._get(model).name,
                    )
                )

    def _collect_named_records(self, vals, named):
        """Add to ``named`` ({model: ids}) the records under data scope that ``vals`` names, nested values included."""
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational or field.comodel_name not in self.env:
                continue
            comodel = self.env[field.comodel_name]
            ids, nested = self._named_in_value(value)
            if ids and isinstance(comodel, self.pool["dealer.scope.mixin"]):
                named[comodel._name] |= ids - set(self._origin.sudo().mapped(name)._ids)
            for nested_vals in nested:
                comodel._collect_named_records(nested_vals, named)

    @api.model
    def _named_in_value(self, value):
        """Return (set of ids, list of dicts with nested values) of a relational field's value: an id, ids or commands."""
        ids, nested = [], []
        for item in value if isinstance(value, list | tuple) else [value]:
            # of a command: all but its number
            for part in item[1:] if isinstance(item, list | tuple) else [item]:
                if isinstance(part, dict):
                    nested.append(part)
                else:
                    ids += part if isinstance(part, list | tuple) else [part]
        return {i for i in ids if type(i) is int and i}, nested
