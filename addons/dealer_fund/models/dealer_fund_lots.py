from odoo import api, models
from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction

from ..engine.lots import Lot, allocate, lapsed

# First number of the advisory locks by which uses are matched with lots; any constant.
LOCK_SPACE = 0x66756E64


class DealerFund(models.Model):
    """Which lots pay for a use: matched in the ledger, what expires first first.

    A lot is a credit item on the fund's account, what is left of it its residual. Matching changes the rows of the lots,
    so two transactions that use one fund at the same moment would disturb each other. Whoever comes second posts its use
    (exact by :meth:`_secure`) and leaves the matching to the job, seconds later.
    """

    _inherit = "dealer.fund"

    def _open_items(self):
        """Return the posted items of this fund that are not fully matched; asked of a fund with the superuser's rights."""
        self.ensure_one()
        domain = [*self._items_domain(), ("amount_residual_currency", "!=", 0)]
        return self.env["account.move.line"].search(domain, order="date, id")

    @api.model
    def _as_lots(self, items):
        """Return the credit ``items`` as lots of the engine, keyed by item."""
        return [
            Lot(item.id, -item.amount_residual_currency, item.date, item.date_maturity or None)
            for item in items
            if item.amount_residual_currency < 0
        ]

    def _allocate(self):
        """Match the uses of these funds with lots, as far as nobody else is doing so; the rest is left to the job.

        :return: funds that were left
        """
        left = self.browse()
        for fund_sudo in self.sudo().sorted("id"):
            if not fund_sudo._allocate_alone():
                left += fund_sudo
        if left:
            self.env.ref("dealer_fund.cron_allocate").sudo()._trigger()
        return left

    def _allocate_alone(self):
        """Match the uses of this fund; return False if somebody else is, or has since this transaction began."""
        if not any(item.amount_residual_currency > 0 for item in self._open_items()):
            return True
        if not self._may_match():
            return False
        items = self._open_items()
        lots = {item.id: item for item in items if item.amount_residual_currency < 0}
        for use in items.filtered(lambda item: item.amount_residual_currency > 0):
            day = use.date_maturity or use.date
            taken = allocate(
                self._as_lots(lots.values()), use.amount_residual_currency, day, self.currency_id.decimal_places
            )
            self._match(use, self.env["account.move.line"].sudo().browse(lot.key for lot, _amount in taken))
        return True

    def _may_match(self):
        """Tell whether this transaction may change the lots: nobody else does, and it sees them as they are."""
        mine = self.env.cr.postcommit.data.setdefault("dealer.fund.matching", set())
        if self.id in mine:
            return True
        ((free,),) = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, self.id))
        if not free or not self._is_fresh():
            return False
        mine.add(self.id)
        return True

    def _is_fresh(self):
        """Tell whether what this transaction saw of the lots before it changed anything is what all have committed."""
        with self.env.registry.cursor() as side:
            if not isinstance(side, Cursor):
                return True
            side_transaction.begin(side)
            committed = self._open_lots_state(lambda query: side_transaction.run(side, query)).get(self.id)
        known = self._watched().get(self.id)
        return not known or committed in (known[1], None)

    @api.model
    def _cron_allocate(self):
        """Match the uses that were left, fund by fund."""
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT fund.id %s AND item.amount_residual_currency > 0", self._items_of_funds())
        )
        self.env["ir.cron"]._do_each(
            self.sudo().browse(row[0] for row in rows), self._allocate_in_job, self.env._("Matching uses with lots")
        )

    @api.model
    def _allocate_in_job(self, fund_sudo):
        fund_sudo._watch()
        fund_sudo._allocate_alone()

    def _restore(self, use, back):
        """Let ``back`` (a credit item: what returns) take the place of lots that paid for ``use``.

        What was taken last, and so expires last, is what comes back; the lots stay what they were.
        """
        if not use:
            return
        returns = use.matched_credit_ids.filtered(lambda part: part.credit_move_id.move_id.fund_kind == "return")
        taken = use.matched_credit_ids - returns
        lots = taken.credit_move_id
        taken.unlink()
        self._match(use, back)
        order = {lot.key: number for number, lot in enumerate(sorted(self._as_lots(lots), key=lambda lot: lot.order))}
        self._match(use, lots.sorted(lambda item: order.get(item.id, len(order))))

    # -- expiry -----------------------------------------------------------------------------------------------------

    def _lapsed_lots(self):
        """Return [(item, amount)] of what of the lots of this fund has expired and is kept by no hold.

        Nor by a use that is still to be matched: it takes lots that were valid on its day.
        """
        today = self._day()
        items = self._open_items().filtered(
            lambda item: item.amount_residual_currency < 0 and item.date_maturity and item.date_maturity < today
        )
        figures = self._figures()[self.id]
        digits, left = figures.digits, lapsed(figures.expired, figures.holds + figures.pending, figures.digits)
        by_day = items.sorted(lambda item: (item.date_maturity, item.date, item.id)).grouped("date_maturity")
        result = []
        for day, group in by_day.items():
            for item in reversed(group):
                amount = round(min(left[day], -item.amount_residual_currency), digits)
                left[day] = round(left[day] - amount, digits)
                if amount > 0:
                    result.append((item, amount))
        return result

    def _write_off(self):
        """Write off what has expired of these funds, to the account of their types; return the entries."""
        moves = self.env["account.move"]
        for fund_sudo in self.sudo():
            if lots := fund_sudo._lapsed_lots():
                moves += fund_sudo._write_off_lots(lots).with_env(self.env)
        return moves

    def _write_off_lots(self, lots):
        account = self.type_id.income_account_id
        if not account:
            raise UserError(
                self.env._("%(type)s: name the account to which expired lots are written off.", type=self.type_id.name)
            )
        memo = self.env._("%(fund)s: expired", fund=self.type_id.name)
        total = self.currency_id.round(sum(amount for _item, amount in lots))
        entry = self._prepare_entry(self._day(), memo, "", "expiry")
        entry["line_ids"] = [
            *(self._prepare_item(amount, memo, date_maturity=item.date_maturity) for item, amount in lots),
            self._prepare_item(-total, memo, account_id=account.id),
        ]
        self._watch()
        move_sudo = self.env["account.move"].sudo().create([entry])
        move_sudo._post(soft=False)
        own, _other = self._split_items(move_sudo)
        for use, (item, _amount) in zip(own.sorted("id"), lots, strict=True):
            self._match(use, item)
        return move_sudo.with_env(self.env)

    @api.model
    def _cron_expire(self):
        """Write off by night what has expired, for the types that want it; the others wait for finance."""
        domain = [("type_id.write_off", "=", "automatic"), ("has_expired", "=", True)]
        self.env["ir.cron"]._do_each(
            self.sudo().search(domain),
            lambda fund_sudo: fund_sudo._write_off(),
            self.env._("Writing off what has expired"),
        )
