import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PortalCase

# Pages and who sees them; everybody else of the dealer finds nothing there.
PAGES = {
    "/my": "admin buyer approver finance viewer keeper",
    "/my/dealer/orders": "admin buyer approver finance viewer",
    "/my/dealer/orders?show=quotations&search=S0": "admin buyer approver finance viewer",
    "/my/dealer/approvals": "admin approver",
    "/my/dealer/deliveries": "admin buyer approver keeper",
    "/my/dealer/money": "admin buyer approver finance viewer",
    "/my/dealer/money/open.csv": "admin buyer approver finance viewer",
    "/my/dealer/statement": "admin buyer approver finance viewer",
    "/my/dealer/statement.csv": "admin buyer approver finance viewer",
    "/my/dealer/statement.pdf": "admin buyer approver finance viewer",
    "/my/dealer/credit": "admin buyer approver finance viewer",
    "/my/dealer/prices": "admin buyer approver finance viewer",
    "/my/dealer/funds": "admin approver finance",
    "/my/dealer/proofs": "admin buyer approver finance",
    "/my/rebates": "admin finance",
    "/my/dealer/members": "admin",
}


class PagesCase(PortalCase, HttpCase):
    """Pages in a browser without a screen."""

    def setUp(self):
        super().setUp()
        self._make_documents()

    def _log_in(self, user):
        self.authenticate(user and user.login, user and user.login)

    def _post(self, path, **values):
        """Send a form as the pages do, and return the page that follows."""
        answer = self.url_open(path, data={"csrf_token": self._token(), **values})
        self.env.invalidate_all()
        return answer

    def _token(self):
        return re.search(r'csrf_token: "([^"]+)"', self.url_open("/my").text).group(1)


