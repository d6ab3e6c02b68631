from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class DealerPriceExplain(models.TransientModel):
    """ "Why this price?": asks for a dealer, product, quantity and date, or takes them from an order line."""

    _name = "dealer.price.explain"
    _description = "Why This Price?"

    dealer_id = fields.Many2one("dealer.dealer", ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line", ondelete="cascade", readonly=True)
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('sale_ok', '=', True)]",
        ondelete="cascade",
    )
    quantity = fields.Float(
        compute="_compute_from_line", store=True, readonly=False, precompute=True, digits="Product Unit"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
    )
    date = fields.Datetime(string="Asked for", default=fields.Datetime.now, required=True)
    currency_id = fields.Many2one(
        "res.currency",
        ondelete="cascade",
        help="Empty: the currency of the dealer's price list.",
    )
    explanation_html = fields.Html(string="Explanation", compute="_compute_explanation_html", sanitize=False)

    @api.depends("sale_line_id")
    def _compute_from_line(self):
        for wizard in self:
            line = wizard.sale_line_id
            wizard.product_id = line.product_id or wizard.product_id
            wizard.quantity = line.product_uom_qty or wizard.quantity or 1.0

    @api.depends("product_id", "sale_line_id")
    def _compute_uom_id(self):
        for wizard in self:
            wizard.uom_id = wizard.sale_line_id.product_uom_id or wizard.product_id.uom_id

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered("sale_line_id"):
            wizard._take_from_line()
        return wizards

    def _take_from_line(self):
        """Ask for what the line was priced for: its list's dealer, the moment it was priced, the order's currency."""
        line = self.sale_line_id
        source = line.sudo().price_source
        self.write(
            {
                "dealer_id": line.order_id.pricelist_id.sudo().dealer_id.id,
                "date": (source and source["date"]) or line.order_id.date_order,
                "currency_id": line.currency_id.id,
            }
        )

    def action_open(self):
        """Return the dialog of this wizard."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this price?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_print(self):
        """Return the report of this explanation."""
        self.ensure_one()
        return self.env.ref("dealer_price.price_explanation_report").report_action(self, config=False)

    @api.depends("dealer_id", "sale_line_id", "product_id", "quantity", "uom_id", "date", "currency_id")
    @api.depends_context("uid", "lang")
    def _compute_explanation_html(self):
        for wizard in self:
            told = wizard._explain() if wizard.product_id and (wizard.dealer_id or wizard.sale_line_id) else None
            wizard.explanation_html = (
                self.env["ir.qweb"]._render("dealer_price.price_explanation", {"told": told}) if told else False
            )

    def _explain(self):
        """Return the explanation (see ``dealer.dealer.explain_price``), with what was charged if it is of an order line."""
        self.ensure_one()
        asked = {
            "quantity": self.quantity,
            "uom": self.uom_id if self._uom_converts() else self.product_id.uom_id,
            "date": self.date,
            "currency": self.currency_id,
        }
        line = self.sale_line_id
        if not line:
            return self._with_texts(self.dealer_id.explain_price(self.product_id, **asked))
        line.check_access("read")
        pricelist = line.order_id.pricelist_id
        dealer = pricelist.sudo().dealer_id.with_env(self.env)
        dealer._check_price_reader()
        product = self.product_id.with_context(**line._get_product_price_context())
        told = pricelist._explain_price(product, **asked, order_line=line)
        if dealer:
            told["dealer"] = {"id": dealer.id, "name": dealer.display_name}
        told["charged"] = self._explain_charged(line, told)
        return self._with_texts(told)

    def _uom_converts(self):
        return self.uom_id and self.uom_id._has_common_reference(self.product_id.uom_id)

    def _explain_charged(self, line, told):
        """Return what the line charges and whether that is what the lists give: now, and when the line was priced."""
        source = line.sudo().price_source or {}
        precision = self.env["decimal.precision"].precision_get
        digits, found = precision("Product Price"), source.get("price", 0.0)
        net = line.price_unit * (1 - (line.discount or 0.0) / 100)
        taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
        expected = line.product_id._get_tax_included_unit_price_from_price(
            found, product_taxes=taxes, fiscal_position=line.order_id.fiscal_position_id
        )
        # A discount is rounded to its own digits: so much may what it leaves differ from the price in the list.
        rounded = abs(line.price_unit) * 10 ** -precision("Discount") / 100 if line.discount else 0.0
        differs = float_compare(abs(net - expected), rounded, precision_digits=digits) > 0
        return {
            "price": net,
            "by_hand": bool(source) and differs,
            "found": found,
            "missing": bool(source.get("missing")),
            "list": self.env["product.pricelist"].sudo().browse(source.get("list") or []).exists().name or "",
            "date": source.get("date") or "",
            "changed": bool(source) and float_compare(found, told["price"] or 0.0, precision_digits=digits) != 0,
            "state": line.order_id.state,
        }

    def _with_texts(self, told):
        """Return ``told`` with the amounts as a reader sees them."""
        currency = self.env["res.currency"].search([("name", "=", told["currency"])], limit=1)
        digits = max(self.env["decimal.precision"].precision_get("Product Price"), currency.decimal_places)

        def text(amount):
            return (
                currency.format(amount)
                if round(amount, currency.decimal_places) == round(amount, digits)
                else (f"{amount:,.{digits}f} {currency.name}")
            )

        told["price_text"] = "" if told["missing"] else text(told["price"])
        unit = self.env["uom.uom"].browse(told["unit"]["id"])
        told["per_text"] = self.env["product.pricelist.item"]._amount_per("", unit).strip()
        told["moment"] = fields.Datetime.to_datetime(told["date"])
        for facts in [told["winner"], *told["losers"]]:
            for name in ("date_start", "date_end"):
                facts[f"{name}_moment"] = fields.Datetime.to_datetime(facts.get(name))
        if charged := told.get("charged"):
            charged.update(price_text=text(charged["price"]), found_text=text(charged["found"]))
        return told

    @api.constrains("dealer_id", "sale_line_id")
    def _check_asked(self):
        for wizard in self:
            if not wizard.dealer_id and not wizard.sale_line_id:
                raise UserError(self.env._("Choose a dealer."))
