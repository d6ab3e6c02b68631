from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def write(self, vals):
        """Refuse to move activities to a record that the user cannot read: they would show its name.

        The platform asks for the right to post there when an activity is made, and not when it is moved.

        :raise AccessError: the record is out of reach
        """
        res = super().write(vals)
        if not self.env.su and vals.keys() & {"res_id", "res_model_id", "res_model"}:
            for model, activities_sudo in self.sudo().filtered("res_model").grouped("res_model").items():
                self.env[model].browse(filter(None, activities_sudo.mapped("res_id"))).check_access("read")
        return res
