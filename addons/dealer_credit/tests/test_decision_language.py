from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestDecisionLanguage(CreditCase):
    """The history of decisions is read in the reader's language, whoever has decided; what somebody typed stays as typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["dealer_sale", "dealer_credit"], ["zh_CN"])

    def _reasons(self):
        """Return why the latest decision was taken, in English and in Chinese."""
        decision = self._decision()
        return [decision.with_context(lang=code).reason for code in ("en_US", "zh_CN")]

    def test_why_an_order_is_held(self):
        for code in ("en_US", "zh_CN"):
            with self.subTest(submitted_in=code):
                self._credit_order(1600).with_user(self.clerk).with_context(lang=code).action_submit()
                self.assertEqual(self._decision().kind, "held")
                english, chinese = self._reasons()
                self.assertIn("Over the limit by", english)
                self.assertIn("\u8d85\u51fa", chinese)
                self.assertNotIn("Over the limit", chinese)

    def test_what_was_changed(self):
        for number, code in enumerate(("en_US", "zh_CN"), 1):
            with self.subTest(changed_in=code):
                self.line.with_user(self.controller).with_context(lang=code).write({"limit_amount": 1000 + number})
                english, chinese = self._reasons()
                self.assertIn("Permanent Limit", english)
                self.assertIn("\u56fa\u5b9a\u989d\u5ea6", chinese)
                for said in (english, chinese):
                    self.assertIn(f"1,00{number}.00", said)

    def test_what_was_typed_is_the_same_for_all(self):
        self.line.with_user(self.controller).with_context(lang="zh_CN").action_freeze("cheque bounced")
        self.assertEqual(self._reasons(), ["cheque bounced"] * 2)
