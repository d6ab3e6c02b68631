"""Posted invoices of 1,000 customers, copied from a real one by SQL, and five programs over them.

The copies are committed: only then can their pages be marked as visible to all, which is what the index serves a run of.
"""

from datetime import date

import psycopg2

from odoo import Command
from odoo.tools import SQL

from .credit_data import dealer_vals, open_books

CUSTOMERS, LINES_OF_INVOICE, PRODUCTS = 1000, 10, 50
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
BANDS = ((0, 5000, 1), (5000, 25000, 2), (25000, 0, 4))


class Invoices:
    """As many posted invoice lines as are asked for, with the suite or without it.

    :ivar lines: how many lines of sales there are
    """

    def __init__(self, env):
        self.env = env
        self.lines = 0
        open_books(env)
        self.category = env["product.category"].create({"name": "Bench"})
        self.products = env["product.product"].create([self._product_vals(number) for number in range(PRODUCTS)])
        self.partners = env["res.partner"].create(
            [{"name": f"Bench {number}", "is_company": True} for number in range(CUSTOMERS)]
        )
        self.with_dealers = "dealer.dealer" in env
        if self.with_dealers:
            env["dealer.dealer"].create([dealer_vals(env, partner) for partner in self.partners])
        self.template = self._make_invoice()
        env.flush_all()
        self._name_customers()
        self._drop_foreign_keys()

    def _product_vals(self, number):
        category = {"categ_id": self.category.id} if number % 2 else {}
        return {"name": f"Bench {number}", "type": "consu", "list_price": 10 + number, "taxes_id": False, **category}

    def _make_invoice(self):
        line = {"quantity": 3, "price_unit": 33.33, "tax_ids": [Command.clear()]}
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partners[0].id,
                "invoice_date": YEAR[0],
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, **line}) for product in self.products[:LINES_OF_INVOICE]
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _name_customers(self):
        dealer = SQL("(SELECT d.id FROM dealer_dealer d WHERE d.partner_id = p.id)")
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE bench_customer AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id AS partner_id,"
                " %s AS dealer_id FROM res_partner p WHERE id = ANY(%s)",
                dealer if self.with_dealers else SQL("NULL"),
                self.partners.ids,
            )
        )

    def _drop_foreign_keys(self):
        """The copies refer to what the original refers to: checking that for each takes minutes. The database is thrown away."""
        keys = self.env.execute_query(
            SQL(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype = 'f' AND conrelid IN ('account_move'::regclass, 'account_move_line'::regclass)"
            )
        )
        for table, name in keys:
            self.env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))

    def grow(self, lines):
        """Add invoices until there are ``lines`` lines, spread over customers, products and the days of the year."""
        first, last = self.lines // LINES_OF_INVOICE + 1, lines // LINES_OF_INVOICE
        offset = self._last_id() + 1 - first
        self._copy_invoices(first, last, offset)
        self._copy_lines(offset + first)
        self.lines = lines
        self._settle_down()

    def _copy_invoices(self, first, last, offset):
        day = SQL("%s::date + (n %% %s)::int", YEAR[0], (YEAR[1] - YEAR[0]).days + 1)
        partner = ("partner_id", "commercial_partner_id", "partner_shipping_id")
        self._copy(
            "account_move",
            SQL("s.id = %s", self.template.id),
            SQL(
                "generate_series(%s, %s) n JOIN bench_customer c ON c.place = (n * 7919) %% %s", first, last, CUSTOMERS
            ),
            {
                "id": SQL("%s + n", offset),
                "name": SQL("'BENCH/' || n"),
                "payment_reference": SQL("NULL"),
                "access_token": SQL("NULL"),
                "sequence_number": SQL("n"),
                "invoice_date": day,
                "date": day,
                **dict.fromkeys(partner, SQL("c.partner_id")),
                **({"dealer_id": SQL("c.dealer_id")} if self.with_dealers else {}),
            },
        )

    def _copy_lines(self, first_id):
        product = SQL(
            "CASE WHEN s.product_id IS NULL THEN NULL ELSE %s + (s.product_id + m.id) %% %s END",
            self.products[0].id,
            PRODUCTS,
        )
        self._copy(
            "account_move_line",
            SQL("s.move_id = %s", self.template.id),
            SQL("account_move m JOIN bench_customer c ON c.partner_id = m.partner_id AND m.id >= %s", first_id),
            {
                "move_id": SQL("m.id"),
                "invoice_date": SQL("m.invoice_date"),
                "date": SQL("m.date"),
                "partner_id": SQL("c.partner_id"),
                "move_name": SQL("m.name"),
                "product_id": product,
                **({"dealer_id": SQL("c.dealer_id")} if self.with_dealers else {}),
            },
        )

    def _last_id(self):
        return self.env.execute_query(SQL("SELECT MAX(id) FROM account_move"))[0][0]

    def _copy(self, table, which, others, changed):
        """Insert a copy of the rows ``which`` for each row of ``others``, with some columns changed."""
        rows = self.env.execute_query(
            SQL(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                " AND attgenerated = ''",
                table,
            )
        )
        columns = [name for (name,) in rows if name != "id" or name in changed]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s s, %s WHERE %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(changed.get(name, SQL.identifier("s", name)) for name in columns),
                SQL.identifier(table),
                others,
                which,
            )
        )

    def _settle_down(self):
        """Commit, and let the database look at the tables, which cannot be done inside a transaction."""
        self.env.cr.execute("SELECT setval('account_move_id_seq', (SELECT MAX(id) FROM account_move))")
        self.env.cr.commit()
        connection = psycopg2.connect(dbname=self.env.cr.dbname)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) account_move, account_move_line, res_partner, product_product")
        connection.close()


def make_programs(env, category):
    """Return active programs of different kinds over the year of the invoices; the first is the plainest."""
    kinds = {
        "plain": {},
        "progressive, half of the products": {"method": "progressive", "category_ids": [Command.set(category.ids)]},
        "quantity": {"measure": "quantity", "uom_id": env.ref("uom.product_uom_unit").id},
        "growth": {"comparison": "growth"},
        "returns in their period, no special prices": {"returns_in": "original", "include_special_price": False},
    }
    bands = [Command.create({"value_from": start, "value_to": end, "rate": rate}) for start, end, rate in BANDS]
    year = {"date_from": YEAR[0], "date_to": YEAR[1], "settlement_period": "year", "cumulation_period": "year"}
    product = env["product.product"].create({"name": "Rebate", "type": "service", "taxes_id": False})
    settled = {"settle_by": "credit_note", "settlement_product_id": product.id}
    programs = env["dealer.rebate.program"].create(
        [
            {"name": name, "code": f"BENCH{number}", "band_ids": bands, **year, **settled, **vals}
            for number, (name, vals) in enumerate(kinds.items())
        ]
    )
    programs.action_activate()
    return programs
