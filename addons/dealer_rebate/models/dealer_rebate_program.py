from odoo import api, fields, models
from odoo.exceptions import ValidationError

PERIODS = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half_year", "Half Year"),
    ("year", "Year"),
    ("program", "Whole Program"),
]


class DealerRebateProgram(models.Model):
    """What dealers get back, and for what: one version of a program.

    A version is edited as a draft. Activated, it never changes: what was promised is what is paid. A change is a new
    version from a day on (:meth:`action_new_version`), which ends the one before.
    """

    _name = "dealer.rebate.program"
    _description = "Rebate Program"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.job.mixin"]
    _order = "date_from desc, name, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, help="Dealers read it.")
    code = fields.Char(required=True, help="The same for all versions.")
    version = fields.Integer(default=1, readonly=True, copy=False)
    replaces_id = fields.Many2one("dealer.rebate.program", readonly=True, copy=False, ondelete="restrict", index=True)
    replaced_ids = fields.One2many("dealer.rebate.program", "replaces_id", string="Replaced by", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Bands and what is earned are in this currency; documents in others count at their own rate.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_from = fields.Date(string="Valid from", required=True, tracking=True)
    date_to = fields.Date(string="Valid until", required=True, tracking=True)
    description = fields.Text(string="Terms", help="What dealers read beside the figures.")

    # -- what is counted ------------------------------------------------------------------------------------------

    settlement_period = fields.Selection(PERIODS, required=True, default="quarter", help="How often it is paid out.")
    cumulation_period = fields.Selection(
        PERIODS,
        required=True,
        default="quarter",
        help="Over how long the volume adds up until it starts again at zero. Not shorter than the settlement.",
    )
    basis = fields.Selection(
        [("invoiced", "Invoiced"), ("delivered", "Delivered"), ("ordered", "Ordered"), ("paid", "Paid")],
        required=True,
        default="invoiced",
    )
    measure = fields.Selection([("amount", "Amount"), ("quantity", "Quantity")], required=True, default="amount")
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", ondelete="restrict", help="Quantities in other units of the same kind are converted."
    )
    comparison = fields.Selection(
        [("none", "None: the volume itself"), ("growth", "Growth over a base period"), ("target", "Target achieved")],
        required=True,
        default="none",
        help="What the bands are about: the volume, its growth in percent, or the percentage of the target.",
    )
    rate_on = fields.Selection(
        [("all", "The whole volume"), ("excess", "What exceeds the base or target")],
        required=True,
        default="all",
    )
    growth_base = fields.Selection(
        [("previous_year", "Same days of the year before"), ("given", "Given days")],
        required=True,
        default="previous_year",
    )
    base_date_from = fields.Date(string="Base from")
    base_date_to = fields.Date(string="Base until")
    target_ids = fields.One2many("dealer.rebate.target", "program_id", string="Targets", copy=True)
    mix_ids = fields.One2many("dealer.rebate.mix", "program_id", string="Product Mix", copy=True)

    # -- how it is calculated -------------------------------------------------------------------------------------

    method = fields.Selection(
        [
            ("whole", "Whole amount at the rate reached"),
            ("progressive", "Progressive: each slab at its own rate"),
            ("rolling", "Rolling: full bands at theirs, all at the rate reached"),
            ("total", "Total: all rates reached on everything"),
            ("per_unit", "Amount per unit"),
            ("flat", "Flat amount of the band reached"),
            ("free_goods", "Free goods"),
            ("target_split", "Target: rate up to it, another above"),
        ],
        required=True,
        default="whole",
    )
    bound = fields.Selection(
        [
            ("lower_inclusive", "From … on: the lower bound belongs to the band"),
            ("upper_inclusive", "Up to …: the upper bound belongs to the band"),
            ("exclusive", "Above …: a bound must be exceeded"),
        ],
        required=True,
        default="lower_inclusive",
    )
    band_ids = fields.One2many("dealer.rebate.band", "program_id", string="Bands", copy=True)
    cap_amount = fields.Monetary(help="At most this in one period of cumulation. 0: no cap.")
    cap_percent = fields.Float(string="Cap (%)", digits=(16, 4), help="At most this share of the volume. 0: no cap.")
    minimum_amount = fields.Monetary(help="Less than this in one period of cumulation is not paid.")
    guarantee_amount = fields.Monetary(help="At least this in each full period of cumulation.")

    # -- who and what ---------------------------------------------------------------------------------------------

    type_ids = fields.Many2many(
        "dealer.type", "dealer_rebate_program_type_rel", string="Dealer Types", ondelete="restrict"
    )
    tier_ids = fields.Many2many(
        "dealer.tier", "dealer_rebate_program_tier_rel", string="Tiers", check_company=True, ondelete="restrict"
    )
    territory_ids = fields.Many2many(
        "dealer.territory",
        "dealer_rebate_program_territory_rel",
        string="Territories",
        help="And those below.",
        ondelete="restrict",
    )
    unit_ids = fields.Many2many(
        "dealer.unit",
        "dealer_rebate_program_unit_rel",
        string="Organisation Units",
        help="And those below.",
        ondelete="restrict",
    )
    tag_ids = fields.Many2many(
        "dealer.tag",
        "dealer_rebate_program_tag_rel",
        string="Tags",
        help="Any of them, such as a kind of contract.",
        ondelete="restrict",
    )
    dealer_ids = fields.Many2many(
        "dealer.dealer",
        "dealer_rebate_program_dealer_rel",
        string="Named Dealers",
        check_company=True,
        help="Only these, if any is named; the other conditions then narrow them.",
        ondelete="restrict",
    )
    excluded_dealer_ids = fields.Many2many(
        "dealer.dealer",
        "dealer_rebate_program_excluded_rel",
        string="Excluded Dealers",
        check_company=True,
        ondelete="restrict",
    )
    placement = fields.Selection(
        [("document", "On the day of each document"), ("end", "At the end of the period")],
        string="Where Dealers Stand",
        required=True,
        default="document",
        help="A dealer that moves to another tier, type, territory, unit or tag within a period: what it bought where the"
        " program is for it counts (on the day of each document), or all or nothing by where it stands on the last day (at the"
        " end). What is returned counts as when it was sold.",
    )
    product_ids = fields.Many2many(
        "product.product", "dealer_rebate_program_product_rel", string="Products", ondelete="restrict"
    )
    category_ids = fields.Many2many(
        "product.category",
        "dealer_rebate_program_category_rel",
        string="Product Categories",
        help="And those below. Neither products nor categories: all.",
        ondelete="restrict",
    )
    excluded_product_ids = fields.Many2many(
        "product.product", "dealer_rebate_program_no_product_rel", string="Excluded Products", ondelete="restrict"
    )
    excluded_category_ids = fields.Many2many(
        "product.category", "dealer_rebate_program_no_category_rel", string="Excluded Categories", ondelete="restrict"
    )
    include_special_price = fields.Boolean(string="Special-Price Lines Count", default=True)
    include_gifts = fields.Boolean(string="Gifts Count", help="Lines whose amount is zero; they matter to quantities.")
    include_freight = fields.Boolean(string="Freight Counts", help="Lines of delivery fees.")
    tax_included = fields.Boolean(string="Taxes Count")
    returns_in = fields.Selection(
        [("original", "Period of the original document"), ("current", "Period of the return")],
        string="Returns Count in",
        required=True,
        default="current",
    )

    # -- gates ----------------------------------------------------------------------------------------------------

    paid_gate = fields.Selection(
        [
            ("none", "Not asked"),
            ("fully_paid", "Only what is fully paid counts"),
            ("coefficient", "Counts with a coefficient by days to payment"),
        ],
        string="Payment",
        required=True,
        default="none",
    )
    coefficient_ids = fields.One2many("dealer.rebate.coefficient", "program_id", copy=True)
    no_overdue = fields.Boolean(string="Nothing Overdue", help="Who owes overdue amounts earns nothing until paid.")
    overdue_days = fields.Integer(string="Days of Grace", help="Only what is overdue by more days counts as overdue.")
    no_violation = fields.Boolean(help="A confirmed violation in the period forfeits the rebate.")
    claw_back = fields.Selection(
        [("carry", "Carry over to the next run"), ("collect", "Collect from the dealer")],
        string="Overpaid",
        required=True,
        default="carry",
    )
    combination = fields.Selection(
        [("all", "In addition to others"), ("best", "Only the best of its group")], required=True, default="all"
    )
    combination_group = fields.Char(help="Programs of one group: only the one that gives most is paid.")

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day lies before the first one.")
    _code_version_unique = models.UniqueIndex(
        "(company_id, code, version)", "Another program of this company has this code and version."
    )
    _amounts_positive = models.Constraint(
        "CHECK(cap_amount >= 0 AND cap_percent >= 0 AND minimum_amount >= 0 AND guarantee_amount >= 0"
        " AND overdue_days >= 0)",
        "Caps, minimum, guarantee and days of grace cannot be negative.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for program in self:
            program.currency_id = program.currency_id or program.company_id.currency_id

    @api.depends("name", "version")
    def _compute_display_name(self):
        for program in self:
            program.display_name = f"{program.name} v{program.version}" if program.version > 1 else program.name

    @api.constrains("settlement_period", "cumulation_period")
    def _check_periods(self):
        order = [key for key, _label in PERIODS]
        for program in self:
            if order.index(program.settlement_period) > order.index(program.cumulation_period):
                raise ValidationError(
                    self.env._(
                        "%(program)s would be settled less often than its volume starts again: choose a period of"
                        " cumulation that is not shorter than that of settlement.",
                        program=program.name,
                    )
                )

    @api.constrains("measure", "uom_id", "method")
    def _check_unit(self):
        for program in self:
            if (program.measure == "quantity" or program.method == "free_goods") and not program.uom_id:
                raise ValidationError(
                    self.env._("Say in which unit the quantities of %(program)s are counted.", program=program.name)
                )

    @api.constrains("combination", "combination_group")
    def _check_combination(self):
        for program in self:
            if program.combination == "best" and not program.combination_group:
                raise ValidationError(
                    self.env._("Name the group of which %(program)s is to be the best.", program=program.name)
                )
