"""The guided tour that welcomes a new channel manager runs to its end, in a real browser and without a complaint."""

import resource

from playwright.sync_api import sync_playwright

from odoo.tests import HttpCase, tagged

from .common import DealerFactory

CHROMIUM = "/usr/bin/chromium"
# The browser must look for nothing but the server under test.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@tagged("post_install", "-at_install")
class TestTours(DealerFactory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("tour_manager", "channel_manager", "subtree", cls.env.ref("dealer.unit_group"))
        cls.aurora = cls.make_partner("Aurora Trading")

    def test_onboarding_tour(self):
        self.run_tour("dealer_tour", self.manager)
        dealer = self.aurora.dealer_ids
        self.assertEqual(dealer.state, "active", "the tour creates and activates the dealer")
        self.assertEqual(dealer.type_id, self.env.ref("dealer.type_wholesaler"))
        self.assertTrue(dealer.code)

    def run_tour(self, name, user):
        """Play the tour ``name`` by itself as ``user``; fail with what the browser's console complained about."""
        self._lift_memory_limit()
        session = self.authenticate(user.login, user.login)
        self.env.flush_all()
        with self.allow_requests(all_requests=True), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            try:
                self._play(browser, name, session.sid)
            finally:
                browser.close()
                self._wait_remaining_requests()
        self.env.invalidate_all()

    def _lift_memory_limit(self):
        """The server bounds its address space; a browser started from it inherits that and needs more."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_AS, (soft, hard))

    def _play(self, browser, name, session_id):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": "session_id", "value": session_id, "url": self.base_url()}])
        page = context.new_page()
        errors, succeeded = [], []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: self._listen(message, errors, succeeded))
        page.goto(f"{self.base_url()}/odoo")
        page.wait_for_function(f"odoo.isTourReady && odoo.isTourReady('{name}')")
        page.evaluate(f"odoo.startTour('{name}', {{startUrl: '/odoo', stepDelay: 0}})")
        for _second in range(60):
            if errors or succeeded:
                break
            page.wait_for_timeout(1000)
        self.assertEqual(errors, [])
        self.assertTrue(succeeded, f"the tour {name} did not come to its end")

    def _listen(self, message, errors, succeeded):
        if message.type == "error":
            errors.append(message.text)
        elif message.text == "tour succeeded":
            succeeded.append(True)
