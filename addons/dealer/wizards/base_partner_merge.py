from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    """Merging contacts of dealers changes whose documents and dealers they are; the platform does it by plain SQL."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge, then let everything follow that is derived from the partner.

        :raise AccessError: if the user may not change all of the contacts, or manage a dealer among them
        :raise UserError: if the contacts are of several dealers that have to stay apart
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        dealers = self._check_merge_of_dealers(partners)
        res = super()._merge(partner_ids, dst_partner, extra_checks)
        # what the platform has not noticed: the dealer's name, the mark on contacts, the dealer of documents
        self.env.invalidate_all()
        dealers.sudo().modified(["partner_id"])
        left = partners.exists()
        left._check_dealer_commercial()
        left._find_missing_dealers()
        return res

    def _check_merge_of_dealers(self, partners):
        """Return the dealers that ``partners`` themselves are.

        Raise unless ``partners`` are of one dealer at most, or are dealers of different companies themselves.
        """
        partners.check_access("write")
        owners_sudo = partners.sudo().commercial_partner_id.filtered("dealer_ids")
        dealers_sudo = owners_sudo.dealer_ids
        same_company = len(dealers_sudo.company_id) < len(dealers_sudo)
        if len(owners_sudo) > 1 and (same_company or owners_sudo != partners.sudo()):
            raise UserError(
                self.env._(
                    "%(dealers)s are different dealers: their contacts cannot be merged.",
                    dealers=", ".join(dealers_sudo.mapped("display_name")),
                )
            )
        dealers = self.env["dealer.dealer"].browse(partners.sudo().dealer_ids.ids)
        if dealers:
            dealers._check_manager(self.env._("Only a channel manager may merge a contact that is a dealer."))
        return dealers
