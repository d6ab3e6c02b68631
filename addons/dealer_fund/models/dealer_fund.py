from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

KEY = ("dealer_id", "type_id", "currency_id", "company_id")


class DealerFund(models.Model):
    """Money of a dealer that we keep: the general ledger's balance of one account for one dealer in one currency.

    Nothing about the amount is stored here: balance, lots and movements are journal items.
    """

    _name = "dealer.fund"
    _description = "Fund"
    _inherit = ["mail.thread", "dealer.scope.mixin", "dealer.job.mixin"]
    _order = "dealer_id, sequence, id"
    _check_company_auto = True

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict", check_company=True)
    type_id = fields.Many2one(
        "dealer.fund.type", string="Fund Type", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="dealer_id.company_id", store=True, index=True, precompute=True, string="Company"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="type_id.sequence", store=True, precompute=True)
    kind = fields.Selection(related="type_id.kind", store=True, precompute=True)
    active = fields.Boolean(default=True)
    dealer_unit_id = fields.Many2one("dealer.unit", related="dealer_id.unit_id", store=True, index=True)
    dealer_user_id = fields.Many2one(
        "res.users", string="Account Manager", related="dealer_id.user_id", store=True, index=True
    )
    balance = fields.Monetary(compute="_compute_figures", help="Of the general ledger.")
    held = fields.Monetary(compute="_compute_figures", help="Reserved by orders.")
    expired = fields.Monetary(compute="_compute_figures", help="Past its last day, not written off yet.")
    available = fields.Monetary(compute="_compute_figures", help="What may be used: neither held nor expired.")
    has_balance = fields.Boolean(compute="_compute_figures", search="_search_has_balance")
    has_expired = fields.Boolean(compute="_compute_figures", search="_search_has_expired")
    lot_ids = fields.One2many("dealer.fund.lot", "fund_id", string="Lots", readonly=True)
    hold_ids = fields.One2many("dealer.fund.hold", "fund_id", string="Holds", readonly=True)

    _dealer_type_currency_unique = models.Constraint(
        "UNIQUE(dealer_id, type_id, currency_id)", "The dealer has a fund of this type in this currency already."
    )

    @api.depends("dealer_id")
    def _compute_currency_id(self):
        for fund in self:
            fund.currency_id = fund.currency_id or fund.dealer_id.currency_id or self.env.company.currency_id

    @api.depends("dealer_id", "type_id", "currency_id")
    def _compute_display_name(self):
        for fund in self:
            fund.display_name = self.env._(
                "%(dealer)s – %(type)s (%(currency)s)",
                dealer=fund.dealer_id.name or "",
                type=fund.type_id.name or "",
                currency=fund.currency_id.name or "",
            )

    @api.depends_context("uid")
    def _compute_figures(self):
        """One query for all funds of the page."""
        figures = self._origin._figures()
        for fund in self:
            known = figures.get(fund._origin.id)
            fund.balance = known.balance if known else 0.0
            fund.held = known.held if known else 0.0
            fund.expired = known.lapsed if known else 0.0
            fund.available = known.available if known else 0.0
            fund.has_balance, fund.has_expired = bool(fund.balance), bool(fund.expired)

    @api.model
    def _search_has_balance(self, operator, value):
        return self._search_items(operator, value, SQL("GROUP BY fund.id HAVING SUM(item.amount_currency) <> 0"))

    @api.model
    def _search_has_expired(self, operator, value):
        lapsed = SQL("AND item.amount_residual_currency < 0 AND item.date_maturity < %s", self._day_query())
        return self._search_items(operator, value, lapsed)

    def _day(self):
        """Return today of one fund: that of its company, whoever asks and from wherever.

        By the asker's own time zone, which anybody may send with a call, a lot could be used when its last day is over.
        """
        return self.sudo().company_id._dealer_today()

    @api.model
    def _day_query(self):
        """Return the SQL of today of ``fund``: that of its company, as :meth:`_day` tells it."""
        return self.env["res.company"]._dealer_today_sql("fund.company_id")

    @api.model
    def _search_items(self, operator, value, condition):
        """Return the domain of the funds whose posted items meet ``condition``, the SQL after that of the items."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        self.env["account.move.line"].flush_model()
        return [("id", "in", SQL("(SELECT fund.id %s %s)", self._items_of_funds(), condition))]

    @api.constrains("dealer_id", "type_id")
    def _check_company_of_type(self):
        for fund in self:
            if fund.type_id.company_id != fund.dealer_id.company_id:
                raise ValidationError(
                    self.env._(
                        "The fund type %(type)s belongs to %(company)s, the dealer %(dealer)s does not.",
                        type=fund.type_id.name,
                        company=fund.type_id.company_id.name,
                        dealer=fund.dealer_id.name,
                    )
                )

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id", "dealer_unit_id", "dealer_user_id", "sequence", "kind"}

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_id", "dealer_unit_id", "dealer_user_id"]

    def write(self, vals):
        for fund in self if vals.keys() & set(KEY) else ():
            if any(name in vals and vals[name] != fund[name].id for name in KEY):
                raise UserError(
                    self.env._(
                        "%(fund)s keeps its dealer, type and currency. Open another fund and transfer the amount.",
                        fund=fund.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        items_sudo = self.env["account.move.line"].sudo()
        for fund in self:
            if fund.sudo().hold_ids or items_sudo.search_count(fund._items_domain(states=("posted", "draft")), limit=1):
                raise UserError(
                    self.env._("%(fund)s has entries or holds. Archive it instead.", fund=fund.display_name)
                )

    def _items_domain(self, states=("posted",)):
        """Return the domain of the journal items of this fund."""
        self.ensure_one()
        return [
            ("account_id", "=", self.sudo().type_id.account_id.id),
            ("dealer_id", "=", self.sudo().dealer_id.id),
            ("currency_id", "=", self.sudo().currency_id.id),
            ("company_id", "=", self.sudo().company_id.id),
            ("parent_state", "in", states),
        ]

    @api.model
    def _items_of_funds(self, fund_ids=None):
        """Return the SQL from FROM on of the posted journal items of funds: aliases ``fund``, ``type``, ``item``."""
        return SQL(
            """
              FROM dealer_fund fund
              JOIN dealer_fund_type type ON type.id = fund.type_id
              JOIN account_move_line item
                ON item.account_id = type.account_id AND item.company_id = fund.company_id
               AND item.dealer_id = fund.dealer_id AND item.currency_id = fund.currency_id
             WHERE item.parent_state = 'posted' AND %s
            """,
            SQL("TRUE") if fund_ids is None else SQL("fund.id = ANY(%s::integer[])", list(fund_ids)),
        )

    @api.model
    def _of_dealers(self, dealers, fund_type, currency=None):
        """Return {dealer id: fund (superuser)} of one type, opened where there is none.

        :param dealers: of the company of the type
        :param currency: of the funds; None: each dealer's own
        """
        funds_sudo = self.sudo().with_context(active_test=False)
        known = {
            (fund.dealer_id.id, fund.currency_id.id): fund
            for fund in funds_sudo.search([("dealer_id", "in", dealers.ids), ("type_id", "=", fund_type.id)])
        }
        wanted = {dealer.id: (dealer.id, (currency or dealer.sudo().currency_id).id) for dealer in dealers}
        missing = [key for key in wanted.values() if key not in known]
        opened_sudo = funds_sudo.create(
            [{"dealer_id": dealer, "type_id": fund_type.id, "currency_id": cur} for dealer, cur in missing]
        )
        known.update(zip(missing, opened_sudo, strict=True))
        return {dealer_id: known[key] for dealer_id, key in wanted.items()}

    @api.model
    def _of_items(self, items, open_missing=False):
        """Return the funds that the journal ``items`` are booked on; one query, whatever their number.

        :param open_missing: open funds that do not exist yet
        """
        types = self.env["dealer.fund.type"]._by_account()
        keys = {}
        for item in items.sudo():
            type_id = types.get((item.account_id.id, item.company_id.id))
            if type_id and item.dealer_id:
                keys[item.dealer_id.id, type_id, item.currency_id.id] = None
        funds_sudo = self.sudo().with_context(active_test=False)
        if not keys:
            return self.browse()
        found_sudo = funds_sudo.search(
            [("dealer_id", "in", [k[0] for k in keys]), ("type_id", "in", [k[1] for k in keys])]
        ).filtered(lambda fund: (fund.dealer_id.id, fund.type_id.id, fund.currency_id.id) in keys)
        if open_missing:
            for fund in found_sudo:
                keys.pop((fund.dealer_id.id, fund.type_id.id, fund.currency_id.id))
            found_sudo += funds_sudo.create(
                [{"dealer_id": key[0], "type_id": key[1], "currency_id": key[2]} for key in keys]
            )
        return found_sudo.with_env(self.env)
