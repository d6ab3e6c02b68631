"""What a dealer looks at, decides and sends in the browser, on a phone and at a desk, in both languages."""

import re
import uuid

import pytest

PAGES = (
    "/my",
    "/my/dealer/orders",
    "/my/dealer/approvals",
    "/my/dealer/deliveries",
    "/my/dealer/money",
    "/my/dealer/statement?date_from=2025-01-01",
    "/my/dealer/funds",
    "/my/dealer/proofs",
    "/my/dealer/credit",
    "/my/dealer/prices",
    "/my/dealer/members",
    "/my/rebates",
)
# What a screen reader would read nothing for.
NAMELESS = """
() => [...document.querySelectorAll("#wrap input:not([type=hidden]), #wrap select, #wrap textarea, #wrap button, #wrap a[href]")]
    .filter((one) => !(one.labels && one.labels.length) && !one.getAttribute("aria-label") && !one.title
                     && !one.textContent.trim() && !one.querySelector("img[alt], [aria-label]") && one.offsetParent)
    .map((one) => one.outerHTML.slice(0, 120))
"""
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


def slug(path):
    return re.sub(r"\W+", "-", path.split("?")[0]).strip("-")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_are_named(visit, width, language):
    dealer = visit("dealer1", width=width, height=780)
    prefix = "" if language == "en" else f"/{language}"
    for path in PAGES:
        dealer.open(prefix + path)
        name = f"{path} at {width} in {language}"
        assert dealer.page.locator("h1, .breadcrumb").count(), name
        assert dealer.page.evaluate("document.documentElement.scrollWidth") <= width, f"{name}: sticks out sideways"
        assert dealer.page.evaluate(NAMELESS) == [], name
        dealer.screenshot(f"portal-{slug(path)}-{width}-{language}")
    assert dealer.errors == []


def test_more_behind_the_bar(visit):
    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my")
    dealer.page.click(".o_dealer_tabs a[aria-controls=o_dealer_more]")
    dealer.page.click("#o_dealer_more a:has-text('Statement'), #o_dealer_more a:has-text('Money') >> visible=true")
    dealer.page.wait_for_selector("#dealer_open_title")


def test_home_tells_what_decides(visit):
    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my")
    assert "Available credit" in dealer.page.inner_text("#dealer_home_credit")
    assert dealer.page.locator("#dealer_home_funds dd").count()
    progress = dealer.page.inner_text("#dealer_home_rebates")
    assert "%" in progress and "days left" in progress
    dealer.page.click("#dealer_home_rebates a")
    assert dealer.page.url.endswith("/my/rebates")


