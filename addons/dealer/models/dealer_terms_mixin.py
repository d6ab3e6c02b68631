from odoo import api, fields, models


class DealerTermsMixin(models.AbstractModel):
    """The terms that a dealer type prescribes and a dealer trades under; same names on both."""

    _name = "dealer.terms.mixin"
    _description = "Dealer Terms"

    currency_id = fields.Many2one("res.currency", required=True)
    order_minimum = fields.Monetary(help="Least untaxed amount of an order, in the currency shown.")
    order_multiple = fields.Integer(default=1, help="Quantities are ordered in multiples of this many pieces.")
    payment_mode = fields.Selection(
        [("prepaid", "Prepaid"), ("credit", "On credit"), ("credit_or_prepaid", "On credit or prepaid")],
        default="prepaid",
        required=True,
    )
    price_policy = fields.Selection(
        [("own_list", "Own price list"), ("tier_list", "Price list of the tier"), ("base_list", "Base price list")],
        default="base_list",
        required=True,
    )
    allow_drop_ship = fields.Boolean(
        string="Drop-Shipping", help="Goods may be sent straight to the dealer's customer."
    )
    allow_pick_up = fields.Boolean(string="Pick-Up", help="The dealer may collect goods at a warehouse or outlet.")
    assessment_scheme = fields.Selection(
        [("none", "None"), ("quarterly", "Quarterly"), ("yearly", "Yearly")],
        default="none",
        required=True,
    )
    portal_ordering = fields.Boolean(default=True, help="The dealer may order on the portal.")

    _order_multiple_positive = models.Constraint(
        "CHECK(order_multiple >= 1)", "The order multiple is a number of pieces, at least 1."
    )
    _order_minimum_positive = models.Constraint("CHECK(order_minimum >= 0)", "The order minimum cannot be negative.")

    @api.model
    def _terms_fields(self):
        """Return the names of the fields that are terms; add-ons extend it."""
        return [
            "order_minimum",
            "order_multiple",
            "payment_mode",
            "price_policy",
            "allow_drop_ship",
            "allow_pick_up",
            "assessment_scheme",
            "portal_ordering",
        ]

    def _term_text(self, name):
        """Return the value of the term ``name`` of one record in words, as a user reads it."""
        self.ensure_one()
        field = self._fields[name]
        value = self[name]
        if field.type == "monetary":
            return self.currency_id.format(value or 0.0)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return "" if value is False or value is None else str(value)
