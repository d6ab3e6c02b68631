from odoo.addons.dealer_sale.tests.orders_common import SubmitCase


class PortalCase(SubmitCase):
    """A dealer with people of every role, and another dealer's administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            role: cls._person(f"portal {role}", cls.dealer, role)
            for role in ("admin", "buyer", "approver", "finance", "viewer", "keeper")
        }
        cls.admin_member = cls.people["admin"].dealer_member_ids
        cls.other_admin = cls._person("portal other", cls.hidden, "admin")

    @classmethod
    def _person(cls, login, dealer, role):
        """Return a portal user of ``dealer`` with one role, whose password is the log-in."""
        user = cls._portal_user(login, dealer.partner_id, dealer)
        user.dealer_member_ids.role = role
        user.password = user.login
        return user

    def _make_documents(self):
        """Make an order of 100 in stock that is delivered and invoiced: ``order``, ``picking``, ``invoice`` of this test."""
        self._stock(100)
        self.order = self._stored_order()
        self.order.action_submit()
        self.picking = self._ship(self.order)
        self.invoice = self._invoice(self.order)

    def _portal(self, role):
        """Return ``dealer.portal`` and the membership of one of the people, in their environment."""
        portal = self.env["dealer.portal"].with_user(self.people[role]).with_context(allowed_company_ids=None)
        return portal, portal._visitor()
