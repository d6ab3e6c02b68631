from odoo.tests import tagged

from .common import DealerApprovalCase

LIST = (
    "name",
    "dealer_id",
    "amount",
    "percent",
    "requester_id",
    "waiting_for",
    "deadline",
    "can_decide",
    "late",
    "state",
)
CARDS = (
    "name",
    "document_kind",
    "dealer_id",
    "figures_html",
    "comment",
    "state",
    "can_decide",
    "deadline",
    "requester_id",
)


@tagged("post_install", "-at_install")
class TestBudget(DealerApprovalCase):
    """A page of approvals costs the same number of queries, however many rows it has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        documents = cls.env["dealer.approval.test.document"].create(
            [
                {"name": f"D{n}", "dealer_id": cls.dealer_branch.id, "currency_id": cls.currency.id, "amount": n}
                for n in range(30)
            ]
        )
        documents.with_user(cls.seller).action_request_approval()

    def page(self, names, limit):
        self.env.flush_all()
        self.env.invalidate_all()
        requests = self.env["dealer.approval.request"].with_user(self.manager)
        rows = requests.search_read([("can_decide", "=", True)], list(names), limit=limit)
        self.assertEqual(len(rows), limit)

    def test_list_and_cards(self):
        for names in (LIST, CARDS):
            with self.subTest(fields=names):
                self.page(names, 1)  # caches of rights and translations
                with self.assertQueryCount(25):
                    self.page(names, 3)
                with self.assertQueryCount(25):
                    self.page(names, 30)

    def test_documents(self):
        names = ["approval_state", "approval_waiting_for", "approval_can_decide"]
        documents = self.env["dealer.approval.test.document"].with_user(self.manager)
        with self.assertQueryCount(30):
            self.env.flush_all()
            self.env.invalidate_all()
            rows = documents.search_read([], names)
        self.assertEqual(len(rows), 30)
        self.assertEqual({row["approval_state"] for row in rows}, {"pending"})
