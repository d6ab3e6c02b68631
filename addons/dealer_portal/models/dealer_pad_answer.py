from odoo import fields, models


class DealerOrderPad(models.Model):
    """What the pad shows: texts in the user's language, amounts in the currency of the order."""

    _inherit = "dealer.order.pad"

    def _answer(self, run):
        """Return the JSON-safe answer of :meth:`check` for a :class:`PadRun`."""
        words = self._row_words(run)
        rows = [self._row_answer(run, row, words) for row in run.rows]
        pad_sudo = self.sudo()
        names = {"pad_id": self.id, "key": pad_sudo.key, "version": pad_sudo.version}
        return {**names, "rows": rows, "totals": self._totals_answer(run)}

    def _row_words(self, run):
        """Return what all rows share: how numbers are written, and the units as they were named already."""
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return {
            "price": lambda number: lang.format(f"%.{digits}f", number, grouping=True),
            "sum": lambda number: lang.format(f"%.{run.currency.decimal_places}f", number, grouping=True),
            "units": {},
        }

    def _row_answer(self, run, row, words):
        answer = {
            "index": row.index,
            "code": row.code,
            "quantity": row.typed,
            "product_id": row.product.id if row.product else 0,
            "name": "",
            "unit_id": 0,
            "unit": row.kept()["unit"],
            "units": [],
            "order_quantity": row.order_quantity or 0.0,
            "price": "",
            "subtotal": "",
            "state": row.state,
            "messages": row.messages,
        }
        return {**answer, **self._goods_answer(row, words)} if row.product else answer

    def _goods_answer(self, row, words):
        units = row.own_unit | row.template.uom_ids | row.unit
        if units not in words["units"]:
            named_sudo = units.with_env(self.env).sudo()
            words["units"][units] = [{"id": unit.id, "name": unit.name} for unit in named_sudo]
        answer = {
            "name": row.product.with_env(self.env).sudo()._name_without_code(),
            "unit_id": row.unit.id if row.unit_known else 0,
            "units": words["units"][units],
        }
        if row.base_line:
            details = row.base_line["tax_details"]
            answer["price"] = words["price"](row.price * (1 - row.discount / 100))
            answer["subtotal"] = words["sum"](details["total_excluded_currency"])
        return answer

    def _totals_answer(self, run):
        """Return the sums of the rows that can be ordered, and what they mean for minimum and credit."""
        totals, currency = run.totals, run.currency
        total = currency.round(totals["total_amount_currency"])
        funds, paid = self._funds_answer(currency, total)
        return {
            "currency": currency.name,
            "rows": len(run.ordered()),
            "errors": sum(row.state == "error" for row in run.rows),
            "untaxed": currency.format(totals["base_amount_currency"]),
            "tax": currency.format(totals["tax_amount_currency"]),
            "total": currency.format(total),
            "total_amount": total,
            "minimum": self._minimum_sentence(run),
            "credit": self._credit_answer(currency, total, paid),
            "funds": funds,
        }

    def _minimum_sentence(self, run):
        """Return by how much the rows are below the order minimum in a sentence, or an empty text."""
        dealer_sudo = run.dealer_sudo
        if not dealer_sudo.order_minimum or dealer_sudo.on_minimum == "ignore" or not run.ordered():
            return ""
        today = fields.Date.context_today(self)
        minimum = dealer_sudo.currency_id._convert(dealer_sudo.order_minimum, run.currency, run.company, today)
        missing = minimum - run.totals["base_amount_currency"]
        if run.currency.compare_amounts(missing, 0) <= 0:
            return ""
        return self.env._(
            "%(missing)s below the order minimum of %(minimum)s.",
            missing=run.currency.format(missing),
            minimum=run.currency.format(minimum),
        )

    def _credit_answer(self, currency, total, paid=()):
        """Return what credit is left before and after this order, or an empty dict if no credit is controlled.

        Amounts in the currency of the credit line, at today's rate; nothing is decided by it. ``over`` is what the policy says
        of an order beyond the limit and its tolerance ("hold", "refuse"), empty if it fits or is let through.

        :param currency: ``res.currency`` of ``total``
        :param paid: what funds pay of it, as (kind of the fund, amount): that needs no credit
        """
        dealer_sudo = self.sudo().dealer_id
        line_sudo = self.env["dealer.credit.line"]._of_dealers(dealer_sudo).get(dealer_sudo.id)
        if not line_sudo or line_sudo.control == "none":
            return {}
        figures = self.env["dealer.credit.exposure"]._figures(line_sudo)[line_sudo.id]
        terms, of_line = figures.terms, line_sudo.currency_id
        # what lies in a prepayment fund is part of what is available already, if the line counts prepayments
        freed = sum(amount for kind, amount in paid if kind != "prepayment" or not terms.counts_prepayments)
        today = fields.Date.context_today(self)
        claim = currency._convert(max(total - freed, 0.0), of_line, dealer_sudo.company_id, today)
        available, policy_sudo = terms.available(figures.exposure), line_sudo.policy_id
        decides = policy_sudo.check_submit and policy_sudo.on_limit in ("hold", "refuse")
        return {
            "available": of_line.format(available),
            "after": of_line.format(available - claim),
            "over": policy_sudo.on_limit if decides and terms.over(figures.exposure, claim) else "",
            "overdue": of_line.format(figures.overdue) if figures.overdue else "",
        }
