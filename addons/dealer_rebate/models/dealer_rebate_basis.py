"""What dealers have bought, as programs count it: by set-based queries, the same few for any number of dealers."""

from odoo import api, fields, models
from odoo.tools import SQL

# The document that a row of each basis belongs to.
DOCUMENTS = {
    "invoiced": "account.move",
    "delivered": "stock.picking",
    "ordered": "sale.order",
    "paid": "account.move",
}


class DealerRebateBasis(models.AbstractModel):
    """Sums and documents behind a rebate.

    Whoever calls has checked the user's rights: what is read here is read as the system, because a rebate does not depend
    on who calculates it. No method is for callers from outside.
    """

    _name = "dealer.rebate.basis"
    _description = "Basis of Rebates"

    @api.model
    def _sums(self, program, period, dealer_ids=None):
        """Return {dealer id: :class:`..engine.Figures`} of the eligible dealers that have any, in the currency and unit
        of the program.

        :param program: one ``dealer.rebate.program``
        :param period: (first day, last day): from the beginning of a period of cumulation to the end of a period
            of settlement, or to today for what is earned so far
        :param dealer_ids: only these, if given; a :class:`..engine.Placed` says on which days they take part. Dealers that
            bought nothing and have no target are missing
        """
        program_sudo = program.sudo()
        self._flush_for_rebates()
        dealer_ids = self._placed(program_sudo, period, dealer_ids)
        queries = self._sums_queries(program_sudo, period, dealer_ids)
        rows = [row for query in queries for row in self.env.execute_query(query)]
        return self._figures(program_sudo, rows, self._targets(program_sudo, period, dealer_ids), period)

    @api.model
    def _documents(self, program, period, dealer_id, offset=0, limit=80):
        """Return the documents that make one dealer's sums, the latest first; none if the dealer is not eligible.

        :return: list of JSON-safe dicts ``model id name date product quantity amount counted``: ``amount`` in the currency of the
            program, ``counted`` the volume, in its measure. The counted volumes of all documents add up to the basis
        """
        program_sudo = program.sudo()
        self._flush_for_rebates()
        placed = self._placed(program_sudo, period, [dealer_id])
        found = self.env.execute_query(
            SQL(
                """
                SELECT document_id, MAX(day), SUM(amount), SUM(quantity), ARRAY_AGG(DISTINCT product_id)
                  FROM (%s) bought
                 GROUP BY document_id
                HAVING SUM(amount) <> 0 OR SUM(quantity) <> 0
                 ORDER BY 2 DESC, 1 DESC
                 LIMIT %s OFFSET %s
                """,
                self._union(self._rows(program_sudo, period, placed, exact_rows=True)),
                limit,
                offset,
            )
        )
        model = DOCUMENTS[program_sudo.basis]
        names = self._names(model, {row[0] for row in found if row[0]})
        products = self._names("product.product", {product_id for row in found for product_id in row[4] if product_id})
        return [
            {
                "model": model,
                "id": document_id or 0,
                "name": names.get(document_id, ""),
                "date": fields.Date.to_string(day),
                "product": ", ".join(products[key] for key in product_ids if key),
                "quantity": float(quantity),
                "amount": float(amount),
                "counted": float(quantity if program_sudo.measure == "quantity" else amount),
            }
            for document_id, day, amount, quantity, product_ids in found
        ]

    @api.model
    def _names(self, model, ids):
        """Return {id: name} of records that the reader need not see: no more than the name is told."""
        records_sudo = self.env[model].sudo().browse(ids)
        return {record.id: record.display_name for record in records_sudo}

    @api.model
    def _sums_queries(self, program, period, dealer_ids):
        """Return queries with rows (dealer id, kind, key, amount, quantity, number of products), to be added up.

        Sums come as text: the platform would read them as floats, which hold no more than 15 digits.

        Kinds: ``now``; ``base`` for what growth is compared with; ``mix`` with the id of a condition; ``paid`` with a percentage.
        """
        rows = self._rows(program, period, dealer_ids)
        parts = [self._sum_of("now", query) for query in rows]
        if program.comparison == "growth":
            there = self._placed_for_base(program, period, dealer_ids)
            base = self._rows(program, program._base_period(period), there)
            parts += [self._sum_of("base", query) for query in base]
        parts += [self._sum_of_mix(program, mix, self._union(rows)) for mix in program.mix_ids]
        if program.paid_gate == "coefficient":
            parts.append(self._sum_of_paid(program, self._union(rows)))
        return parts

    @api.model
    def _union(self, queries):
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _sum_of(self, kind, rows):
        return SQL(
            "SELECT dealer_id, %s AS kind, 0::numeric AS key, SUM(amount)::text AS amount, SUM(quantity)::text AS quantity, 0 AS products"
            " FROM (%s) bought GROUP BY dealer_id",
            kind,
            rows,
        )

    @api.model
    def _sum_of_mix(self, program, mix, rows):
        """Return the volume of the products that a condition names, and of how many of them more was bought than returned."""
        column, moved = SQL("bought.product_id"), self._moved_products(program)
        volume = SQL.identifier("quantity" if program.measure == "quantity" else "amount")
        return SQL(
            """
            SELECT dealer_id, 'mix', %(key)s::numeric, SUM(amount)::text, SUM(quantity)::text, COUNT(*) FILTER (WHERE %(volume)s > 0)
              FROM (
                SELECT dealer_id, product_id, SUM(amount) AS amount, SUM(quantity) AS quantity
                  FROM (%(rows)s) bought
                 WHERE %(products)s
                 GROUP BY dealer_id, product_id
              ) product
             GROUP BY dealer_id
            """,
            key=mix.id,
            volume=volume,
            rows=rows,
            products=self._in_products(mix.product_ids, mix.category_ids, moved, column, SQL("bought.placed_on")),
        )

    @api.model
    def _rows(self, program, period, dealer_ids=None, exact_rows=False):
        """Return queries which all together find what counts for a program.

        Columns: ``dealer_id document_id product_id day placed_on days amount quantity``; by where dealer and product stood on
        ``placed_on`` the row counts: when it was sold, where it is taken back. ``days`` are those to the payment, where
        the basis is what was paid.

        They are summed up one by one: the database does so on several processors, but not over their union.

        :param exact_rows: have each row be one that counts; else rows may cancel each other out in sums by dealer, product and
            document
        """
        return getattr(self, f"_rows_{program.basis}")(program, period, dealer_ids, exact_rows)

    @api.model
    def _flush_for_rebates(self):
        """Write down what the queries read."""
        for name in (
            *("account.move.line", "account.move", "account.partial.reconcile", "sale.order.line", "sale.order"),
            *("stock.move", "dealer.dealer", "product.product", "dealer.rebate.coefficient", "res.currency.rate"),
            "delivery.carrier",
        ):
            if name in self.env:
                self.env[name].flush_model()
