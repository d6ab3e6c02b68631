from lxml import html

from odoo.tests import HttpCase, tagged

from .common import PriceCommon


@tagged("-at_install", "post_install")
class TestOnRequest(PriceCommon, HttpCase):
    """What has no price is "on request" for the dealer, in the portal and on paper, and nowhere 0."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base_list.item_ids.unlink()
        cls.listed = cls.make_product("P Listed", 100.0, taxes_id=False)
        cls.make_item(cls.own_list, cls.listed.product_tmpl_id, 88.0)
        cls.order = cls.make_order(cls.dealer, (cls.product, 3), (cls.listed, 2))
        cls.order.action_quotation_sent()
        cls.make_member("p_portal", cls.dealer)

    def rows(self, page):
        """Return {product name: the cells of price and amount as text} of the lines on a page."""
        found = {}
        for row in html.fromstring(page).iter("tr"):
            cells = {cell.get("name"): " ".join(cell.text_content().split()) for cell in row.iter("td")}
            name = cells.get("td_product_name") or cells.get("td_name") or ""
            for product in (self.product, self.listed):
                if product.name in name:
                    texts = [text for key, text in cells.items() if "price" in (key or "") or "subtotal" in (key or "")]
                    found[product] = texts
        return found

    def check(self, page):
        rows = self.rows(page)
        self.assertEqual(set(rows), {self.product, self.listed})
        self.assertIn("On request", rows[self.product])
        self.assertFalse([text for text in rows[self.product] if "0.00" in text], rows[self.product])
        self.assertTrue([text for text in rows[self.listed] if "88.00" in text], rows[self.listed])
        self.assertTrue([text for text in rows[self.listed] if "176.00" in text], rows[self.listed])

    def test_portal(self):
        self.authenticate("p_portal", "p_portal")
        answer = self.url_open(f"/my/orders/{self.order.id}")
        self.assertEqual(answer.status_code, 200)
        self.check(answer.text)

    def test_print(self):
        page, _kind = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", self.order.ids)
        self.check(page.decode())
