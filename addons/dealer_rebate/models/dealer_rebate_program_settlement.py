from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerRebateProgram(models.Model):
    """How what was earned reaches the dealer, and how it is booked."""

    _inherit = "dealer.rebate.program"

    settle_by = fields.Selection(
        [
            ("fund", "Fund of the dealer"),
            ("credit_note", "Credit note"),
            ("invoice_line", "Line on the next invoice"),
            ("free_goods", "Free goods"),
            ("payment", "Payment"),
        ],
        required=True,
        default="credit_note",
        tracking=True,
    )
    fund_type_id = fields.Many2one(
        "dealer.fund.type",
        string="Fund",
        domain="[('kind', 'in', ('rebate', 'marketing')), ('company_id', '=', company_id)]",
        check_company=True,
        ondelete="restrict",
        help="Where the rebate is credited; it says how long it lasts and what it may pay for.",
    )
    settlement_product_id = fields.Many2one(
        "product.product",
        string="Product on Documents",
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
        check_company=True,
        default=lambda self: self.env.ref("dealer_rebate.product_rebate", raise_if_not_found=False),
        help="Stands on credit notes and invoice lines; its taxes apply.",
    )
    free_product_id = fields.Many2one(
        "product.product",
        string="Product Given Free",
        ondelete="restrict",
        check_company=True,
        help="What dealers get, in the unit of the program.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Journal of Entries",
        domain="[('type', '=', 'general')]",
        check_company=True,
        ondelete="restrict",
        help="For accruals and for entries of a settlement. Empty: the company's first one.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        string="Paid from",
        domain="[('type', 'in', ('bank', 'cash'))]",
        check_company=True,
        ondelete="restrict",
    )
    expense_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        ondelete="restrict",
        help="What rebates cost. Empty: the income account of the product on documents.",
    )
    accrual_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        ondelete="restrict",
        help="What is earned and not settled yet. Without it nothing is accrued.",
    )

    @api.model
    def _free_fields(self):
        """Say how it is booked at any time: nothing that was promised."""
        booking = {
            "settlement_product_id",
            "free_product_id",
            "journal_id",
            "payment_journal_id",
            "expense_account_id",
            "accrual_account_id",
        }
        return super()._free_fields() | booking

    def _check_complete(self):
        res = super()._check_complete()
        missing = {
            "fund": "fund_type_id",
            "credit_note": "settlement_product_id",
            "invoice_line": "settlement_product_id",
            "free_goods": "free_product_id",
            "payment": "payment_journal_id",
        }.get(self.settle_by)
        if self.claw_back == "collect" and not self._pays_goods() and not self.settlement_product_id:
            missing = "settlement_product_id"
        if missing and not self[missing]:
            raise UserError(
                self.env._(
                    "Fill in “%(field)s” of %(program)s: it cannot be settled without.",
                    field=self._field_label(missing),
                    program=self.name,
                )
            )
        if (self.settle_by in ("payment", "fund") or self.accrual_account_id) and not self._pays_goods():
            self._expense_account()
        if self._pays_goods() != (self.settle_by == "free_goods"):
            raise UserError(
                self.env._("%(program)s: free goods are earned and settled together, or neither.", program=self.name)
            )
        return res

    @api.model
    def _field_label(self, name):
        return self._fields[name].get_description(self.env, ["string"])["string"]

    def _entry_journal(self):
        """Return the journal of the entries of one program.

        :raise UserError: if the company has none
        """
        self.ensure_one()
        journal_sudo = self.sudo().journal_id or self.env["account.journal"].sudo().search(
            [("type", "=", "general"), ("company_id", "=", self.company_id.id)], limit=1
        )
        if not journal_sudo:
            raise UserError(self.env._("%(company)s has no journal for entries.", company=self.company_id.name))
        return journal_sudo.with_env(self.env)

    def _expense_account(self):
        """Return the account that one program's rebates are booked on.

        :raise UserError: if neither the program nor its product says one
        """
        self.ensure_one()
        program_sudo = self.sudo().with_company(self.company_id)
        product_sudo = program_sudo.settlement_product_id
        account_sudo = (
            program_sudo.expense_account_id
            or product_sudo
            and product_sudo.product_tmpl_id.get_product_accounts()["income"]
        )
        if not account_sudo:
            raise UserError(self.env._("Give the expense account of %(program)s.", program=self.name))
        return account_sudo.with_env(self.env)
