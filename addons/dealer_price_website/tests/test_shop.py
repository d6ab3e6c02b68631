import json

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_price.tests.common import PriceFactory


@tagged("-at_install", "post_install")
class TestShop(PriceFactory, HttpCase):
    """The shop still works for those who may not read its lists, and shows each dealer its own price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.website = cls.env["website"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.website.prevent_zero_price_sale = True
        cls.env["product.pricelist"].search([("dealer_id", "=", False), ("selectable", "=", True)]).selectable = False
        unit = cls.make_unit("P Shop", company=cls.company)
        terms = {"company": cls.company, "currency_id": cls.company.currency_id.id, "price_policy": "own_list"}
        cls.dealer, cls.other = (cls.make_dealer(name, unit, **terms) for name in ("P One", "P Two"))
        cls.product = cls.make_product(
            "P Shop product", 100.0, is_published=True, website_published=True, taxes_id=False
        )
        cls.template = cls.product.product_tmpl_id
        cls.make_item(cls.dealer.pricelist_id, cls.template, 81.35)
        cls.make_item(cls.other.pricelist_id, cls.template, 44.44)
        cls.make_member("p_one", cls.dealer)
        cls.make_member("p_two", cls.other)
        new_test_user(cls.env, "p_customer", groups="base.group_portal")

    def page(self, login, path=None):
        """Return the text of the product's page as somebody sees it."""
        self.authenticate(login, login)
        response = self.url_open(path or self.template.website_url)
        self.assertEqual(response.status_code, 200, login)
        return response.text

    def test_everybody_sees_the_own_price(self):
        for login, price in (("p_one", "81.35"), ("p_two", "44.44"), ("p_customer", "100.00"), (None, "100.00")):
            text = self.page(login)
            for shown in ("81.35", "44.44", "100.00"):
                (self.assertIn if shown == price else self.assertNotIn)(f">{shown}<", text, (login, shown))

    def test_shop_page_and_cart(self):
        self.assertIn("44.44", self.page("p_two", "/shop?search=P+Shop+product"))
        self.assertIn("81.35", self.page("p_one", "/shop?search=P+Shop+product"))
        order = self.add_to_cart("p_one")
        self.assertEqual(order.pricelist_id, self.dealer.pricelist_id)
        self.assertEqual(order.order_line.price_unit, 81.35)
        self.assertIn("81.35", self.page("p_one", "/shop/cart"))

    def add_to_cart(self, login):
        self.authenticate(login, login)
        data = {"product_template_id": self.template.id, "product_id": self.product.id, "quantity": 1}
        self.make_jsonrpc_request("/shop/cart/add", data)
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env["sale.order"].search([("partner_id", "=", user.partner_id.id)], limit=1, order="id desc")

    def test_one_session_after_the_other(self):
        """What one visitor's session and the caches hold is not the next one's."""
        for login, price in (("p_one", "81.35"), ("p_two", "44.44"), ("p_one", "81.35"), (None, "100.00")):
            self.assertIn(f">{price}<", self.page(login), login)

    def test_nobody_takes_another_list(self):
        other = self.other.pricelist_id
        for path in (f"/shop/change_pricelist/{other.id}", f"{self.template.website_url}?pricelist={other.id}"):
            with mute_logger("odoo.http"):
                self.authenticate("p_one", "p_one")
                self.url_open(path)
            self.assertIn(">81.35<", self.url_open(self.template.website_url).text, path)

    def test_lists_of_many_dealers_are_not_the_shops(self):
        tier = self.make_tier("P Shop tier", 1, company=self.company)
        tier.pricelist_id = self.make_list("P Tier list", website_id=self.website.id, sequence=-5)
        self.make_item(tier.pricelist_id, self.template, 33.33)
        for login in ("p_customer", None):
            self.assertIn(">100.00<", self.page(login), login)
        partner = self.make_partner("P plain customer")
        self.assertNotEqual(partner.property_product_pricelist, tier.pricelist_id)

    def test_no_choice_of_lists_for_a_dealer(self):
        self.make_list("P To choose", selectable=True, website_id=self.website.id)
        self.make_list("P To choose too", selectable=True, website_id=self.website.id)
        self.assertNotIn("P To choose", self.page("p_one", "/shop"))
        self.assertIn("P To choose", self.page("p_customer", "/shop"))

    def test_product_without_a_price_is_on_request(self):
        self.company.dealer_base_pricelist_id = False
        product = self.make_product("P No price", 100.0, is_published=True, website_published=True, taxes_id=False)
        self.website.prevent_zero_price_sale = False
        text = self.page("p_one", product.product_tmpl_id.website_url)
        self.assertRegex(text, r'id="product_unavailable" class="d-flex')
        self.assertIn(">100.00<", self.page("p_customer", product.product_tmpl_id.website_url))

    def test_configurator_takes_no_list_from_the_caller(self):
        params = {
            "product_template_id": self.template.id,
            "quantity": 1,
            "currency_id": self.company.currency_id.id,
            "so_date": "2026-01-01",
            "pricelist_id": self.other.pricelist_id.id,
        }
        self.authenticate("p_one", "p_one")
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/sale/product_configurator/get_values",
                data=json.dumps({"params": params}),
                headers={"Content-Type": "application/json"},
            )
        self.assertNotIn("44.44", response.text)
        self.assertIn("AccessError", response.text)

    def test_remote_calls(self):
        """Over the web client's own route, as anybody with a portal log-in can."""
        self.authenticate("p_one", "p_one")
        for model in ("product.pricelist", "product.pricelist.item"):
            params = {"model": model, "method": "search_read", "args": [[]], "kwargs": {"fields": ["display_name"]}}
            rows = self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/search_read", params)
            names = " ".join(row["display_name"] for row in rows)
            self.assertNotIn("P One", names)
            self.assertNotIn("P Two", names)
            if model.endswith("item"):
                self.assertFalse(rows)
