from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.dealer_api import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What the platform does not know of goes with the add-on."""

    def _own_in_database(self):
        """Return the names of our triggers' functions, and of our tables that are no model's."""
        kept = [model for model in self.env.registry.values() if not model._abstract]
        fields = [field for model in kept for field in model._fields.values() if field.type == "many2many"]
        of_models = tuple({model._table for model in kept} | {field.relation for field in fields if field.relation})
        ours = r"dealer\_api\_%"
        rows = self.env.execute_query(
            SQL(
                """
                SELECT proname FROM pg_proc WHERE proname LIKE %s
                UNION ALL
                SELECT relname FROM pg_class WHERE relname LIKE %s AND relkind = 'r' AND relname NOT IN %s
                """,
                *(ours, ours, of_models),
            )
        )
        return {name for (name,) in rows}

    def test_no_table_or_trigger_is_left(self):
        self.assertLess({"dealer_api_bucket", "dealer_api_code"}, self._own_in_database())
        uninstall_hook(self.env)
        self.assertFalse(self._own_in_database())
