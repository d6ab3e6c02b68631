from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerPriceChange(models.Model):
    """New prices of one list, prepared and weighed as a draft and released for a date. No price counts before that."""

    _name = "dealer.price.change"
    _description = "Price Change"
    _inherit = ["mail.thread", "dealer.scope.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    dealer_id = fields.Many2one(related="pricelist_id.dealer_id", store=True, index="btree_not_null")
    list_kind = fields.Selection(related="pricelist_id.kind")
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    date_start = fields.Date(
        string="Effective From",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    date_end = fields.Date(
        string="Until", tracking=True, help="Empty: until the next change. Afterwards the price before counts again."
    )
    reason = fields.Char(tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("released", "Released"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one("res.users", string="Released By", readonly=True, copy=False)
    date_released = fields.Datetime(string="Released On", readonly=True, copy=False)
    line_ids = fields.One2many("dealer.price.change.line", "change_id", string="Prices", copy=True)
    line_count = fields.Integer(string="Number of Prices", compute="_compute_totals")
    below_floor_count = fields.Integer(string="Below the Floor", compute="_compute_totals")
    announced_count = fields.Integer(
        string="Announced Later",
        compute="_compute_announced_count",
        help="Products of this change for which the list has a price that starts after this one and will take its place.",
    )
    revenue_before = fields.Monetary(
        string="Sales Last Quarter", compute="_compute_totals", help="What was sold last quarter, at the prices of now."
    )
    revenue_after = fields.Monetary(
        string="At the New Prices", compute="_compute_totals", help="The same quantities at the new prices."
    )
    effect_amount = fields.Monetary(string="Effect on Sales", compute="_compute_totals")
    margin_before = fields.Float(
        string="Margin Now (%)", compute="_compute_totals", digits=(16, 1), help="Of what was sold and has a cost."
    )
    margin_after = fields.Float(
        string="Margin After (%)", compute="_compute_totals", digits=(16, 1), help="Of what was sold and has a cost."
    )

    _period = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "A price change cannot end before it takes effect."
    )

    @api.depends("line_ids.below_floor", "line_ids.revenue_before", "line_ids.revenue_after", "line_ids.cost_amount")
    def _compute_totals(self):
        """Sums come from the database, so that a page of changes with thousands of prices each is read at once."""
        stored = self._sums_of_lines()
        margin = self.env["dealer.price.figures"]._margin
        for change in self:
            count, below, before, after, cost, *weighed = stored.get(change) or change.line_ids._sums()
            change.update(
                {
                    "line_count": count,
                    "below_floor_count": below,
                    "revenue_before": before,
                    "revenue_after": after,
                    "effect_amount": after - before,
                    "margin_before": margin(weighed[0], cost),
                    "margin_after": margin(weighed[1], cost),
                }
            )

    def _sums_of_lines(self):
        """Return {change: (lines, lines below the floor, sales before, sales after, cost, sales before and after of what has
        a cost)} of those that are saved.
        """
        saved = self.filtered(lambda change: change.id)
        domain = [("change_id", "in", saved.ids)]
        lines = self.env["dealer.price.change.line"]
        sums = ["__count", "revenue_before:sum", "revenue_after:sum", "cost_amount:sum"]
        below = dict(lines._read_group([*domain, ("below_floor", "=", True)], ["change_id"], ["__count"]))
        weighed = lines._read_group([*domain, ("cost_amount", ">", 0)], ["change_id"], sums[1:3])
        weighed = {change: amounts for change, *amounts in weighed}
        found = {
            change: (count, below.get(change, 0), before, after, cost, *weighed.get(change, (0.0, 0.0)))
            for change, count, before, after, cost in lines._read_group(domain, ["change_id"], sums)
        }
        return dict.fromkeys(saved, (0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)) | found

    @api.depends("pricelist_id", "date_start", "line_ids.product_id")
    def _compute_announced_count(self):
        for change in self:
            templates = change.line_ids.product_id.product_tmpl_id._origin
            later = [
                ("pricelist_id", "=", change.pricelist_id._origin.id),
                ("product_tmpl_id", "in", templates.ids),
                ("date_start", ">", change._moment_start()),
            ]
            items = self.env["product.pricelist.item"].search(later) if templates else change.line_ids.item_id.browse()
            change.announced_count = len((items - change.line_ids.item_id).product_tmpl_id)

    @api.model_create_multi
    def create(self, vals_list):
        rows = []
        for vals in vals_list:
            self._refuse_outcome(vals)
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            number = self.env["ir.sequence"].sudo().with_company(company).next_by_code("dealer.price.change")
            rows.append({**vals, "name": number or "/", "state": "draft", "user_id": False, "date_released": False})
        changes = super().create(rows)
        changes._check_rights()
        return changes

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            self._refuse_outcome(vals)
            if vals.keys() & {"company_id", "pricelist_id", "date_start", "date_end", "line_ids"}:
                self._check_draft()
        res = super().write(ByVerb.plain(vals))
        if "pricelist_id" in vals:
            self._check_rights()
        return res

    @api.model
    def _refuse_outcome(self, vals):
        if vals.keys() & {"name", "user_id", "date_released"} or vals.get("state", "draft") != "draft":
            raise UserError(
                self.env._("A price change is released or cancelled by its buttons, not by writing its state.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        if any(change.state == "released" for change in self):
            raise UserError(self.env._("A released price change is part of the price history and cannot be deleted."))

    def _check_draft(self):
        if wrong := self.filtered(lambda change: change.state != "draft")[:1]:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The price change %(name)s is in state '%(state)s' and cannot be changed. Copy it to make another.",
                    name=wrong.name,
                    state=states[wrong.state],
                )
            )

    def _check_rights(self):
        """Raise AccessError unless the user may set the prices of every list that ``self`` changes."""
        self.check_access("write")
        self.pricelist_id.check_access("write")
        if not self.env["dealer.dealer"]._sets_prices():
            raise AccessError(self.env._("Only a price manager may change prices of dealers."))

    def action_release(self):
        """Let the new prices count from their date; the prices before end a second earlier. Repeating it does nothing.

        :return: True
        :raise AccessError: for people who do not set the prices of the list
        :raise UserError: if there is nothing to release, a price is missing, or the date has passed
        """
        self._check_rights()
        for change in self.filtered(lambda change: change.state != "released"):
            change._check_draft()
            change._check_releasable()
            change._write_items()
            change._mark_released()
        return True

    def action_cancel(self):
        """Give up drafts. Released changes stay: a later one takes them back. :return: True"""
        self._check_rights()
        for change in self.filtered(lambda change: change.state != "cancelled"):
            change._check_draft()
            change.write({"state": ByVerb("cancelled")})
        return True

    def action_refresh(self):
        """Work out the figures of the lines again: prices of now, costs, floors, sales of last quarter. :return: True"""
        self._check_rights()
        self._check_draft()
        self.line_ids._refresh_figures()
        return True

    def action_open_lines(self):
        """Return the action of the lines of one change as a list to search, group and export."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prices of %(name)s", name=self.name),
            "res_model": "dealer.price.change.line",
            "view_mode": "list",
            "domain": [("change_id", "=", self.id)],
            "context": {"default_change_id": self.id, "create": self.state == "draft", "delete": self.state == "draft"},
        }

    def action_simulate(self):
        """Return the action of the simulation: what the dealers reached would pay after the release."""
        self.ensure_one()
        simulation = self.env["dealer.price.simulation"].create({"change_id": self.id})
        return simulation._open()

    def _check_releasable(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("The price change %(name)s has no prices. Add some before you release it.", name=self.name)
            )
        if self.date_start < self._today():
            raise UserError(
                self.env._(
                    "%(name)s would take effect on %(date)s, which has passed: orders of that time had another price. Give"
                    " today or a later date.",
                    name=self.name,
                    date=format_date(self.env, self.date_start),
                )
            )
        empty = self.line_ids.filtered(lambda line: not line.source_item_id and line.new_price <= 0)[:1]
        if empty:
            raise UserError(
                self.env._("The new price of %(product)s must be above 0.", product=empty.product_id.display_name)
            )

    def _today(self):
        return self.company_id._dealer_today()

    def _moment_start(self):
        """Return the UTC moment from which the new prices count: the start of the day, or now if the day is today."""
        self.ensure_one()
        if not self.date_start:
            return fields.Datetime.now()
        start = self.company_id._dealer_day_start(self.date_start)
        return max(start, fields.Datetime.now()) if self.date_start <= self._today() else start

    def _moment_end(self):
        self.ensure_one()
        return self.company_id._dealer_day_end(self.date_end) if self.date_end else False

    def _mark_released(self):
        self.write({"state": ByVerb("released"), "user_id": self.env.uid, "date_released": fields.Datetime.now()})

    def _write_items(self):
        """Write the items of one change: fixed prices as versions, other rules as copies of their source."""
        self.ensure_one()
        start, end = self._moment_start(), self._moment_end()
        fixed = self.line_ids.filtered(lambda line: not line.source_item_id)
        if fixed:
            version = self.env["dealer.price.version"]
            version._stage([line._prepare_stage(start, end) for line in fixed])
            version._plan(shorten=True)
            version._apply()
            fixed._set_items(version._items_by_row())
        rules = self.line_ids - fixed
        rules._set_items({line.id: line._release_rule(start, end).id for line in rules})
