from odoo import fields, models


class DealerFund(models.Model):
    """The statement of a fund: what the ledger says, day by day."""

    _inherit = "dealer.fund"

    def statement(self, date_from, date_to):
        """Return the movements of this fund from ``date_from`` to ``date_to`` (ISO dates, both included), JSON-safe.

        Keys: ``fund_id name dealer currency date_from date_to opening closing lines``; each line has ``date entry kind kind_name
        memo document amount balance last_day``. Amounts are in the fund's currency, positive is money of the dealer's; the
        closing balance is the ledger's on that day.

        :raise AccessError: the fund is out of the user's scope
        :raise UserError: the dates are none, or the wrong way round
        """
        self.ensure_one()
        self.check_access("read")
        return self._statement(self._clean_date(date_from), self._clean_date(date_to))

    def _statement(self, first, last):
        """Return the statement without asking for rights; see :meth:`statement`."""
        items_sudo = self.env["account.move.line"].sudo()
        domain = self._items_domain()
        ((before,),) = items_sudo._read_group([*domain, ("date", "<", first)], [], ["amount_currency:sum"])
        opening = balance = self.currency_id.round(-(before or 0.0))
        lines = []
        found_sudo = items_sudo.search(
            [*domain, ("date", ">=", first), ("date", "<=", last)], order="date, move_id, id"
        )
        for item in found_sudo.filtered(lambda item: not item.currency_id.is_zero(item.amount_currency)):
            balance = self.currency_id.round(balance - item.amount_currency)
            lines.append({**item._fund_line(), "balance": balance})
        fund_sudo = self.sudo()
        return {
            "fund_id": self.id,
            "name": fund_sudo.type_id.name,
            "dealer": fund_sudo.dealer_id.name,
            "currency": fund_sudo.currency_id.name,
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(last),
            "opening": opening,
            "closing": balance,
            "lines": lines,
        }


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _fund_line(self):
        """Return what a statement of a fund tells about one journal item on its account, JSON-safe."""
        move, lot = self.move_id, self.amount_currency < 0
        kinds = dict(move._fields["fund_kind"]._description_selection(self.env))
        return {
            "date": fields.Date.to_string(self.date),
            "entry": move.name,
            "kind": move.fund_kind or "entry",
            "kind_name": kinds.get(move.fund_kind) or self.env._("Entry"),
            "memo": self.name or move.ref or "",
            "document": move.fund_origin or "",
            "amount": self.currency_id.round(-self.amount_currency),
            "last_day": fields.Date.to_string(self.date_maturity) if lot and self.date_maturity else "",
        }
