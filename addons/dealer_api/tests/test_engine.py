import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_api.engine import methods, shapes, webhook


@tagged("-at_install", "post_install")
class TestEngine(BaseCase):
    """The plain Python parts do what their examples say."""

    def test_examples(self):
        for module in (methods, shapes, webhook):
            with self.subTest(module.__name__):
                result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
                self.assertGreater(result.attempted, 0)
                self.assertFalse(result.failed)

    def test_every_way_a_number_can_be_wrong(self):
        kind = shapes.Number(low=0, high=10)
        for value, code in [
            (float("nan"), "not_finite"),
            (float("inf"), "not_finite"),
            (float("-inf"), "not_finite"),
            (-1, "out_of_range"),
            (10**400, "out_of_range"),
            ("1", "invalid_type"),
            (True, "invalid_type"),
            ([], "invalid_type"),
            ({}, "invalid_type"),
        ]:
            with self.subTest(value=value), self.assertRaises(shapes.Refusal) as refusal:
                kind.parse(value, "quantity")
            self.assertEqual((refusal.exception.code, refusal.exception.path), (code, "quantity"))

    def test_what_no_text_may_hold(self):
        for value in ("a\x00b", "\x1b[31m", "\ud800", "\ufffe"):
            with self.subTest(value=value), self.assertRaises(shapes.Refusal) as refusal:
                shapes.Text().parse(value, "name")
            self.assertEqual(refusal.exception.code, "control_character")
        self.assertEqual(shapes.Text().parse("two\nlines\tand a tab"), "two\nlines\tand a tab")

    def test_a_long_text_is_not_searched(self):
        with self.assertRaises(shapes.Refusal) as refusal:
            shapes.Text(limit=10).parse("x" * 10_000_000, "note")
        self.assertEqual(refusal.exception.code, "too_long")

    def test_paths_name_the_field(self):
        lines = shapes.Record(lines=shapes.Rows(shapes.Record(quantity=shapes.Number(required=True))))
        with self.assertRaises(shapes.Refusal) as refusal:
            lines.parse({"lines": [{"quantity": 1}, {}]})
        self.assertEqual(refusal.exception.path, "lines[1].quantity")

    def test_a_strange_field_name_is_not_repeated(self):
        with self.assertRaises(shapes.Refusal) as refusal:
            shapes.Record(a=shapes.Text()).parse({"<script>": 1})
        self.assertEqual(refusal.exception.path, "?")
