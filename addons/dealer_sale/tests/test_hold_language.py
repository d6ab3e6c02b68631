from odoo.tests import tagged
from odoo.tools import SQL, sql

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestHoldLanguage(SubmitCase):
    """Who reads why an order is held reads it in his or her own language, whoever submitted it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["dealer_sale", "dealer_price"], ["zh_CN"])
        cls.dealer.partner_id.lang = "en_US"

    def _held(self, lang, user=None):
        """Return the hold of an order below the minimum that somebody submitted in ``lang``."""
        order = self._small()
        order.with_user(user or self.clerk).with_context(lang=lang).action_submit()
        (hold,) = self._open_holds(order)
        return hold.with_user(self.clerk)

    def test_the_reader_reads_his_own_language(self):
        for lang in ("en_US", "zh_CN"):
            with self.subTest(submitted_in=lang):
                hold = self._held(lang)
                self.assertIn("below the order minimum", hold.with_context(lang="en_US").message)
                self.assertIn("起订金额", hold.with_context(lang="zh_CN").message)
                rows = hold.with_context(lang="zh_CN").read(["message", "dealer_message"])
                self.assertIn("起订金额", rows[0]["dealer_message"])
                found = hold.with_context(lang="zh_CN").search([("message", "like", "起订金额"), ("id", "=", hold.id)])
                self.assertEqual(found, hold)

    def test_a_product_has_its_name_in_the_language_of_the_reader(self):
        self.goods.with_context(lang="zh_CN").name = "滤芯"
        self.goods.order_multiple = 7
        order = self._small()
        self.dealer.on_minimum = "ignore"
        order.with_user(self.clerk).action_submit()
        hold = self._open_holds(order).filtered(lambda one: one.kind == "multiple")
        self.assertIn("Goods", hold.with_context(lang="en_US").message)
        self.assertIn("滤芯", hold.with_context(lang="zh_CN").message)

    def test_an_integrator_gets_the_language_of_the_call(self):
        order = self._small().with_user(self.clerk)
        self.assertIn("order minimum", order.with_context(lang="en_US").action_submit()["message"])
        again = order.with_context(lang="zh_CN").action_submit()
        self.assertIn("起订金额", again["message"])
        self.assertIn("起订金额", again["holds"][0]["message"])

    def test_a_member_is_told_in_his_own_language_whatever_the_dealers_is(self):
        self.buyer.lang = "zh_CN"
        order = self._small().with_user(self.buyer)
        self.assertIn("起订金额", order.with_context(lang=None).action_submit()["message"])
        self.assertIn("起订金额", order.sudo().with_context(lang=None)._dealer_told()[0])
        self.assertIn("order minimum", order.sudo().with_context(lang="en_US")._dealer_told()[0])

    def test_more_of_it_is_said_in_both(self):
        hold = self._held("zh_CN")
        order = hold.sudo().order_id
        order.order_line[0].product_uom_qty = 2
        order.with_user(self.clerk).with_context(lang="en_US").action_submit()
        self.assertEqual(self._open_holds(order), hold)
        texts = {hold.with_context(lang=lang).message for lang in ("en_US", "zh_CN")}
        amount = order.currency_id.round(hold.amount)
        self.assertEqual(len(texts), 2)
        self.assertTrue(all(f"{amount:,.2f}" in text for text in texts), texts)

    def test_texts_of_before_stay_readable(self):
        """As an upgrade finds them: one text, in the language of who submitted."""
        hold = self._held("en_US")
        self.env.flush_all()
        for name in ("message", "dealer_message"):
            column = SQL.identifier(name)
            self.env.cr.execute(
                SQL("ALTER TABLE dealer_order_hold ALTER COLUMN %s TYPE text USING %s->>'en_US'", column, column)
            )
            sql.convert_column_translatable(self.env.cr, "dealer_order_hold", name, "jsonb")
        self.env.invalidate_all()
        for lang in ("en_US", "zh_CN"):
            self.assertIn("below the order minimum", hold.with_context(lang=lang).message)