@pytest.fixture
def order(xmlrpc):
    """An order that a buyer has submitted beyond the limit; cancelled afterwards if it still waits."""
    sales, number = xmlrpc("sales"), f"portal {uuid.uuid4().hex[:8]}"
    (dealer,) = sales("dealer.dealer", "search_read", [("name", "like", "Lida Trading")], ["partner_id", "company_id"])
    (product,) = sales("product.product", "search", [("default_code", "=", "NS-P100")])
    values = {"partner_id": dealer["partner_id"][0], "company_id": dealer["company_id"][0], "client_order_ref": number}
    order_id = sales(
        "sale.order", "create", {**values, "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 24})]}
    )
    assert xmlrpc("dealer1buyer")("sale.order", "action_submit", order_id)["state"] == "held"
    (found,) = sales("sale.order", "read", [order_id], ["name"])
    yield found
    (state,) = sales("sale.order", "read", [order_id], ["state"])
    if state["state"] in ("draft", "sent"):
        sales("sale.order", "action_cancel", [order_id])


def test_buyer_and_approver(visit, xmlrpc, order):
    approver = visit("dealer1", width=390, height=844)
    approver.open("/my")
    approver.page.click("#dealer_home_todo a:has-text('Orders to approve')")
    card = approver.page.locator(f"section[aria-label='Order {order['name']}']")
    assert "Over the limit" in card.inner_text() or "限额" in card.inner_text()
    approver.screenshot("portal-approve")
    card.locator("button:has-text('Approve the order') >> nth=0").click()
    approver.page.wait_for_selector(".alert-success")
    assert approver.page.locator(f"section[aria-label='Order {order['name']}']").count() == 0
    holds = xmlrpc("sales")(
        "dealer.order.hold",
        "search_count",
        [("order_id", "=", order["id"]), ("kind", "=", "buyer"), ("state", "=", "open")],
    )
    assert holds == 0
    assert approver.errors == []


def test_refused_on_the_phone(visit, xmlrpc, order):
    approver = visit("dealer1", width=390, height=844)
    approver.open("/my/dealer/approvals")
    card = approver.page.locator(f"section[aria-label='Order {order['name']}']")
    card.locator("summary:has-text('Refuse the order')").click()
    card.locator("textarea").fill("Not this month")
    card.locator("form button:has-text('Refuse the order')").click()
    approver.page.wait_for_selector(".alert-success")
    (after,) = xmlrpc("sales")("sale.order", "read", [order["id"]], ["dealer_state"])
    assert after["dealer_state"] == "refused"


def test_payment_proof(visit, xmlrpc):
    reference = f"TX {uuid.uuid4().hex[:8]}"
    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my/dealer/proofs")
    fill_proof(
        dealer.page, reference, {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": b"MZ no receipt"}
    )
    dealer.page.wait_for_selector(".alert-danger:has-text('PDF, PNG or JPG')")
    fill_proof(dealer.page, reference, {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": PDF})
    dealer.page.wait_for_selector(".alert-success:has-text('finance')")
    row = dealer.page.locator(f"#dealer_proofs li:has-text('{reference}')")
    assert "Being checked" in row.inner_text()
    dealer.screenshot("portal-proof")
    domain = [("reference", "=", reference)]
    (proof,) = xmlrpc("admin")("dealer.payment.proof", "search_read", domain, ["amount", "state", "file_name"])
    assert (proof["amount"], proof["state"], proof["file_name"]) == (1234.5, "submitted", "receipt.pdf")
    row.locator("button:has-text('Withdraw')").click()
    dealer.page.wait_for_selector(f"#dealer_proofs li:has-text('{reference}'):has-text('Withdrawn')")
    assert dealer.errors == []


def fill_proof(page, reference, file):
    page.fill("#dealer_proof_amount", "1234.50")
    page.fill("#dealer_proof_date", "2026-01-05")
    page.fill("#dealer_proof_reference", reference)
    page.set_input_files("#dealer_proof_file", file)
    page.click("button:has-text('Send the proof')")


def test_own_users(visit, xmlrpc):
    login = f"{uuid.uuid4().hex[:8]}@lida.example.com"
    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my/dealer/members")
    dealer.page.fill("#dealer_invite_name", "Han Mei")
    dealer.page.fill("#dealer_invite_email", login)
    dealer.page.select_option("#dealer_invite_role", "viewer")
    dealer.page.click("button:has-text('Invite')")
    dealer.page.wait_for_selector(".alert-success")
    row = dealer.page.locator(f"#dealer_members li:has-text('{login}')")
    row.locator("summary").click()
    row.locator("select").select_option("keeper")
    row.locator("button:has-text('Save')").click()
    row = dealer.page.locator(f"#dealer_members li:has-text('{login}')")
    row.locator("summary").click()
    row.locator("button:has-text('Deactivate')").click()
    dealer.page.wait_for_selector(f"#dealer_members li:has-text('{login}'):has-text('Deactivated')")
    me = dealer.page.locator("#dealer_members li:has-text('You')")
    me.locator("summary").click()
    me.locator("button:has-text('Deactivate')").click()
    dealer.page.wait_for_selector(".alert-danger:has-text('no administrator left')")
    users = xmlrpc("admin")("res.users", "search_count", [("login", "=", login), ("active", "=", False)])
    assert users == 1


def test_storekeeper_meets_no_price(visit, xmlrpc):
    keeper = visit("dealer1store", width=390, height=844)
    orders = xmlrpc("sales")("sale.order", "search_read", [("dealer_id.name", "like", "Lida")], ["name"], limit=2)
    for path in ("/my", "/my/dealer/deliveries"):
        keeper.open(path)
        assert "¥" not in keeper.page.inner_text("#wrap"), path
        keeper.screenshot(f"portal-keeper-{slug(path)}")
    for found in orders:
        keeper.page.goto(keeper.page.url.split("/my")[0] + f"/my/orders/{found['id']}")
        assert "¥" not in keeper.page.inner_text("body")
    for model in ("sale.order", "sale.order.line", "account.move", "account.move.line"):
        assert xmlrpc("dealer1store")(model, "search_count", []) == 0, model


def test_statement_files(visit):
    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my/dealer/statement?date_from=2025-01-01")
    request = dealer.page.context.request
    base = dealer.page.url.split("/my")[0]
    pdf = request.get(f"{base}/my/dealer/statement.pdf?date_from=2025-01-01&date_to=2026-12-31")
    assert pdf.body().startswith(b"%PDF") and b"/FontFile2" in pdf.body()
    sheet = request.get(f"{base}/my/dealer/statement.csv?date_from=2025-01-01&date_to=2026-12-31").text()
    assert "Opening balance" in sheet and "Closing balance" in sheet
