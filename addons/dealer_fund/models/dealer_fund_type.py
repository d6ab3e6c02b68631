from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("prepayment", "Prepayment"),
    ("rebate", "Rebate"),
    ("marketing", "Marketing Fund"),
    ("deposit", "Security Deposit"),
]


class DealerFundType(models.Model):
    """A sort of money that dealers of a company have with us: its account, what it may pay for, how long it lasts."""

    _name = "dealer.fund.type"
    _description = "Fund Type"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Funds of the first type pay for an order first.")
    kind = fields.Selection(KINDS, required=True, help="A deposit is a security: it never counts as a prepayment.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    account_id = fields.Many2one(
        "account.account",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[
            ("account_type", "in", ("liability_current", "liability_non_current")),
            ("reconcile", "=", True),
        ],
        help="A liability that nothing else is booked on: its balance per dealer is the dealer's fund.",
    )
    journal_id = fields.Many2one(
        "account.journal", required=True, check_company=True, ondelete="restrict", domain=[("type", "=", "general")]
    )
    counterpart_account_id = fields.Many2one(
        "account.account",
        string="Funded from",
        check_company=True,
        ondelete="restrict",
        help="Where deposits come from that name neither a payment nor an account, such as the accrued rebates.",
    )
    income_account_id = fields.Many2one(
        "account.account",
        string="Expired to",
        check_company=True,
        ondelete="restrict",
        help="Income account for lots that nobody used before their last day.",
    )
    expiry_months = fields.Integer(string="Valid for (months)", help="0: lots never expire, unless they say so.")
    write_off = fields.Selection(
        [("manual", "By finance"), ("automatic", "Every night")],
        string="Expired Lots Are Written off",
        required=True,
        default="manual",
    )
    spend_on_orders = fields.Boolean(
        string="Pays for Orders",
        compute="_compute_spend_on_orders",
        store=True,
        readonly=False,
        precompute=True,
    )
    order_share_percent = fields.Float(
        string="At Most of an Order (%)",
        digits=(5, 2),
        default=100.0,
        help="The greatest share of what it may pay for that the fund pays of one order.",
    )
    category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="And those below. Empty: all products."
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", help="Beside the categories. Both empty: all products."
    )
    not_on_special = fields.Boolean(
        string="Not on Special Prices", help="Lines at special prices are not paid for by this fund."
    )
    fund_ids = fields.One2many("dealer.fund", "type_id", string="Funds")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "Another fund type of this company has this code.")
    _account_unique = models.Constraint(
        "UNIQUE(company_id, account_id)",
        "Another fund type is booked on this account. Each type needs one of its own.",
    )
    _share_range = models.Constraint(
        "CHECK(order_share_percent > 0 AND order_share_percent <= 100)",
        "The share of an order must be more than 0 and at most 100 percent.",
    )
    _expiry_range = models.Constraint(
        "CHECK(expiry_months BETWEEN 0 AND 1200)", "Lots are valid for 0 (for ever) to 1,200 months."
    )

    @api.depends("kind")
    def _compute_spend_on_orders(self):
        for fund_type in self:
            fund_type.spend_on_orders = fund_type.kind != "deposit"

    @api.constrains("kind", "spend_on_orders")
    def _check_deposit(self):
        for fund_type in self:
            if fund_type.kind == "deposit" and fund_type.spend_on_orders:
                raise ValidationError(
                    self.env._(
                        "%(type)s holds deposits: these are kept as a security and cannot pay for orders.",
                        type=fund_type.name,
                    )
                )

    @api.constrains("account_id", "write_off", "income_account_id")
    def _check_account(self):
        for fund_type in self:
            account_sudo = fund_type.account_id.sudo()
            if account_sudo.internal_group != "liability" or not account_sudo.reconcile:
                raise ValidationError(
                    self.env._(
                        "%(account)s cannot keep funds. Choose a liability account that allows reconciliation.",
                        account=account_sudo.display_name,
                    )
                )
            if fund_type.write_off == "automatic" and not fund_type.income_account_id:
                raise ValidationError(
                    self.env._("%(type)s: name the account to which expired lots are written off.", type=fund_type.name)
                )

    @api.constrains("account_id")
    def _check_account_type(self):
        for fund_type in self:
            if fund_type.account_id.sudo().account_type in ("liability_payable", "liability_credit_card"):
                raise ValidationError(
                    self.env._(
                        "%(account)s is for bills or cards. Choose a current or non-current liability.",
                        account=fund_type.account_id.sudo().display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def write(self, vals):
        self.env.registry.clear_cache()
        self._check_identity_stays(vals)
        return super().write(vals)

    def _check_identity_stays(self, vals):
        """Raise if ``vals`` would change account, company or kind of a type that entries have been posted for."""
        named = {name: vals[name] for name in ("account_id", "company_id", "kind") if name in vals}
        for fund_type in self if named else ():
            known = {"kind": fund_type.kind, **{name: fund_type[name].id for name in ("account_id", "company_id")}}
            if any(value != known[name] for name, value in named.items()) and fund_type._has_items():
                raise UserError(
                    self.env._(
                        "Entries have been posted for funds of the type %(type)s: its account, company and kind stay."
                        " Make another type.",
                        type=fund_type.name,
                    )
                )

    def _has_items(self):
        """Tell whether something is posted on the account of this type."""
        domain = [
            ("account_id", "=", self.account_id.id),
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
        ]
        return bool(self.env["account.move.line"].sudo().search_count(domain, limit=1))

    @api.model
    @tools.ormcache()
    def _by_account(self):
        """Return {(account id, company id): type id} of all types, archived ones too: every posting asks."""
        types_sudo = self.sudo().with_context(active_test=False).search_fetch([], ["account_id", "company_id"])
        return {(each.account_id.id, each.company_id.id): each.id for each in types_sudo}
