from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    pricelist_id = fields.Many2one(
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        dealers = super().create(vals_list)
        dealers.filtered(lambda dealer: dealer.state == "active")._create_own_lists()
        return dealers

    def write(self, vals):
        partners = {dealer: dealer.partner_id for dealer in self} if "partner_id" in vals else {}
        res = super().write(vals)
        if "currency_id" in vals:
            self._check_own_list_currency()
        for dealer, partner in partners.items():
            if dealer.pricelist_id and partner != dealer.partner_id:
                dealer._hand_over_own_list(partner)
        return res

    def _after_transition(self, target):
        res = super()._after_transition(target)
        if target == "active":
            self._create_own_lists()
        return res

    def action_create_pricelist(self):
        """Give each of these dealers that has none its own price list and hand it to the partner.

        :return: True, as RPC knows no None
        :raise AccessError: for those who may set neither prices nor dealers
        """
        self.check_access("read")
        if not self.env.user.has_group("dealer_price.group_price_manager"):
            self.check_access("write")
        self._create_own_lists()
        return True

    def _create_own_lists(self):
        """Create the own lists that are missing. The list is empty at first: every price comes from what it falls back to."""
        missing = self.filtered(lambda dealer: not dealer.pricelist_id)
        if missing:
            self.env["product.pricelist"].sudo().create([dealer._prepare_own_list_vals() for dealer in missing])

    def _prepare_own_list_vals(self):
        self.ensure_one()
        return {
            "name": f"{self.code} {self.name}" if self.code else self.name,
            "dealer_id": self.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
        }

    def _link_own_list(self):
        """Point these dealers, and their partners in the dealers' companies, to the list that is theirs."""
        lists_sudo = self.env["product.pricelist"].sudo().with_context(active_test=False)
        for pricelist_sudo in lists_sudo.search([("dealer_id", "in", self.ids)]):
            dealer_sudo = pricelist_sudo.dealer_id
            if dealer_sudo.pricelist_id != pricelist_sudo:
                dealer_sudo.pricelist_id = pricelist_sudo
            partner_sudo = dealer_sudo.partner_id.with_company(dealer_sudo.company_id)
            partner_sudo.specific_property_product_pricelist = pricelist_sudo

    def _hand_over_own_list(self, partner):
        """Take the own list from the partner that was the dealer before and give it to the one that is now."""
        self.ensure_one()
        partner_sudo = partner.sudo().with_company(self.company_id)
        if partner_sudo.specific_property_product_pricelist == self.pricelist_id:
            partner_sudo.specific_property_product_pricelist = False
        self._link_own_list()

    def _check_own_list_currency(self):
        """An empty own list follows the dealer's currency; one with prices cannot, as they would mean something else."""
        for dealer in self:
            pricelist_sudo = dealer.pricelist_id.sudo()
            if not pricelist_sudo or pricelist_sudo.currency_id == dealer.currency_id:
                continue
            if (
                self.env["product.pricelist.item"]
                .sudo()
                .search_count([("pricelist_id", "=", pricelist_sudo.id)], limit=1)
            ):
                raise UserError(
                    self.env._(
                        "The own price list of %(dealer)s has prices in %(currency)s. Move or end them before you change the"
                        " currency.",
                        dealer=dealer.display_name,
                        currency=pricelist_sudo.currency_id.name,
                    )
                )
            pricelist_sudo.currency_id = dealer.currency_id
