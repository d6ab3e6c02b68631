"""An organisation of the size the access rules are made for, written around the ORM: 200,000 orders in a few seconds."""

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

UNITS, DEALERS, ORDERS = 1_000, 10_000, 200_000
VISIBLE, MANAGERS = 50, 20
SPREAD = 7919  # a prime: multiples of it, modulo a power of ten, hit every number once


class AccessData:
    """Ten regions of ten offices of ten teams (at full size), dealers spread over them, orders over the dealers.

    :ivar user: sees ``VISIBLE`` units (in proportion, at less than full size), one by one
    :ivar user_below: sees as many through the units above them
    :ivar user_own: sees as many dealers as their account manager
    """

    def __init__(self, env):
        self.env = env
        self.size = 0
        self.top = env["dealer.unit"].create({"name": "Bench", "code": "BENCH", "company_id": env.company.id})
        self.users = {
            "user": self._user("unit"),
            "user_below": self._user("subtree"),
            "user_own": self._user("own"),
        }
        others = [new_test_user(env, f"bench_manager_{number}").id for number in range(MANAGERS - 1)]
        self.managers = [self.users["user_own"].id, *others]
        partner = env["res.partner"].create({"name": "Bench 0", "is_company": True})
        self.dealer = env["dealer.dealer"].create(
            {
                "partner_id": partner.id,
                "unit_id": self.top.id,
                "type_id": env.ref("dealer.type_community").id,
                "user_id": False,
                "state": "active",
            }
        )
        self.order = env["sale.order"].create({"partner_id": partner.id})
        env.flush_all()

    def grow(self, share):
        """Bring units, dealers and orders to ``share`` of the full size and give the users their part of them."""
        units, dealers, orders = (int(count * share) for count in (UNITS, DEALERS, ORDERS))
        old_units, old_dealers, old_orders = (int(count * self.size) for count in (UNITS, DEALERS, ORDERS))
        self.size = share
        self._add_units(old_units, units)
        self._add_dealers(old_dealers, dealers)
        self._add_orders(old_orders, orders)
        self._give_scopes(int(VISIBLE * share))
        for table in ("dealer_unit", "res_partner", "dealer_dealer", "sale_order"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _user(self, scope):
        return new_test_user(
            self.env,
            f"bench_{scope}",
            role_line_ids=[
                Command.create(
                    {
                        "role_id": self.env.ref("dealer.role_sales_desk").id,
                        "scope": scope,
                        "unit_ids": [Command.set(self.top.ids if scope != "own" else [])],
                    }
                )
            ],
        )

    def _multiply(self, record, start, stop, **values):
        """Insert a copy of the row of ``record`` for each n in [start, stop); values are SQL with ``n``.

        The id of copy n is the record's id + 1 + n.
        """
        table = record._table
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        values = {"id": "s.id + 1 + n", **values}
        kept = [name for (name,) in self.env.cr.fetchall() if name not in values]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s s, generate_series(%s, %s) n WHERE s.id = %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(map(SQL.identifier, kept)),
                SQL(", ").join(map(SQL, values.values())),
                SQL(", ").join(SQL.identifier("s", name) for name in kept),
                SQL.identifier(table),
                start,
                stop - 1,
                record.id,
            )
        )

    def _add_units(self, start, stop):
        """Teams below offices below regions: the first of each hundred is a region, the first of each ten an office."""
        top = self.top
        self._multiply(
            top,
            start,
            stop,
            name="jsonb_build_object('en_US', 'Unit ' || n)",
            code="'BENCH-' || n",
            complete_name="'Bench / Unit ' || n",
            parent_id="CASE WHEN n %% 100 = 0 THEN s.id WHEN n %% 10 = 0 THEN s.id + 1 + n - n %% 100 "
            "ELSE s.id + 1 + n - n %% 10 END",
            parent_path="s.parent_path || CASE WHEN n %% 100 = 0 THEN '' ELSE (s.id + 1 + n - n %% 100) || '/' END || "
            "CASE WHEN n %% 10 = 0 THEN '' ELSE (s.id + 1 + n - n %% 10) || '/' END || (s.id + 1 + n) || '/'",
        )

    def _add_dealers(self, start, stop):
        partner, unit_id, name = (
            self.dealer.partner_id,
            self.top.id,
            f"'Dealer ' || lpad((n * {SPREAD} %% {DEALERS})::text, 5, '0')",
        )
        self._multiply(
            partner,
            start,
            stop,
            name=name,
            complete_name=name,
            commercial_partner_id="s.id + 1 + n",
        )
        self._multiply(
            self.dealer,
            start,
            stop,
            partner_id=f"{partner.id} + 1 + n",
            name=name,
            code="'BENCH-' || n",
            unit_id=f"{unit_id} + 1 + n / 10",
            parent_path="(s.id + 1 + n) || '/'",
            user_id=self._manager("n"),
        )

    def _manager(self, number):
        """Return the SQL of the account manager of the dealer with a number."""
        return f"(ARRAY[{','.join(map(str, self.managers))}])[1 + {number} %% {MANAGERS}]"

    def _add_orders(self, start, stop):
        """Neither the orders of one dealer nor those of one unit are neighbours."""
        number = f"(n * {SPREAD} %% {int(DEALERS * self.size)})"
        self._multiply(
            self.order,
            start,
            stop,
            name="'B' || n",
            partner_id=f"{self.dealer.partner_id.id} + 1 + {number}",
            partner_invoice_id=f"{self.dealer.partner_id.id} + 1 + {number}",
            partner_shipping_id=f"{self.dealer.partner_id.id} + 1 + {number}",
            dealer_id=f"{self.dealer.id} + 1 + {number}",
            dealer_unit_id=f"{self.top.id} + 1 + {number} / 10",
            dealer_user_id=self._manager(number),
            date_order="s.date_order - n * interval '1 minute'",
            state="CASE WHEN n %% 10 = 0 THEN 'draft' ELSE 'sale' END",
            amount_untaxed="n",
            amount_total="n",
        )

    def _give_scopes(self, visible):
        """Spread what is seen evenly: every 20th unit, or the first offices with their teams."""
        Unit = self.env["dealer.unit"]
        first = self.top.id + 1
        spread = Unit.browse(first + number * (UNITS // VISIBLE) + 1 for number in range(visible))
        offices = Unit.browse(first + number * 10 for number in range(visible // 10 or 1))
        if visible < 10:
            offices = Unit.browse(first + number for number in range(1, visible + 1))
        for name, units in (("user", spread), ("user_below", offices)):
            self.users[name].sudo().role_line_ids.unit_ids = [Command.set(units.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
