from odoo import fields, models


class DealerOrderPad(models.Model):
    """What the pad shows: texts in the user's language, amounts in the currency of the order."""

    _inherit = "dealer.order.pad"

    def _answer(self, run):
        """Return the JSON-safe answer of :meth:`check` for a :class:`PadRun`."""
        words = self._row_words(run)
        rows = [self._row_answer(run, row, words) for row in run.rows]
        return {"pad_id": self.id, "key": self.sudo().key, "rows": rows, "totals": self._totals_answer(run)}

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
        return {
            "currency": currency.name,
            "rows": len(run.ordered()),
            "errors": sum(row.state == "error" for row in run.rows),
            "untaxed": currency.format(totals["base_amount_currency"]),
            "tax": currency.format(totals["tax_amount_currency"]),
            "total": currency.format(total),
            "total_amount": total,
            "minimum": self._minimum_sentence(run),
            "credit": self._credit_answer(currency, total),
            "funds": self._funds_answer(currency, total),
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

    def _credit_answer(self, currency, total):
        """Return what credit is left before and after this order, or an empty dict if no credit is controlled.

        Amounts in the currency of the credit line, at today's rate; nothing is decided by it.

        :param currency: ``res.currency`` of ``total``
        """
        dealer_sudo = self.sudo().dealer_id
        summary = dealer_sudo.with_env(self.env).credit_summary()[0]
        if summary["control"] == "none":
            return {}
        of_line = self.env["res.currency"].search([("name", "=", summary["currency"])], limit=1)
        today = fields.Date.context_today(self)
        after = summary["available"] - currency._convert(total, of_line, dealer_sudo.company_id, today)
        return {
            "available": of_line.format(summary["available"]),
            "after": of_line.format(after),
            "fits": of_line.compare_amounts(after, 0) >= 0,
            "overdue": of_line.format(summary["overdue"]) if summary["overdue"] else "",
        }
