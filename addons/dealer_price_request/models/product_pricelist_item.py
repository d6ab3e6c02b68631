from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.dealer.models.by_verb import ByVerb

# A special price is more special than any combination of tier, dealer type and territory: it wins over all other prices of
# the dealer's own list for the same variant, and the own list is the nearest.
SPECIAL_CONDITIONS = 10
SPECIAL_FIELD = "price_request_line_id"


class ProductPricelistItem(models.Model):
    """A special price is an item of the dealer's own list with one more condition: that enough of it is left."""

    _inherit = "product.pricelist.item"

    price_request_line_id = fields.Many2one(
        "dealer.price.request.line",
        string="Special Price",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Agreed on for one occasion, until its quantity, amount or time is used up.",
    )

    @api.depends("price_request_line_id")
    def _compute_condition_count(self):
        res = super()._compute_condition_count()
        for item in self:
            if item.sudo().price_request_line_id:
                item.condition_count += SPECIAL_CONDITIONS
        return res

    @api.model_create_multi
    def create(self, vals_list):
        by_verb = [ByVerb.gave(vals, "special_verb") for vals in vals_list]
        items = super().create(
            [{name: value for name, value in vals.items() if name != "special_verb"} for vals in vals_list]
        )
        for item, allowed in zip(items, by_verb, strict=True):
            if not allowed and item.sudo().price_request_line_id:
                item._refuse_special()
        return items

    def write(self, vals):
        if SPECIAL_FIELD in vals or self.sudo().price_request_line_id:
            self._refuse_special()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_special(self):
        """Whoever deletes a list's prices ends no agreement by it."""
        if self.sudo().price_request_line_id.request_id.filtered(lambda request: request.state == "approved"):
            self._refuse_special()

    @api.model
    def _drop_special_prices(self):
        """Take all special prices off the dealers' lists, as this add-on goes: without caps they would be without limit.

        Plain SQL: whoever deletes prices by the ORM ends no agreement by it.
        """
        specials_sudo = self.sudo().search([(SPECIAL_FIELD, "!=", False)])
        pricelists_sudo = specials_sudo.pricelist_id
        if specials_sudo:
            self.env.flush_all()
            self.env.cr.execute(SQL("DELETE FROM product_pricelist_item WHERE id IN %s", specials_sudo._ids))
            self.env.invalidate_all()
            pricelists_sudo._update_dealer_terms()

    def _refuse_special(self):
        names = self.sudo().price_request_line_id.request_id.mapped("name")
        raise UserError(
            self.env._(
                "Special prices (%(names)s) are kept by their requests. End or change the request instead.",
                names=", ".join(names),
            )
        )

    def copy_data(self, default=None):
        """A copy of a list or of its prices does not multiply what was agreed on once."""
        return super(ProductPricelistItem, self.filtered(lambda item: not item.sudo().price_request_line_id)).copy_data(
            default
        )

    # -- explanation ----------------------------------------------------------------------------------------------

    def _why_not(self, run, request):
        code, reason = super()._why_not(run, request)
        special_sudo = self.sudo().price_request_line_id
        if code or not special_sudo:
            return code, reason
        return special_sudo._why_not_for(request)

    def _condition_words(self):
        words = super()._condition_words()
        if special_sudo := self.sudo().price_request_line_id:
            words.append(special_sudo._words())
        return words

    def _explain_facts(self, link):
        facts = super()._explain_facts(link)
        if special_sudo := self.sudo().price_request_line_id:
            facts["special"] = special_sudo._facts()
        return facts

    def _method_words(self):
        words = super()._method_words()
        if special_sudo := self.sudo().price_request_line_id:
            return self.env._("%(price)s, special price %(name)s", price=words, name=special_sudo.request_id.name)
        return words
