"""200,000 open documents of 1,000 dealers with credit lines, copied from three real ones by SQL."""

from odoo import Command
from odoo.tools import SQL

DEALERS, ORDERS, ITEMS, DRAFTS = 1000, 80_000, 100_000, 20_000


def dealer_vals(env, partner):
    """Return the values of an active dealer whose orders nothing but credit speaks against."""
    return {
        "partner_id": partner.id,
        "unit_id": env.ref("dealer.unit_group").id,
        "type_id": env.ref("dealer.type_wholesaler").id,
        "state": "active",
        "user_id": False,
        "order_minimum": 0,
        "order_multiple": 1,
    }


def open_books(env):
    """Give the company a chart of accounts if it has none."""
    if not env.company.chart_template:
        env["account.chart.template"]._load("generic_coa", env.company, install_demo=False)


class CreditData:
    """Dealers with a line each and open orders, receivables and draft invoices, spread evenly over them.

    :param float scale: share of the full size
    :ivar documents: how many there are
    """

    def __init__(self, env, scale=1.0):
        self.env = env
        self.dealers = max(int(DEALERS * scale), 1)
        self.product = env["product.product"].create(
            {"name": "Bench", "type": "consu", "list_price": 10, "taxes_id": False}
        )
        open_books(env)
        dealers = self._make_dealers()
        self.lines = env["dealer.credit.line"].create(
            [{"dealer_id": dealer.id, "limit_amount": 10**6} for dealer in dealers]
        )
        counts = [int(count * scale) for count in (ORDERS, DRAFTS, ITEMS)]
        self._copy(self._make_order(dealers[0]), counts[0])
        self._copy(self._make_invoice(dealers[0]), counts[1])
        self._copy(self._make_item(dealers[0]), counts[2])
        self.documents = sum(counts) + 3
        env.flush_all()
        for table in ("sale_order", "account_move", "account_move_line", "dealer_dealer", "dealer_credit_line"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.invalidate_all()

    def _make_dealers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Bench {n}", "is_company": True} for n in range(self.dealers)]
        )
        return self.env["dealer.dealer"].create([dealer_vals(self.env, partner) for partner in partners])

    def _make_order(self, dealer):
        line = {"product_id": self.product.id, "product_uom_qty": 7, "price_unit": 10.1}
        order = self.env["sale.order"].create(
            {"partner_id": dealer.partner_id.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        return order

    def _make_invoice(self, dealer, post=False):
        line = {"name": "Bench", "quantity": 1, "price_unit": 33.3, "tax_ids": [Command.clear()]}
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": dealer.partner_id.id, "invoice_line_ids": [Command.create(line)]}
        )
        if post:
            invoice.action_post()
        return invoice

    def _make_item(self, dealer):
        return self._make_invoice(dealer, post=True).line_ids.filtered(
            lambda item: item.account_type == "asset_receivable"
        )

    def _copy(self, record, count):
        """Copy the row of a record for one dealer after the other."""
        self.env.flush_all()
        table = record._table
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = ''",
            [table],
        )
        unique = {"name": SQL("s.name || '-' || n"), "payment_reference": SQL("NULL"), "access_token": SQL("NULL")}
        spread = {"dealer_id": SQL("dealers.ids[1 + n %% %s]", self.dealers)}
        changed = {**(unique if table != "account_move_line" else {}), **spread}
        columns = [name for (name,) in self.env.cr.fetchall() if name != "id"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s s, generate_series(1, %s) n,"
                " (SELECT array_agg(dealer_id ORDER BY id) AS ids FROM dealer_credit_line WHERE id IN %s) dealers WHERE s.id = %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(changed.get(name, SQL.identifier("s", name)) for name in columns),
                SQL.identifier(table),
                count,
                tuple(self.lines.ids),
                record.id,
            )
        )
