from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPartNumbers(PadCase):
    """A dealer names our products as it likes; only its own people do."""

    def _set(self, *numbers, user=None):
        pairs = [{"code": code, "product": product} for code, product in numbers]
        return self.dealer.with_user(user or self.buyer).set_part_numbers(pairs)

    def _numbers(self):
        found = self.env["dealer.part.number"].search([("dealer_id", "=", self.dealer.id)])
        return {number.code: number.product_id for number in found}

    def test_set_change_and_remove(self):
        result = self._set(("A 1", "G-1"), ("B", "4006381333931"), ("C", "nothing"), ("", "G-1"), ("x" * 65, "G-1"))
        self.assertEqual((result["set"], [error["code"] for error in result["errors"]]), (2, ["C", "", "x" * 65]))
        self._set(("a1", "S-1"))
        self.assertEqual(self._numbers(), {"a1": self.stored, "B": self.goods})
        self.assertEqual(self._set(("B", ""))["removed"], 1)
        self.assertEqual(self._numbers(), {"a1": self.stored})

    def test_who_may(self):
        for user in (self.viewer, self.outsider, self.auditor, self.env.ref("base.public_user")):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._set(("A", "G-1"), user=user)
        self.assertEqual(self._set(("A", "G-1"), user=self.manager)["set"], 1)

    def test_what_others_call_things_is_not_read(self):
        self._set(("A", "G-1"))
        number = self.env["dealer.part.number"].search([("dealer_id", "=", self.dealer.id)])
        Numbers = self.env["dealer.part.number"].with_user(self.outsider)
        self.assertFalse(Numbers.search([]))
        with self.assertRaises(AccessError):
            number.with_user(self.outsider).read(["code"])
        for call in (
            lambda: number.with_user(self.buyer).write({"code": "Z"}),
            lambda: number.with_user(self.buyer).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_one_number_means_one_product(self):
        create = self.env["dealer.part.number"].create
        create({"dealer_id": self.dealer.id, "product_id": self.goods.id, "code": "A-1"})
        create({"dealer_id": self.hidden.id, "product_id": self.goods.id, "code": "A-1"})
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            create({"dealer_id": self.dealer.id, "product_id": self.stored.id, "code": "a -1"})

    def test_bad_input(self):
        for numbers in ("A", [1], [{"code": "A"}] * 2001):
            with self.assertRaises(UserError):
                self.dealer.with_user(self.buyer).set_part_numbers(numbers)

    def test_naming_a_product_on_its_page(self):
        dealer = self.dealer.with_user(self.buyer)
        dealer._name_product(self.goods, "N 1")
        dealer._name_product(self.goods, "N 2")
        self.assertEqual(self._numbers(), {"N 2": self.goods})
        with self.assertRaises(UserError):
            dealer._name_product(self.stored, "n2")
        dealer._name_product(self.goods, "")
        self.assertFalse(self._numbers())
