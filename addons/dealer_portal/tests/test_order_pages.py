import base64
import json
from urllib.parse import parse_qs, urlsplit

from odoo import sql_db
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .pad_common import PadCase

PAGES = ("/my/pad", "/my/catalogue", "/my/part-numbers", "/my/order-templates")
BUDGET = 60


@tagged("post_install", "-at_install")
class TestOrderPages(PadCase, HttpCase):
    """The pages of ordering: who gets them, what they show, what they cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._portal_user("pad keeper", cls.dealer.partner_id, cls.dealer)
        cls.keeper.dealer_member_ids.role = "keeper"
        for user in (cls.buyer, cls.viewer, cls.keeper, cls.outsider, cls.colleague):
            user.password = user.login

    def _as(self, user):
        self.authenticate(user.login if user else None, user.login if user else None)

    def _post(self, path, **data):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **data})

    def _json(self, path, **params):
        answer = self.url_open(
            path, data=json.dumps({"params": params}), headers={"Content-Type": "application/json"}
        ).json()
        return answer.get("result") or answer.get("error")

    def _document(self, product, visible=True):
        return self.env["product.document"].create(
            {
                "name": "manual.pdf",
                "datas": base64.b64encode(b"%PDF-1.4 secret of the works"),
                "res_model": "product.template",
                "res_id": product.product_tmpl_id.id,
                "dealer_visible": visible,
            }
        )

    # -- who ------------------------------------------------------------------------------------------------------

    def test_the_anonymous_are_asked_to_log_in(self):
        self._as(None)
        for path in (
            *PAGES,
            "/my/checkout",
            f"/my/catalogue/{self.goods.id}",
            f"/my/catalogue/{self.goods.id}/image/256",
        ):
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertIn("/web/login", answer.url)
        self.assertIn("code", self._json("/my/pad/check", rows=[]))

    def test_a_page_that_is_not_for_the_role_is_not_there(self):
        for user in (self.viewer, self.keeper):
            self._as(user)
            for path in ("/my/pad", "/my/part-numbers", "/my/order-templates", "/my/checkout", "/my/pad/download"):
                with self.subTest(user=user.name, path=path):
                    self.assertEqual(self.url_open(path).status_code, 404)
            for path in ("/my/pad/add", "/my/checkout", "/my/checkout/submit", "/my/pad/file", "/my/part-numbers/save"):
                with self.subTest(user=user.name, path=path):
                    self.assertEqual(self._post(path).status_code, 404)
            self.assertNotIn("rows", self._json("/my/pad/check", rows=[]))
        self.assertFalse(self.env["dealer.order.pad"].search([("user_id", "in", (self.viewer + self.keeper).ids)]))

    def test_who_sees_no_prices_sees_the_catalogue_without(self):
        self._as(self.keeper)
        for path in ("/my/catalogue", f"/my/catalogue/{self.goods.id}"):
            page = self.url_open(path).text
            self.assertIn("Goods", page)
            self.assertNotIn("10.00", page)
            self.assertNotIn("/my/pad/add", page)
        self._as(self.buyer)
        self.assertIn("10.00", self.url_open("/my/catalogue").text)

    def test_the_catalogue_is_the_assortment(self):
        self._forbid(self.stored)
        document = self._document(self.stored)
        self._as(self.buyer)
        page = self.url_open("/my/catalogue").text
        self.assertIn("Goods", page)
        self.assertNotIn("Stored goods", page)
        self.assertNotIn("Stored goods", self.url_open("/my/catalogue?search=stored").text)
        for path in ("", "/image/256", f"/document/{document.id}"):
            self.assertEqual(self.url_open(f"/my/catalogue/{self.stored.id}{path}").status_code, 404)
        for path in ("favorite", "number"):
            self.assertEqual(self._post(f"/my/catalogue/{self.stored.id}/{path}", code="x").status_code, 404)
        self._as(self.outsider)
        self.assertIn("Stored goods", self.url_open("/my/catalogue").text)

    def test_documents_are_those_dealers_are_shown(self):
        shown, internal = self._document(self.goods), self._document(self.goods, visible=False)
        other = self._document(self.packed)
        self._as(self.keeper)
        self.assertEqual(self.url_open(f"/my/catalogue/{self.goods.id}/document/{shown.id}").content[:8], b"%PDF-1.4")
        for document in (internal, other):
            self.assertEqual(self.url_open(f"/my/catalogue/{self.goods.id}/document/{document.id}").status_code, 404)
        self.assertNotIn(b"secret", self.url_open(f"/web/content/{shown.ir_attachment_id.id}").content)

    # -- what -----------------------------------------------------------------------------------------------------

    def test_searching(self):
        self.env["dealer.part.number"].create(
            {"dealer_id": self.dealer.id, "product_id": self.goods.id, "code": "MINE-7"}
        )
        self._as(self.buyer)
        for text in ("goods", "G-1", "4006381333931", "mine-7", "goo g-1"):
            with self.subTest(text):
                self.assertIn(
                    f"/my/catalogue/{self.goods.id}", self.url_open(f"/my/catalogue?search={text}&part=1").text
                )
        self.assertIn("Nothing is found", self.url_open("/my/catalogue?search=nothing like it&part=1").text)
        found = self._json("/my/pad/find", text="mine")["products"]
        self.assertEqual(found, [{"code": "MINE-7", "name": "Goods"}])
        for query in (
            "page=99",
            "category=abc",
            "category=999999",
            "only=moon",
            "only=bought",
            "only=named",
            "only=favorite",
        ):
            self.assertEqual(self.url_open(f"/my/catalogue?{query}").status_code, 200)

    def test_favourites_are_ones_own(self):
        self._as(self.buyer)
        self._post(f"/my/catalogue/{self.goods.id}/favorite", back="list")
        self.assertIn("Goods", self.url_open("/my/catalogue?only=favorite&part=1").text)
        self._as(self.colleague)
        self.assertNotIn(
            f"/my/catalogue/{self.goods.id}/image", self.url_open("/my/catalogue?only=favorite&part=1").text
        )
        self._as(self.buyer)
        self._post(f"/my/catalogue/{self.goods.id}/favorite")
        self.assertNotIn(
            f"/my/catalogue/{self.goods.id}/image", self.url_open("/my/catalogue?only=favorite&part=1").text
        )

    def test_going_back_stays_here(self):
        self._as(self.buyer)
        answer = self.url_open(
            f"/my/catalogue/{self.goods.id}/favorite",
            data={"csrf_token": Request.csrf_token(self), "back": "//evil.example.com"},
            allow_redirects=False,
        )
        self.assertNotIn("evil", answer.headers["Location"])
        answer = self.url_open(
            "/my/pad/add",
            data={"csrf_token": Request.csrf_token(self), "record_id": str(self.goods.id)},
            headers={"Referer": "https://evil.example.com/my/catalogue"},
            allow_redirects=False,
        )
        self.assertNotIn("evil", answer.headers["Location"])

    def test_who_orders_stays_where_he_looks(self):
        self._as(self.buyer)
        for page in ("/my/catalogue/page/2?search=F", f"/zh_CN/my/catalogue/{self.goods.id}"):
            with self.subTest(page):
                answer = self.url_open(
                    "/my/pad/add",
                    data={"csrf_token": Request.csrf_token(self), "record_id": str(self.goods.id)},
                    headers={"Referer": f"{self.base_url()}{page}"},
                    allow_redirects=False,
                )
                self.assertTrue(answer.headers["Location"].endswith(page), answer.headers["Location"])

    def test_a_form_sent_after_the_log_in_has_ended_leads_back_to_its_page(self):
        self._as(self.buyer)
        page = f"{self.base_url()}/my/checkout"
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/my/checkout/submit", data={"csrf_token": "of an earlier log-in"}, headers={"Referer": page}
            )
        self.assertIn("logged in anew", answer.text, "the platform would show a bare page of an error")
        self.authenticate(None, None)
        for referrer, back in ((page, "/my/checkout"), ("https://evil.example.com/my/pad", "/my"), ("", "/my")):
            with self.subTest(referrer):
                answer = self.url_open(
                    "/my/checkout/submit", data={"key": "x"}, headers={"Referer": referrer}, allow_redirects=False
                )
                asked = urlsplit(answer.headers["Location"])
                self.assertEqual((asked.path, parse_qs(asked.query)), ("/web/login", {"redirect": [back]}))

    def test_quantities_are_shown_and_asked_for_to_the_last_digit(self):
        self.env["res.lang"]._activate_lang("de_DE")
        portal = self.env["dealer.portal"].with_context(lang="de_DE")
        shown = [(portal._number(each), portal._plain_number(each)) for each in (1234567.0, 1234.56, 12.0)]
        self.assertEqual(shown, [("1.234.567", "1234567"), ("1.234,56", "1234.56"), ("12", "12")])
        order = self._order(self.dealer, quantity=1234567)
        order.action_confirm()
        self._as(self.buyer)
        self.assertIn('value="1234567"', self.url_open(f"/my/orders/{order.id}").text)

    def test_from_the_catalogue_to_the_order(self):
        self._as(self.buyer)
        self._post("/my/pad/add", record_id=str(self.goods.id), quantity="3")
        self._post("/my/pad/add", record_id=str(self.packed.id), quantity="7")
        page = self._post("/my/checkout").text
        self.assertIn("90.00", page)
        pad = self._pad()
        key = pad.sudo().key
        draft = pad.sudo().order_id
        answer = self._post("/my/checkout/submit", key=key, client_order_ref="PO 1", total="90.0")
        self.assertIn(f"/my/orders/{draft.id}", answer.url)
        self.assertIn("is confirmed", answer.text)
        again = self._post("/my/checkout/submit", key=key)
        self.assertIn(f"/my/orders/{draft.id}", again.url)
        self.env.invalidate_all()
        self.assertEqual((draft.state, draft.client_order_ref, draft.amount_total), ("sale", "PO 1", 90.0))
        self.assertEqual(self.env["sale.order"].search_count([("dealer_id", "=", self.dealer.id)]), 1)
        self.assertIn("Order again", answer.text)
        self.assertIn("G-1", self._post("/my/pad/add", source="order", record_id=str(draft.id)).text)

    def test_what_is_held_is_explained(self):
        self.dealer.write({"order_minimum": 100.0, "on_minimum": "hold"})
        self._as(self.buyer)
        self._post("/my/pad/add", record_id=str(self.goods.id), quantity="3")
        page = self._post("/my/checkout").text
        self.assertIn("below the order minimum of", page)
        self.assertIn("You can place this order", page)
        answer = self._post("/my/checkout/submit", key=self._pad().sudo().key)
        self.assertIn("is being checked", answer.text)

    def test_what_is_refused_is_explained_and_nothing_typed_is_lost(self):
        self._as(self.buyer)
        self._post("/my/pad/add", record_id=str(self.goods.id), quantity="3")
        self._post("/my/checkout")
        answer = self._post(
            "/my/checkout/submit", key=self._pad().sudo().key, requested_date="2020-01-01", note="At the back door"
        )
        self.assertIn("has to be today or later", answer.text)
        self.assertIn("At the back door", answer.text)

    def test_files(self):
        self._as(self.buyer)

        def send(name, content):
            return self.url_open(
                "/my/pad/file", data={"csrf_token": Request.csrf_token(self)}, files={"file": (name, content)}
            ).json()

        self.assertEqual(send("a.csv", b"G-1,2\n")["rows"], [{"code": "G-1", "quantity": "2", "unit": ""}])
        for name, content in (
            ("a.csv", b""),
            ("a.html", b"<script>"),
            ("../../a.xlsx", b"PK\x03\x04"),
            ("a.csv", b"1" * 2_100_000),
        ):
            with self.subTest(name):
                self.assertIn("error", send(name, content))
        self.assertIn("error", self.url_open("/my/pad/file", data={"csrf_token": Request.csrf_token(self)}).json())

    def test_nothing_exported_is_a_formula(self):
        self.goods.name = "=HYPERLINK(1)"
        self._as(self.buyer)
        self._check(("=1+1", "@x"), ("G-1", 2), pad=self._pad())
        text = self.url_open("/my/pad/download").content.decode("utf-8-sig")
        self.assertIn("'=1+1,'@x", text)
        self.assertIn("'=HYPERLINK", text)
        self._json("/my/pad/check", rows=self._json("/my/pad/text", text=text)["rows"])
        self.assertEqual(self._pad().sudo().rows[0]["code"], "=1+1")
        self.dealer.with_user(self.buyer).set_part_numbers([{"code": "+A", "product": "G-1"}])
        self.assertIn("'+A", self.url_open("/my/part-numbers/download").content.decode("utf-8-sig"))

    def test_markup_stays_text(self):
        self._as(self.buyer)
        self._check(("</script><img src=x onerror=alert(1)>", 1), pad=self._pad())
        page = self.url_open("/my/pad").text
        self.assertNotIn("<img src=x", page)

    def test_a_template_of_another_dealer_is_not_there(self):
        pad = self._pad()
        self._check(("G-1", 2), pad=pad)
        template_id = pad.keep_template("Weekly")
        self._as(self.outsider)
        self.assertIn("not one of yours", self._json("/my/pad/rows", source="template", record_id=template_id)["error"])
        self._post(f"/my/order-templates/{template_id}/delete")
        self.assertTrue(self.env["dealer.order.template"].browse(template_id).exists())
        self._as(self.buyer)
        self._post(f"/my/order-templates/{template_id}/delete")
        self.assertFalse(self.env["dealer.order.template"].browse(template_id).exists())

    def test_own_part_numbers(self):
        self._as(self.buyer)
        page = self._post("/my/part-numbers/save", pasted="A-1\tG-1\nA-2\tS-1\nA-3\tnothing").text
        self.assertIn("2 numbers kept", page)
        self.assertIn("We do not know the code nothing.", page)
        self._post(f"/my/catalogue/{self.goods.id}/number", code="A-9")
        self.assertIn("A-9", self.url_open("/my/part-numbers?search=a-9").text)

    # -- cost -----------------------------------------------------------------------------------------------------

    def _cost(self, path):
        self.url_open(path)
        self.env.flush_all()
        before = sql_db.sql_counter
        self.assertEqual(self.url_open(path).status_code, 200)
        return sql_db.sql_counter - before

    def test_no_page_costs_more_than_its_budget(self):
        products = self.env["product.product"].create(
            [{"name": f"Bulk {n}", "default_code": f"B-{n:03}", "type": "consu", "list_price": 1} for n in range(40)]
        )
        self._as(self.buyer)
        pad = self._pad()
        pad.check([{"code": product.default_code, "quantity": 2} for product in products])
        pad._make_order()
        for path in (*PAGES, f"/my/catalogue/{self.goods.id}", "/my/checkout"):
            with self.subTest(path):
                self.assertLessEqual(self._cost(path), BUDGET)

    def test_history_costs_nothing(self):
        self._as(self.buyer)
        before = [self._cost(path) for path in PAGES]
        pad = self._pad()
        for _number in range(12):
            pad.submit(self._check(("G-1", 2), ("S-1", 1), pad=pad)["key"])
        self._check(("G-1", 2), pad=pad)
        for number in range(12):
            pad.keep_template(f"Template {number}")
        pad.check([])
        after = [self._cost(path) for path in PAGES]
        for path, few, many in zip(PAGES, before, after, strict=True):
            with self.subTest(path):
                self.assertLessEqual(many, few + 4)
