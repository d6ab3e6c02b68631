"""Words and amounts planted with a dealer out of reach are looked for in everything that weak users are shown."""

import urllib.error

import pytest

from . import matrix
from .secrets import Crawl, Secrets
from .test_dealer_portal import PAGES
from .test_portal_routes import Browser

# Models of the platform that hold, or link to, what belongs to a dealer.
PLATFORM = (
    "res.partner",
    "res.users",
    "res.partner.bank",
    "product.pricelist",
    "product.pricelist.item",
    "sale.order",
    "sale.order.line",
    "sale.report",
    "account.move",
    "account.move.line",
    "account.payment",
    "account.invoice.report",
    "stock.picking",
    "stock.move",
    "mail.message",
    "mail.activity",
    "mail.followers",
    "mail.notification",
    "ir.attachment",
    "discuss.channel",
    "payment.transaction",
)
PORTAL = (*PAGES, "/my", "/my/orders", "/my/quotes", "/my/invoices", "/my/catalogue", "/my/pad", "/my/rebates")


@pytest.fixture(scope="module")
def secrets(admin, reach):
    """What was planted; deleted at the end."""
    planted = Secrets(admin, reach("sales"))
    try:
        yield planted.plant()
    finally:
        planted.remove()


def models():
    return sorted({*PLATFORM, *matrix.rows(), "dealer.dealer"})


def test_who_may_see_them_finds_the_secrets(web, secrets):
    """The crawl finds what is there to be found: without this, the tests below would prove nothing."""
    crawl = Crawl(web("admin"), secrets)
    told = (
        "res.partner",
        "dealer.dealer",
        "sale.order",
        "account.move",
        "product.pricelist.item",
        "dealer.credit.line",
    )
    for model in told:
        crawl.model(model)
    assert {model for model, _way in crawl.found} >= set(told)
    ways = {way.partition(" ")[0] for _model, way in crawl.found}
    assert ways >= {"search_read", "export", "name_search", "group", "filter"}


@pytest.mark.parametrize("login", ["sales", "dealer2", "dealer1store"])
def test_no_list_tells_a_secret(web, secrets, login):
    crawl = Crawl(web(login), secrets)
    for model in models():
        crawl.model(model)
    assert not crawl.found
    assert crawl.asked > 2 * len(models())


@pytest.mark.parametrize("login", ["sales", "zhangmin", "warehouse", "dealer2"])
def test_no_guessed_id_tells_a_secret(web, secrets, login):
    """Who knows the ids asks for the records, and lets the platform work something out from them."""
    rpc = web(login)
    crawl = Crawl(rpc, secrets)
    for model, record in [named for named in secrets.records if named[0] != "ir.attachment"]:
        crawl.ask("read", model, "read", [record])
        crawl.ask("web_read", model, "web_read", [record], {"display_name": {}})
        crawl.ask("copy", model, "copy", [record])
        about = {"model": model, "res_ids": str([record]), "composition_mode": "comment"}
        composer = crawl.ask("compose", "mail.compose.message", "create", about)
        crawl.ask("composed", "mail.compose.message", "read", composer and [composer], ["subject", "body"])
        active = {"context": {"active_model": model, "active_id": record, "active_ids": [record]}}
        for wizard, name in (("sale.order.discount", "sale_order_id"), ("account.payment.register", "partner_id")):
            shown = {name: {"fields": {"display_name": {}}}}
            crawl.ask("active_id", wizard, "onchange", [], {}, [], shown, **active)
    for verb in ("action_open_credit_documents", "get_portal_url", "action_preview_sale_order"):
        crawl.ask(verb, "sale.order", verb, [secrets.order])
    crawl.ask("signup", "res.partner", "signup_get_auth_param", [secrets.partner])
    crawl.ask("mention", "res.partner", "get_mention_suggestions", secrets.word)
    assert not crawl.found


@pytest.mark.parametrize("login", ["zhangmin", "dealer2"])
def test_no_page_tells_a_secret(url, database, secrets, login):
    browser = Browser(url, database, login)
    paths = [
        *PORTAL,
        f"/my/orders/{secrets.order}",
        f"/my/invoices/{secrets.invoice}",
        f"/my?search={secrets.word[:3]}",
    ]
    paths += [f"/web/content/{secrets.file}", f"/report/html/sale.report_saleorder/{secrets.order}"]
    paths += [f"/web/image/res.partner/{secrets.partner}/avatar_128?filename_field=name&download=1"]
    paths += [f"/mail/view?model=sale.order&res_id={secrets.order}", f"/my/catalogue?dealer_id={secrets.dealer}"]
    told = [path for path in paths if secrets.told(browser.page(path)[1])]
    assert not told
    for path, parameters in routes(secrets):
        try:
            answer = browser.json(path, **parameters)
        except urllib.error.HTTPError as error:
            assert error.code < 500, path
            continue
        assert not secrets.told(answer), path


def routes(secrets):
    """Yield (path, parameters) of the routes of the web client that take a record."""
    thread = {"thread_model": "sale.order", "thread_id": secrets.order}
    wanted = ["activities", "attachments", "contact_fields", "followers", "suggestedRecipients", "scheduledMessages"]
    yield "/mail/thread/messages", thread
    yield "/mail/chatter_fetch", thread
    yield "/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": wanted}]]}
    yield "/discuss/search", {"term": secrets.word}
    child = {"res_model": "sale.order", "order_id": secrets.order, "child_field": "order_line"}
    yield "/product/catalog/get_sections", child
    yield "/web/action/load_breadcrumbs", {"actions": [{"model": "sale.order", "resId": secrets.order}]}
    yield "/html_editor/link_preview_internal", {"preview_url": f"/odoo/sale.order/{secrets.order}"}
