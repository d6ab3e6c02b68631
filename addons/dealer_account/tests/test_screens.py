from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .common import DealerDocumentsCase


def read_form(record):
    """Read what the form of ``record`` shows, the lists in it too, with the rights of its reader; return the arch."""
    arch = etree.fromstring(record.get_view(view_type="form")["arch"])
    top, lines = set(), {}
    for node in arch.iter("field"):
        above = next(node.iterancestors("field"), None)
        (top if above is None else lines.setdefault(above.get("name"), set())).add(node.get("name"))
    record.read(top)
    for name, names in lines.items():
        if name in record._fields:
            record[name].read(names & record[name]._fields.keys())
    return arch


@tagged("post_install", "-at_install")
class TestScreens(DealerDocumentsCase):
    """Whoever finds an invoice in the list can open it, and is offered what he may do only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.dealer)
        cls._pay(cls.invoice, "2026-03-20", 40)

    def test_every_reader_opens_an_invoice(self):
        for role in ("sales_desk", "account_manager", "channel_manager", "credit_controller", "finance", "auditor"):
            with self.subTest(role=role):
                user = self._staff(role, f"dealer.role_{role}", "unit", self.unit)
                self.env.invalidate_all()
                arch = read_form(self.invoice.with_user(user))
                counts = arch.xpath("//field[@name='payment_count']")
                self.assertEqual(bool(counts), role in ("credit_controller", "finance", "auditor"))

    def test_list_offers_no_upload(self):
        action = self.env.ref("dealer_account.account_move_action")
        arch = self.env["account.move"].get_view(action.view_id.id, "list")["arch"]
        self.assertNotIn("js_class", etree.fromstring(arch).attrib)

    def test_open_balance_is_searched_by_what_everybody_may_read(self):
        reader = self._staff("reader", "dealer.role_account_manager", "unit", self.unit)
        items = self.env["account.move.line"].with_user(reader)
        action = self.dealer.with_user(reader).action_open_receivables()
        found = items.search(action["domain"])
        self.assertEqual(found.move_id, self.invoice)
        arch = etree.fromstring(items.get_view(action["search_view_id"][0], "search")["arch"])
        self.assertFalse(arch.xpath("//searchpanel"))
        for node in arch.xpath("//filter[@domain]"):
            items.search(literal_eval(node.get("domain")))
