"""A dealer with 10,000 products to choose from and 10,000 orders behind it, written around the ORM."""

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .access_data import AccessData

PRODUCTS = ORDERS = 10_000
MEMBERS = 8


class PortalData:
    """Committed, as a server of its own reads it; the benchmark's database is thrown away afterwards.

    :ivar logins: of the members of the dealer, each its own password
    """

    _multiply = AccessData._multiply

    def __init__(self, env):
        self.env = env
        unit = env["dealer.unit"].create({"name": "Bench", "code": "BENCH", "company_id": env.company.id})
        partner = env["res.partner"].create(
            {"name": "Bench dealer", "is_company": True, "country_id": env.ref("base.cn").id}
        )
        self.dealer = env["dealer.dealer"].create(
            {
                "partner_id": partner.id,
                "unit_id": unit.id,
                "type_id": env.ref("dealer.type_wholesaler").id,
                "user_id": False,
                "state": "active",
            }
        )
        self.product = env["product.product"].create(
            {"name": "Bench", "default_code": "BENCH", "type": "consu", "is_storable": True, "list_price": 10.0}
        )
        self.logins = [self._member(number) for number in range(MEMBERS)]
        self._add_products()
        self._add_orders()
        env.cr.execute("ANALYZE")
        env.cr.commit()

    def _member(self, number):
        login = f"bench_member_{number}"
        contact = self.env["res.partner"].create({"name": login, "parent_id": self.dealer.partner_id.id})
        user = new_test_user(self.env, login, "base.group_portal", partner_id=contact.id, password=login)
        self.env["dealer.member"].create({"dealer_id": self.dealer.id, "user_id": user.id, "role": "admin"})
        return login

    def _add_products(self):
        template = self.product.product_tmpl_id
        self.env.flush_all()
        self._multiply(template, 0, PRODUCTS, name="jsonb_build_object('en_US', 'Bench product ' || n)")
        self._multiply(
            self.product, 0, PRODUCTS, product_tmpl_id=f"{template.id} + 1 + n", default_code="'BENCH-' || n"
        )
        self._free_numbers(template, self.product)

    def _add_orders(self):
        line = Command.create({"product_id": self.product.id, "product_uom_qty": 3})
        order = self.env["sale.order"].create({"partner_id": self.dealer.partner_id.id, "order_line": [line]})
        order.action_submit()
        self.env.flush_all()
        self._multiply(
            order, 0, ORDERS, name="'B' || n", date_order="s.date_order - n * interval '1 hour'", access_token="NULL"
        )
        self._free_numbers(order)

    def _free_numbers(self, *records):
        """Let the sequences of ids go on after the rows that were inserted beside them."""
        for record in records:
            table = SQL.identifier(record._table)
            self.env.cr.execute(SQL("SELECT setval(%s, (SELECT MAX(id) FROM %s))", f"{record._table}_id_seq", table))
