"""What funds pay of one order is paid once, however many people post, credit and cancel its documents at once.

Not what each call answers is looked at (some are told that the document is posted already), but what the books say afterwards.
"""

import time
import xmlrpc.client

import pytest

from tests.rounds import rounds

from .fund_world import FundWorld

TOTAL, FUND = 1000, 600
ACTED = "cannot marshal None"  # the platform's verbs return nothing, which this protocol cannot say


@pytest.fixture(scope="session")
def purse(crowd):
    return FundWorld(crowd)


@pytest.fixture
def bought(crowd, purse):
    """(fund, partner, order): a confirmed order of 1,000, of which the fund keeps all that it has."""
    fund, partner = purse.fund(FUND / 2, FUND / 2)
    (order,) = purse.orders(partner, [TOTAL])
    assert crowd("sale.order", "action_submit", [order])["state"] == "confirmed"
    return fund, partner, order


def act(crowd, method, record, model="account.move"):
    """Call a verb of a record; say whether it did what it was asked to."""
    try:
        crowd(model, method, [record])
    except xmlrpc.client.Fault as fault:
        return ACTED in fault.faultString
    return True


def at_once(crowd, *asked):
    """Carry out (verb, document) at the same moment; each document has to obey somebody."""
    done = crowd.all_at_once([lambda each=each: act(crowd, *each) for each in asked], len(asked))
    assert {document for (_verb, document), did in zip(asked, done, strict=True) if did} == {
        document for _verb, document in asked
    }


def bill(crowd, order, quantity=None):
    """Return a draft invoice of ``quantity`` pieces of an order, or of what is left."""
    known = set(_invoices(crowd, order))
    vals = {"advance_payment_method": "delivered", "sale_order_ids": [(6, 0, [order])]}
    wizard = crowd("sale.advance.payment.inv", "create", vals)
    assert act(crowd, "create_invoices", wizard, "sale.advance.payment.inv")
    (invoice,) = set(_invoices(crowd, order)) - known
    _resize(crowd, invoice, quantity)
    return invoice


def credit(crowd, invoice, quantity):
    """Return a draft credit note of ``quantity`` pieces of an invoice."""
    (journal,) = crowd("account.move", "read", [invoice], ["journal_id"])
    vals = {
        "move_ids": [(6, 0, [invoice])],
        "journal_id": journal["journal_id"][0],
        "date": time.strftime("%Y-%m-%d"),
    }
    wizard = crowd("account.move.reversal", "create", vals)
    note = crowd("account.move.reversal", "reverse_moves", [wizard])["res_id"]
    _resize(crowd, note, quantity)
    return note


def _resize(crowd, document, quantity):
    if quantity:
        domain = [("move_id", "=", document), ("display_type", "=", "product")]
        lines = crowd("account.move.line", "search", domain)
        crowd("account.move.line", "write", lines, {"quantity": quantity})


def _invoices(crowd, order):
    return crowd("sale.order", "read", [order], ["invoice_ids"])[0]["invoice_ids"]


def check(crowd, purse, bought, used, held=0):
    """The fund says what the books say; the order has used just this much, and keeps just that much."""
    fund, partner, order = bought
    figures = purse.figures(fund)
    (told,) = crowd("sale.order", "read", [order], ["fund_used", "fund_held"])
    assert (told["fund_used"], told["fund_held"]) == (used, held)
    assert figures["balance"] == pytest.approx(purse.ledger(partner)) == FUND - used
    assert (figures["held"], figures["available"]) == (held, FUND - used - held)


@pytest.mark.parametrize("number", range(rounds(1, 10)))
def test_invoices_of_one_order(crowd, purse, bought, number):
    """Both parts are posted by two people each: the fund has paid 60 % of each, once."""
    parts = [bill(crowd, bought[2], 37), bill(crowd, bought[2])]
    at_once(crowd, *(("action_post", part) for part in parts * 2))
    check(crowd, purse, bought, used=FUND)
    owed = {row["id"]: row["amount_residual"] for row in crowd("account.move", "read", parts, ["amount_residual"])}
    assert owed == {parts[0]: 148, parts[1]: 252}


@pytest.mark.parametrize("number", range(rounds(1, 10)))
def test_credit_notes_of_one_invoice(crowd, purse, bought, number):
    """Two credit notes are posted, then cancelled, by two people each: the fund got back its part of both, and gave it again."""
    invoice = bill(crowd, bought[2])
    assert act(crowd, "action_post", invoice)
    notes = [credit(crowd, invoice, quantity) for quantity in (30, 50)]
    at_once(crowd, *(("action_post", note) for note in notes * 2))
    check(crowd, purse, bought, used=FUND * 0.2)
    at_once(crowd, *(("button_cancel", note) for note in notes * 2))
    check(crowd, purse, bought, used=FUND)
