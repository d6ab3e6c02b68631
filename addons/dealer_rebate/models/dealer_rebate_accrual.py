from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

_ONE_DAY = timedelta(days=1)


class DealerRebateAccrual(models.Model):
    """What one entry added to (or took off) the accrual of a program, dealer by dealer."""

    _name = "dealer.rebate.accrual"
    _description = "Rebate Accrual"
    _order = "date desc, id desc"

    program_id = fields.Many2one("dealer.rebate.program", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    date = fields.Date(required=True, readonly=True, help="Up to which what was earned is accrued.")
    move_id = fields.Many2one("account.move", string="Entry", required=True, readonly=True, ondelete="restrict")
    line_ids = fields.One2many("dealer.rebate.accrual.line", "accrual_id", readonly=True)
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("program_id.name", "date")
    def _compute_display_name(self):
        for accrual in self:
            accrual.display_name = f"{accrual.program_id.display_name} {accrual.date}"

    @api.depends("line_ids.amount")
    @api.depends_context("uid")
    def _compute_amount(self):
        sums = dict(
            self.env["dealer.rebate.accrual.line"]._read_group(
                [("accrual_id", "in", self.ids)], ["accrual_id"], ["amount:sum"]
            )
        )
        for accrual in self:
            accrual.amount = sums.get(accrual, 0.0)


class DealerRebateAccrualLine(models.Model):
    _name = "dealer.rebate.accrual.line"
    _description = "Rebate Accrual of a Dealer"
    _inherit = ["dealer.scope.mixin"]
    _order = "accrual_id desc, id"

    accrual_id = fields.Many2one("dealer.rebate.accrual", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one(related="accrual_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="accrual_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="accrual_id.currency_id")
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict", readonly=True)
    amount = fields.Monetary(readonly=True)


class DealerRebateProgram(models.Model):
    """Accrual: what is earned and not settled stands in the books at the end of each period."""

    _inherit = "dealer.rebate.program"

    accrual_ids = fields.One2many("dealer.rebate.accrual", "program_id", string="Accruals", readonly=True)

    def action_accrue(self, date=None):
        """Book what dealers have earned up to a day and not got yet, as the difference to what is accrued. :return: True

        Repeating it books nothing more. Where the day is locked, the entry takes the first day that is open.

        :param date: by default the last day of last month
        One entry is for all dealers of the program: who does not see all whose accrual changes leaves it to somebody who does,
        or to the job.

        :raise UserError: without the accounts, or where goods are earned
        :raise AccessError: if the user settles no rebates, or not of all dealers whose accrual changes
        """
        self.env["dealer.rebate.run"]._check_may_settle()
        for program in self:
            day = fields.Date.to_date(date) or program._last_month_end()
            program._check_may_accrue()
            program._lock_runs()
            program_sudo = program.sudo()
            differences = program_sudo._accrual_differences(day)
            program._check_covers([dealer_sudo.id for dealer_sudo in differences])
            program_sudo._book_accrual(differences, day)
        return True

    def _check_covers(self, dealer_ids):
        """Raise unless the user is an officer of rebates by roles whose scope covers all these dealers."""
        if self.env.su:
            return
        dealers = self.env["dealer.dealer"].browse(dealer_ids)
        covered = dealers._in_scope_of(
            self.env["dealer.access"]._roles_with_group("dealer_rebate.group_rebate_officer")
        )
        if covered != dealers:
            raise AccessError(
                self.env._(
                    "%(program)s is accrued for all its dealers in one entry. Your roles do not cover %(count)s of the %(all)s"
                    " dealers whose accrual changes: leave it to the nightly job, or ask an officer of rebates who"
                    " sees them all.",
                    program=self.display_name,
                    count=len(dealers - covered),
                    all=len(dealers),
                )
            )

    def _check_may_accrue(self):
        self.ensure_one()
        if self._pays_goods():
            raise UserError(self.env._("%(program)s gives goods: only amounts are accrued.", program=self.name))
        if self.state == "draft" or not self.accrual_account_id:
            raise UserError(
                self.env._(
                    "%(program)s must be active and name an accrual account for what it owes to be booked.",
                    program=self.name,
                )
            )
        self._expense_account()

    def _accrue(self, day):
        """Post the entry of one program (superuser) that makes the accrual right as of ``day``; none if it is."""
        return self._book_accrual(self._accrual_differences(day), day)

    def _book_accrual(self, differences, day):
        """Post ``differences`` ({dealer: amount}) of one program (superuser) as of ``day``."""
        if not differences:
            return self.env["dealer.rebate.accrual"]
        move = self._post_accrual(differences, day, self.env._("Accrued rebate %(program)s", program=self.display_name))
        return self.env["dealer.rebate.accrual"].create(
            {
                "program_id": self.id,
                "date": day,
                "move_id": move.id,
                "line_ids": [
                    Command.create({"dealer_id": dealer.id, "amount": amount}) for dealer, amount in differences.items()
                ],
            }
        )

    def _accrual_differences(self, day):
        """Return {dealer: amount} by which the accrual changes. What was overpaid is no claim in the books."""
        owed = self._owed_until(day)
        balance = self._accrual_balance()
        dealers = self.env["dealer.dealer"].browse(sorted(owed.keys() | balance.keys()))
        found = {
            dealer: self.currency_id.round(max(owed.get(dealer.id, 0.0), 0.0) - balance.get(dealer.id, 0.0))
            for dealer in dealers
        }
        return {dealer: amount for dealer, amount in found.items() if not self.currency_id.is_zero(amount)}

    def _owed_until(self, day):
        """Return {dealer id: earned up to ``day`` less what was handed over}."""
        owed = {}
        for first, last in self._cumulation_periods():
            if first <= day:
                for dealer_id, figures in self._earned_best((first, min(last, day))).items():
                    owed[dealer_id] = owed.get(dealer_id, 0.0) + figures.get("earned", 0.0)
        rows = self.env["dealer.rebate.line.part"]._read_group(
            [("program_id", "=", self.id), ("line_id.state", "=", "settled")], ["dealer_id"], ["difference:sum"]
        )
        for dealer, amount in rows:
            owed[dealer.id] = owed.get(dealer.id, 0.0) - amount
        return owed

    def _accrual_balance(self, dealers=None):
        """Return {dealer id: what stands in the books}: accrued less released by settlements."""
        domain = [("program_id", "=", self.id)] + ([("dealer_id", "in", dealers.ids)] if dealers is not None else [])
        accrued = self.env["dealer.rebate.accrual.line"]._read_group(domain, ["dealer_id"], ["amount:sum"])
        released = self.env["dealer.rebate.line"]._read_group(domain, ["dealer_id"], ["accrual_released:sum"])
        balance = {dealer.id: amount for dealer, amount in accrued}
        for dealer, amount in released:
            balance[dealer.id] = balance.get(dealer.id, 0.0) - amount
        return {dealer_id: self.currency_id.round(amount) for dealer_id, amount in balance.items()}

    def _post_accrual(self, amounts, date, memo):
        """Post one entry: expense debited, accrual credited by ``amounts`` ({dealer: amount}; negative: the other way)."""
        expense, accrual = self._expense_account(), self.accrual_account_id
        worth = self._accrued_worth(amounts)
        items = []
        for dealer, amount in amounts.items():
            common = {"name": memo, "partner_id": dealer.partner_id.id, "currency_id": self.currency_id.id}
            for account, sign in ((expense, 1), (accrual, -1)):
                vals = {**common, "account_id": account.id, "amount_currency": sign * amount}
                if dealer in worth:
                    vals["balance"] = sign * worth[dealer]
                items.append(Command.create(vals))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company_id.id,
                "journal_id": self._entry_journal().id,
                "date": date,
                "ref": memo,
                "line_ids": items,
            }
        )
        move._post(soft=False)
        return move

    def _accrued_worth(self, amounts):
        """Return {dealer: worth in the company's currency} of what of ``amounts`` is taken off an accrual in another currency.

        What is taken off is worth what it was booked at: at the rate of the day something would stay in the books.
        """
        company_currency = self.company_id.currency_id
        if self.currency_id == company_currency:
            return {}
        dealers = {dealer.partner_id: dealer for dealer, amount in amounts.items() if amount < 0}
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.accrual_account_id.id),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "in", [partner.id for partner in dealers]),
                ("currency_id", "=", self.currency_id.id),
                ("parent_state", "=", "posted"),
            ],
            ["partner_id"],
            ["balance:sum", "amount_currency:sum"],
        )
        worth = {}
        for partner, balance, booked in rows:
            dealer = dealers[partner]
            if self.currency_id.compare_amounts(-booked, -amounts[dealer]) >= 0:
                worth[dealer] = company_currency.round(-balance * amounts[dealer] / -booked)
        return worth

    def write(self, vals):
        if "accrual_account_id" in vals:
            for program in self:
                if program.accrual_account_id.id != vals["accrual_account_id"]:
                    program._check_nothing_accrued()
        return super().write(vals)

    def _check_nothing_accrued(self):
        """Raise if something is accrued: it would be taken off another account."""
        if any(self.sudo()._accrual_balance().values()):
            raise UserError(
                self.env._(
                    "Something is accrued for %(program)s on %(account)s. Settle it before another account is taken.",
                    program=self.display_name,
                    account=self.accrual_account_id.sudo().display_name,
                )
            )

    @api.model
    def _cron_accrue(self):
        """Accrue all active programs as of the end of last month."""
        programs = self.search([("state", "in", ("active", "closed")), ("accrual_account_id", "!=", False)])
        begun = programs.filtered(
            lambda program: not program._pays_goods() and program.date_from <= program._last_month_end()
        )
        self.env["ir.cron"]._do_each(begun, lambda program: program._accrue_in_job(), self.env._("Accrual"))

    def _accrue_in_job(self):
        self._lock_runs()
        self._accrue(self._last_month_end())

    def _last_month_end(self):
        """Return the last day of the month that is over where the company of one program is."""
        return fields.Date.start_of(self.company_id._dealer_today(), "month") - _ONE_DAY


class DealerRebateLine(models.Model):
    _inherit = "dealer.rebate.line"

    def _release_accrual(self, program):
        """Take back the accrual of what these lines (superuser) settle, in one entry; at most what is accrued."""
        if program._pays_goods() or not program.accrual_account_id:
            return
        balance = program._accrual_balance(self.dealer_id)
        released = {}
        for line in self:
            amount = program.currency_id.round(
                min(max(balance.get(line.dealer_id.id, 0.0), 0.0), max(line.to_settle, 0.0))
            )
            if amount:
                line.accrual_released = amount
                released[line.dealer_id] = -amount
        if released:
            memo = self.env._("Accrual reversed: %(run)s", run=self.run_id.display_name)
            program._post_accrual(released, self.run_id.settle_date, memo)
