from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_default_unit_id = fields.Many2one(related="company_id.dealer_default_unit_id", readonly=False)
    dealer_default_type_id = fields.Many2one(related="company_id.dealer_default_type_id", readonly=False)
    dealer_code_prefix = fields.Char(help="New dealers get this followed by a number.")
    dealer_code_padding = fields.Integer(string="Dealer Code Digits", help="Number of digits after the prefix.")
    dealer_tier_cron = fields.Boolean(
        string="Apply Tier Changes Daily", help="Planned tier changes take effect on their date, without a click."
    )

    @api.model
    def get_values(self):
        """Add the code sequence and the job that applies tier changes to the values shown."""
        sequence_sudo = self.env.ref("dealer.sequence_dealer").sudo()
        return {
            **super().get_values(),
            "dealer_code_prefix": sequence_sudo.prefix or "",
            "dealer_code_padding": sequence_sudo.padding,
            "dealer_tier_cron": self.env.ref("dealer.cron_tier_change").sudo().active,
        }

    def set_values(self):
        """Write the code sequence and switch the job that applies tier changes.

        :raise AccessError: for people without the rights to the settings; the platform only asks them to make a record
        """
        self.check_access("write")
        res = super().set_values()
        self.env.ref("dealer.sequence_dealer").sudo().write(
            {"prefix": self.dealer_code_prefix, "padding": self.dealer_code_padding}
        )
        self.env.ref("dealer.cron_tier_change").sudo().active = self.dealer_tier_cron
        return res
