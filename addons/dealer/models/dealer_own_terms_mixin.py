from odoo import api, fields, models


class DealerOwnTermsMixin(models.AbstractModel):
    """Terms of a dealer: taken over from its type, overridden by hand term by term."""

    _name = "dealer.own.terms.mixin"
    _description = "Terms of a Dealer"
    _inherit = ["dealer.terms.mixin"]

    order_minimum = fields.Monetary(
        compute="_compute_terms", store=True, readonly=False, precompute=True, tracking=True
    )
    order_multiple = fields.Integer(compute="_compute_terms", store=True, readonly=False, precompute=True, default=None)
    payment_mode = fields.Selection(
        compute="_compute_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )
    price_policy = fields.Selection(
        compute="_compute_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )
    allow_drop_ship = fields.Boolean(compute="_compute_terms", store=True, readonly=False, precompute=True)
    allow_pick_up = fields.Boolean(compute="_compute_terms", store=True, readonly=False, precompute=True)
    assessment_scheme = fields.Selection(
        compute="_compute_terms", store=True, readonly=False, precompute=True, default=None
    )
    portal_ordering = fields.Boolean(
        compute="_compute_terms", store=True, readonly=False, precompute=True, default=None
    )
    own_terms = fields.Char(
        readonly=True,
        copy=False,
        help="Technical: names of the terms set by hand, which no longer follow the type.",
        groups="dealer.group_dealer_viewer",
    )
    terms_overridden = fields.Char(
        string="Terms Differing from the Type",
        compute="_compute_terms_overridden",
        groups="dealer.group_dealer_viewer",
    )

    @api.depends("type_id", "currency_id")
    def _compute_terms(self):
        """Take over the terms of the type. Only a change of the type chosen does so: changes *of* a type are pushed."""
        for dealer_type, dealers in self.grouped("type_id").items():
            for name in self._terms_fields():
                self._take_over_term(name, dealer_type, dealers)

    @api.model
    def _take_over_term(self, name, dealer_type, dealers):
        values = dealer_type._term_value_for(name, dealers, fields.Date.context_today(self)) if dealer_type else {}
        for dealer in dealers:
            dealer[name] = dealer[name] if dealer._keeps_own_term(name) else values.get(dealer, dealer[name])

    def _keeps_own_term(self, name):
        """Tell whether a term of one dealer was set by hand and still has its ground.

        An add-on that brings a term of its own has the platform compute all of them again: nothing may be lost by it.
        """
        self.ensure_one()
        if name not in self._own_term_names() or self.type_id._origin != self._origin.type_id:
            return False
        return self._fields[name].type != "monetary" or self.currency_id._origin == self._origin.currency_id

    @api.depends(lambda self: self._terms_overridden_depends())
    def _compute_terms_overridden(self):
        for dealer in self:
            names = [name for name in self._terms_fields() if dealer._term_differs(name)]
            dealer.terms_overridden = self._field_labels(names)

    @api.model
    def _terms_overridden_depends(self):
        names = self._terms_fields()
        return ["type_id", "own_terms", *names, *(f"type_id.{name}" for name in names)]

    def _own_term_names(self):
        """Return the set of the terms of one dealer that were set by hand."""
        return set((self.sudo().own_terms or "").split(",")) - {""}

    def _term_differs(self, name):
        """Tell whether a term of one dealer is not what its type prescribes.

        An amount in another currency is a conversion of some earlier day: it differs only if it was set by hand.
        """
        self.ensure_one()
        if self._fields[name].type == "monetary" and self.currency_id != self.type_id.currency_id:
            return name in self._own_term_names()
        return self._differs_from(name, self.type_id[name])

    def _differs_from(self, name, value):
        """Tell whether the term ``name`` of one dealer is not ``value``; money is compared in the dealer's currency."""
        self.ensure_one()
        if self._fields[name].type == "monetary":
            return bool(self.currency_id.compare_amounts(self[name], value))
        return self[name] != value

    def _release_own_terms(self, vals):
        """Let go of the terms set by hand that lose their ground when ``vals`` are written.

        Another type brings all its terms, another currency the amounts in it.

        :return: the dealers that get another type
        """
        retyped = self.filtered(lambda dealer: vals.get("type_id", dealer.type_id.id) != dealer.type_id.id)
        for dealer in self:
            own = set() if dealer in retyped else dealer._own_term_names()
            if vals.get("currency_id", dealer.currency_id.id) != dealer.currency_id.id:
                own = {name for name in own if self._fields[name].type != "monetary"}
            dealer._store_own_terms(own)
        return retyped

    def _take_over_rest(self, vals):
        """Take over from the new type what was not written next to it.

        The platform does not compute any term if one is written: they share one method.
        """
        rest = [name for name in self._terms_fields() if name not in vals]
        if len(rest) < len(self._terms_fields()):
            for dealer_type, dealers in self.sudo().grouped("type_id").items():
                for name in rest:
                    self._take_over_term(name, dealer_type, dealers)

    def _mark_own_terms(self, vals_list):
        """Keep account of which of the terms in ``vals_list`` (one dict a dealer) no longer follow the type."""
        terms = set(self._terms_fields())
        today = fields.Date.context_today(self)
        for dealer, vals in zip(self, vals_list, strict=True):
            own = dealer._own_term_names()
            for name in terms & vals.keys():
                prescribed = dealer.type_id._term_value_for(name, dealer, today)[dealer]
                own = own | {name} if dealer._differs_from(name, prescribed) else own - {name}
            dealer._store_own_terms(own)

    def _store_own_terms(self, names):
        """Remember for one dealer that the terms ``names`` were set by hand."""
        self.ensure_one()
        text = ",".join(sorted(names)) or False
        if text != (self.sudo().own_terms or False):
            self.sudo().write({"own_terms": text})
