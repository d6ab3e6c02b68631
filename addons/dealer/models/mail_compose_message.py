from odoo import api, models


class MailComposeMessage(models.TransientModel):
    """Whoever writes a message about a record must be able to read the record.

    Subject and text are worked out, from the name of the record or from a template, with the rights of the superuser.
    """

    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        composers = super().create(vals_list)
        composers._check_documents()
        return composers

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"model", "res_ids", "template_id"}:
            self._check_documents()
        return res

    def onchange(self, values, field_names, fields_spec):
        """Refuse records that the user cannot read. :raise AccessError: as :meth:`create`"""
        named = {name: values[name] for name in ("model", "res_ids") if name in values}
        defaults = {} if self else self.default_get(["model", "res_ids"])
        self.new({**defaults, **named}, origin=self)._check_documents()
        return super().onchange(values, field_names, fields_spec)

    def _check_documents(self):
        """Raise unless the user may read the records that the messages are about; the superuser may."""
        if self.env.su:
            return
        for composer in self:
            if composer.model in self.env and (res_ids := composer._evaluate_res_ids()):
                self.env[composer.model].browse(res_ids).check_access("read")
