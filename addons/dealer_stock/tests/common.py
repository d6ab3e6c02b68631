from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class DealerTransfersCase(TransactionCase):
    """Two branches beside each other, a dealer in each, and helpers for transfers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Transfers"})
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids, "no_reset_password": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.goods = cls.env["product.product"].create({"name": "Goods", "type": "consu", "is_storable": True})
        cls.dealer_type = cls.env["dealer.type"].create({"name": "Tests", "code": "tests"})
        root = cls.env.ref("dealer.unit_group")
        cls.unit, cls.sibling = cls.env["dealer.unit"].create(
            [{"name": name, "code": name.upper(), "parent_id": root.id} for name in ("West", "East")]
        )
        cls.dealer, cls.hidden = cls._dealer("Alpha", cls.unit), cls._dealer("Beta", cls.sibling)

    @classmethod
    def _dealer(cls, name, unit):
        return cls.env["dealer.dealer"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": name, "is_company": True}).id,
                "company_id": cls.company.id,
                "unit_id": unit.id,
                "type_id": cls.dealer_type.id,
                "user_id": False,
                "state": "active",
            }
        )

    @classmethod
    def _staff(cls, login, role=None, scope="unit", units=None):
        user = new_test_user(cls.env, login, company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        if role:
            cls.env["res.users.role.line"].create(
                {
                    "user_id": user.id,
                    "role_id": cls.env.ref(role).id,
                    "scope": scope,
                    "unit_ids": [Command.set(units.ids if units else [])],
                }
            )
        return user

    @classmethod
    def _transfers(cls, partners, quantity=2):
        """Return one confirmed delivery of ``quantity`` goods to each of ``partners``; their stock is there."""
        cls.env["stock.quant"]._update_available_quantity(
            cls.goods, cls.warehouse.lot_stock_id, quantity * len(partners)
        )
        pickings = cls.env["stock.picking"].create(
            [
                {
                    "partner_id": partner.id,
                    "picking_type_id": cls.warehouse.out_type_id.id,
                    "location_id": cls.warehouse.lot_stock_id.id,
                    "location_dest_id": cls.customers.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": cls.goods.id,
                                "product_uom_qty": quantity,
                                "location_id": cls.warehouse.lot_stock_id.id,
                                "location_dest_id": cls.customers.id,
                            }
                        )
                    ],
                }
                for partner in partners
            ]
        )
        pickings.action_confirm()
        pickings.action_assign()
        return pickings

    @classmethod
    def _transfer(cls, dealer, quantity=2):
        return cls._transfers([dealer.partner_id], quantity)
