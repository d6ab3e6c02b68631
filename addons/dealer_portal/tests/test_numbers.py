from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_fund.tests.common import FundFactory

from .common import PortalCase

BAD = (float("nan"), float("inf"), float("-inf"), 1e308, -1e308, "nan", "Infinity", "1e400")
# What people with few rights give amounts to, by RPC or by a form.
WRITABLE = (
    ("dealer.payment.proof", "amount"),
    ("dealer.order.fund", "amount"),
    ("dealer.price.request.line", "price"),
    ("dealer.price.request.line", "quantity_cap"),
    ("dealer.price.request.line", "competitor_price"),
    ("dealer.credit.request", "amount"),
    ("dealer.credit.temporary", "amount"),
    ("dealer.credit.line", "limit_amount"),
    ("dealer.rebate.target", "value"),
    ("dealer.rebate.band", "rate"),
    ("dealer.order.change.line", "new_quantity"),
    ("dealer.order.change.request.line", "new_quantity"),
    ("dealer.order.split.line", "quantity"),
    ("dealer.fund.move", "amount"),
    ("dealer.member", "order_limit"),
    ("dealer.dealer", "order_minimum"),
    ("sale.order.line", "price_unit"),
    ("sale.order.line", "product_uom_qty"),
    ("product.pricelist.item", "fixed_price"),
    ("account.payment", "amount"),
)


@tagged("post_install", "-at_install")
class TestNumbers(FundFactory, PortalCase, HttpCase):
    """Nobody stores what is no number: PostgreSQL takes NaN for more than any limit, and it passes CHECK (amount > 0)."""

    def test_no_model_takes_what_is_no_number(self):
        for model, field in WRITABLE:
            self.assertIn(self.env[model]._fields[field].type, ("float", "monetary"), f"{model}.{field}")
            for value in BAD:
                with self.subTest(model=model, field=field, value=value):
                    with self.assertRaisesRegex(ValidationError, "is no number that can be kept"):
                        self.env[model]._refuse_impossible_numbers({field: value})
                    for act in (self.env[model].create, self.env[model].browse().write):
                        with self.assertRaises(UserError):
                            act({field: value})

    def test_nor_as_a_default_that_comes_with_the_call(self):
        """A default is added where the value is missing, after what was given has been looked at."""
        vals = {"pricelist_id": self.dealer.pricelist_id.id, "compute_price": "fixed", "applied_on": "3_global"}
        for value in BAD:
            items = self.env["product.pricelist.item"].with_context(default_fixed_price=value)
            with self.subTest(value=value), self.assertRaisesRegex(ValidationError, "is no number that can be kept"):
                items.create(vals)
        items = self.env["product.pricelist.item"].with_context(default_fixed_price=12.5)
        self.assertEqual(items.create(vals).fixed_price, 12.5)

    def test_the_guard_of_all_models_is_one(self):
        """A method of a model that happens to have its name would take its place, and break each create."""
        guard = self.env["base"].__class__._refuse_impossible_numbers
        for name, model in self.env.registry.items():
            self.assertIs(model._refuse_impossible_numbers, guard, name)

    def test_ordinary_numbers_pass(self):
        members = self.env["dealer.member"]
        for value in (0, -5, 1.5, 999999999999.99, "12.5", False, None):
            members._refuse_impossible_numbers({"order_limit": value})
        with self.assertRaisesRegex(ValidationError, "2,147,483,648"):
            self.env["dealer.tier"]._refuse_impossible_numbers({"sequence": 2**31})

    def test_finance_creates_no_such_proof(self):
        finance = self._staff("finance numbers", "dealer.role_finance", "subtree", self.region)
        vals = {"dealer_id": self.dealer.id, "reference": "R 1", "currency_id": self.company.currency_id.id}
        proofs = self.env["dealer.payment.proof"].with_user(finance)
        for value in (*BAD, 1e15):
            with self.subTest(value), self.assertRaisesRegex(ValidationError, "is no number"):
                proofs.create({**vals, "amount": value})
        for value in (-1.0, 0.0):
            with (
                self.subTest(value),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                proofs.create({**vals, "amount": value})
        self.assertTrue(proofs.create({**vals, "amount": 1.0}))

    def test_verbs_of_a_dealer(self):
        fund = self._fund(self._fund_type("REBATE", "rebate", order_share_percent=50.0), amount=100.0)
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer.id, "control": "limit", "limit_amount": 10.0})
        own = self.dealer.with_user(self.people["admin"])
        order = self._small().with_user(self.people["admin"])
        member = self.people["buyer"].dealer_member_ids.with_user(self.people["admin"])
        lines = [{"code": self.goods.default_code or "", "price": "nan", "quantity": 1}]
        for value in (*BAD, -1):
            for name, act in {
                "funds": lambda value=value: order.set_fund_plan({fund.id: value}),
                "proof": lambda value=value: own.submit_payment_proof({"amount": value, "reference": "R"}),
                "temporary": lambda value=value: own.ask_temporary_limit(value, "2099-01-01", "Why"),
                "special": lambda value=value: own.ask_special_price(
                    {"date_to": "2099-01-01", "lines": [{**lines[0], "price": value}]}
                ),
                "limits": lambda value=value: member.change_role("buyer", order_limit=value),
            }.items():
                with self.subTest(verb=name, value=value), self.env.cr.savepoint(), self.assertRaises(UserError):
                    act()

    def test_forms_say_so(self):
        self.authenticate("portal admin", "portal admin")
        for value in ("nan", "inf", "-inf", "1e308", "1e400", "-5", "0", "abc"):
            page = self.url_open(
                "/my/dealer/proofs/submit",
                data={
                    "csrf_token": Request.csrf_token(self),
                    "amount": value,
                    "reference": "R 2",
                    "paid_on": "2026-01-01",
                },
            )
            with self.subTest(value):
                self.assertEqual(page.status_code, 200)
                self.assertIn("alert-danger", page.text)
        self.assertFalse(self.env["dealer.payment.proof"].search([("dealer_id", "=", self.dealer.id)]))
