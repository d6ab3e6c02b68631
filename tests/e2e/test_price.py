"""A price manager gives one tier in one territory a special price on screen, and sees it on an order with its explanation."""

import pytest

TIER, TERRITORY, CATEGORY = "Gold", "East China", "Service Parts"


@pytest.fixture
def manager(xmlrpc):
    """Chen Jun's calls; what the test made on screen is taken away afterwards."""
    call = xmlrpc("manager")
    before = call("product.pricelist.item", "search", [])
    yield call
    call("product.pricelist.item", "unlink", call("product.pricelist.item", "search", [("id", "not in", before)]))
    admin = xmlrpc("groupadmin")
    admin("sale.order", "unlink", admin("sale.order", "search", [("client_order_ref", "=", "e2e price")]))


def choose(page, where, field, text):
    """Pick ``text`` in a many2one or in tags."""
    page.fill(f"{where} [name={field}] input", text)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{text}') >> nth=0")
    page.wait_for_selector(".o-autocomplete--dropdown-menu", state="detached")


def set_condition(browser):
    """Add a line to the list of the tier: 20 % off for the territory."""
    page = browser.page
    browser.open_action("dealer_price.dealer_pricelist_action")
    page.click("td:has-text('China Gold')")
    page.click(".o_field_x2many_list_row_add a")
    page.wait_for_selector(".modal .o_form_view")
    page.click(".modal [name=display_applied_on] label:has-text('Category')")
    choose(page, ".modal", "categ_id", CATEGORY)
    page.click(".modal [name=compute_price] label:has-text('Discount')")
    page.fill(".modal [name=percent_price] input", "20")
    choose(page, ".modal", "tier_ids", TIER)
    choose(page, ".modal", "territory_id", TERRITORY)
    page.click(".modal .o_form_button_save")
    page.wait_for_selector(".modal", state="detached")
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_button_save", state="hidden")


def make_order(call):
    """Return a quotation of one membrane for a dealer of the tier in the territory."""
    (dealer,) = call("dealer.dealer", "search_read", [("name", "like", "Xihu Online")], ["partner_id", "company_id"])
    (product,) = call("product.product", "search", [("default_code", "=", "NS-M400")])
    line = (0, 0, {"product_id": product, "product_uom_qty": 12})
    order = {
        "partner_id": dealer["partner_id"][0],
        "company_id": dealer["company_id"][0],
        "client_order_ref": "e2e price",
        "order_line": [line],
    }
    return call("sale.order", "create", order, context={"allowed_company_ids": [dealer["company_id"][0]]})


def open_explanation(browser, order):
    page = browser.page
    browser.open(f"/odoo/action-sale.action_orders/{order}")
    page.wait_for_selector("button[name=action_explain_price]")
    price = page.inner_text(".o_data_row >> nth=0 >> [name=price_unit]")
    page.click("button[name=action_explain_price] >> nth=0")
    page.wait_for_selector(".modal .o_price_explanation")
    return price, page.inner_text(".modal .o_price_explanation")


def test_a_special_price_for_one_tier_in_one_territory(visit, manager):
    browser = visit("manager", width=1400, height=1000)
    set_condition(browser)
    browser.screenshot("price-condition")
    price, told = open_explanation(browser, make_order(manager))
    assert price == "144.00"
    for part in (
        "144.00",
        "less 20 %",
        "China Gold",
        f"tier {TIER}",
        TERRITORY,
        "A price with more conditions counts first.",
    ):
        assert part in told
    browser.screenshot("price-explanation")
    assert browser.errors == []


def test_the_same_in_chinese(visit, manager):
    browser = visit("linwei", width=1400, height=1000, locale="zh-CN")
    price, told = open_explanation(browser, make_order(manager))
    assert price == "165.60"
    for part in ("165.60", "生效的价格", "等级价格表", "未采用原因"):
        assert part in told
    browser.screenshot("price-explanation-zh")
    assert browser.errors == []