@tagged("post_install", "-at_install")
class TestPages(PagesCase):
    """Who sees which page, and what is on it."""

    def test_pages_by_role(self):
        for role, user in self.people.items():
            self._log_in(user)
            for path, allowed in PAGES.items():
                with self.subTest(f"{role} {path}"):
                    expected = 200 if role in allowed.split() else 404
                    self.assertEqual(self.url_open(path).status_code, expected)

    def test_nobody_without_a_log_in(self):
        self._log_in(None)
        for path in PAGES:
            with self.subTest(path):
                self.assertIn("/web/login", self.url_open(path).url)

    def test_who_is_no_member_keeps_the_platforms_home(self):
        user = self._portal_user("portal nobody", self.env["res.partner"].create({"name": "Nobody"}), self.dealer)
        user.dealer_member_ids.unlink()
        user.password = user.login
        self._log_in(user)
        page = self.url_open("/my").text
        self.assertNotIn("o_dealer_bar", page)
        self.assertEqual(self.url_open("/my/dealer/orders").status_code, 404)

    def test_other_dealers_documents(self):
        self._log_in(self.other_admin)
        for path in (
            "/my",
            "/my/dealer/orders",
            "/my/dealer/deliveries",
            "/my/dealer/money",
            "/my/dealer/statement.csv",
        ):
            with self.subTest(path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                for name in (self.order.name, self.picking.name, self.invoice.name):
                    self.assertNotIn(name, page.text)

    @mute_logger("odoo.http")
    def test_keeper_meets_no_price(self):
        self._log_in(self.people["keeper"])
        for path in ("/my", "/my/dealer/deliveries"):
            self.assertNotIn("200.00", self.url_open(path).text)
        for path in (
            f"/my/orders/{self.order.id}",
            f"/my/orders/{self.order.id}?report_type=pdf",
            f"/my/invoices/{self.invoice.id}",
            f"/my/invoices/{self.invoice.id}?report_type=pdf",
            f"/report/html/sale.report_saleorder/{self.order.id}",
            "/my/orders",
            "/my/invoices",
        ):
            with self.subTest(path):
                page = self.url_open(path)
                self.assertNotIn("200.00", page.text)
                self.assertFalse(page.content.startswith(b"%PDF"))

    def test_frame_on_the_platforms_pages(self):
        self._log_in(self.people["admin"])
        for path in (f"/my/orders/{self.order.id}", "/my/invoices", "/my/orders"):
            self.assertIn("o_dealer_bar", self.url_open(path).text)

    def test_home(self):
        self.dealer.env["dealer.notice"].create({"name": "Stock-taking on Friday"})
        order = self._small()
        order.action_submit()
        self._log_in(self.people["admin"])
        page = self.url_open("/my").text
        self.assertIn(order.name, page)
        self.assertIn("Stock-taking on Friday", page)


@tagged("post_install", "-at_install")
class TestDeeds(PagesCase):
    """What forms do, and for whom not."""

    def test_receipt(self):
        path = f"/my/dealer/deliveries/{self.picking.id}/received"
        for user in (self.people["finance"], self.other_admin):
            self._log_in(user)
            self._post(path)
            self.assertFalse(self.picking.dealer_received_at)
        self._log_in(self.people["keeper"])
        self.assertIn("marked as received", self._post(path).text)
        self.assertTrue(self.picking.dealer_received_at)

    @mute_logger("odoo.http")
    def test_without_token_nothing_happens(self):
        self._log_in(self.people["keeper"])
        self.url_open(f"/my/dealer/deliveries/{self.picking.id}/received", data={"x": "y"})
        self.env.invalidate_all()
        self.assertFalse(self.picking.dealer_received_at)

    def test_change_of_quantities(self):
        order = self._stored_order(quantity=30)
        order.action_submit()
        line = order.order_line
        path = f"/my/dealer/orders/{order.id}/change"
        values = {"kind": "quantity", "reason": "Less", f"quantity_{line.id}": "12"}
        for user in (self.people["viewer"], self.people["keeper"], self.other_admin):
            self._log_in(user)
            self._post(path, **values)
            self.assertFalse(order.dealer_change_ids)
        self._log_in(self.people["buyer"])
        for wrong in ("nan", "-1", "many"):
            self._post(path, **{**values, f"quantity_{line.id}": wrong})
            self.assertFalse(order.dealer_change_ids)
        self._post(path, **values)
        self.assertEqual(order.dealer_change_ids.line_ids.new_quantity, 12)
        self.assertEqual(line.product_uom_qty, 30, "asked for, not done")

    def test_change_of_date(self):
        order = self._stored_order(quantity=30)
        order.action_submit()
        self._log_in(self.people["buyer"])
        path = f"/my/dealer/orders/{order.id}/change"
        self._post(path, kind="date", reason="Later", date="tomorrow")
        self._post(path, kind="everything", reason="Later")
        self.assertFalse(order.dealer_change_ids)
        self._post(path, kind="date", reason="Later", date="2030-02-03")
        self.assertEqual(str(order.dealer_change_ids.new_date), "2030-02-03 12:00:00")

    def test_approval_on_the_phone(self):
        self.people["buyer"].dealer_member_ids.write({"order_limited": True, "order_limit": 50.0})
        orders = [self._large() for _number in range(2)]
        for order in orders:
            order.with_user(self.people["buyer"]).action_submit()
        self.assertEqual(orders[0].dealer_state, "held")
        for user in (self.people["buyer"], self.other_admin):
            self._log_in(user)
            self._post(f"/my/dealer/approvals/{orders[0].id}/approve")
            self.assertEqual(orders[0].state, "sent" if orders[0].state == "sent" else "draft")
        self._log_in(self.people["approver"])
        unit = orders[0].order_line.product_uom_id.name
        self.env.invalidate_all()  # what was read here is not what the approver may read
        page = self.url_open("/my/dealer/approvals").text
        self.assertIn(orders[0].name, page)
        self.assertIn(f"20 {unit} ×", " ".join(page.split()), "a dozen is not a piece")
        self._post(f"/my/dealer/approvals/{orders[0].id}/approve")
        self._post(f"/my/dealer/approvals/{orders[1].id}/refuse", reason="Too dear")
        self.assertEqual((orders[0].state, orders[1].dealer_state), ("sale", "refused"))
        self.assertNotIn(orders[0].name, self.url_open("/my/dealer/approvals").text)

    def test_members(self):
        member = self.people["buyer"].dealer_member_ids
        path = f"/my/dealer/members/{member.id}"
        for user in (self.people["approver"], self.other_admin):
            self._log_in(user)
            self.assertEqual(self._post(f"{path}/role", role="admin").status_code, 404)
        self._log_in(self.people["admin"])
        self._post(f"{path}/role", role="buyer", order_limit="700", month_limit="")
        self.assertEqual((member.order_limited, member.order_limit, member.month_limited), (True, 700, False))
        self._post(f"{path}/deactivate")
        self.assertFalse(member.active)
        self._post(f"{path}/reactivate")
        self.assertTrue(member.active)
        page = self._post(f"/my/dealer/members/{self.admin_member.id}/deactivate")
        self.assertIn("no administrator left", page.text)
        other = self.other_admin.dealer_member_ids
        self.assertEqual(self._post(f"/my/dealer/members/{other.id}/deactivate").status_code, 404)

    def test_switch_between_dealers(self):
        both = self.people["viewer"]
        self.env["dealer.member"].create({"dealer_id": self.hidden.id, "user_id": both.id, "role": "keeper"})
        self._log_in(both)
        self.assertIn(self.order.name, self.url_open("/my/dealer/orders").text)
        self._post("/my/dealer/switch", dealer_id=str(self.hidden.id))
        self.assertEqual(self.url_open("/my/dealer/orders").status_code, 404, "a storekeeper there")
        stranger = self._dealer("Gamma", self.unit)
        self._post("/my/dealer/switch", dealer_id=str(stranger.id))
        self.assertIn(self.hidden.name, self.url_open("/my").text)

    def test_notice_read(self):
        notice = self.env["dealer.notice"].create({"name": "News"})
        self._log_in(self.people["viewer"])
        self._post(f"/my/dealer/notices/{notice.id}/read")
        self.assertEqual(notice.read_ids.user_id, self.people["viewer"])


@tagged("post_install", "-at_install")
class TestQueries(PagesCase):
    """No page asks the database more than 60 times, and none more often for a longer history."""

    MOST = 60

    def _queries(self, path):
        self.url_open(path)  # templates and rules into the caches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.url_open(path).status_code, 200)
        return self.cr.sql_log_count - before

    def test_budget(self):
        self._log_in(self.people["admin"])
        for _number in range(3):
            self._small().action_submit()
        paths = [path for path in PAGES if ".pdf" not in path]
        few = {path: self._queries(path) for path in paths}
        self._stock(1000)
        for _number in range(12):
            order = self._stored_order()
            order.action_submit()
            self._ship(order)
            self._invoice(order)
        many = {path: self._queries(path) for path in paths}
        for path in paths:
            with self.subTest(f"{path}: {few[path]}, then {many[path]} queries"):
                self.assertLessEqual(many[path], self.MOST)
                self.assertLessEqual(many[path], few[path] + 2)
