"""Key screens of the back office show what decides without scrolling sideways, in the width of a common laptop."""

WIDE = """selector => {
    const table = document.querySelector(selector);
    return table.scrollWidth - table.clientWidth;
}"""


def plain_order(call):
    """Return the id of a quotation without special prices and missing ones: the sort that is written all day."""
    (dealer,) = call("dealer.dealer", "search_read", [("code", "=", "D00005")], ["partner_id", "company_id"])
    (product,) = call("product.product", "search", [("default_code", "=", "NS-M400")])
    line = (0, 0, {"product_id": product, "product_uom_qty": 12})
    values = {"partner_id": dealer["partner_id"][0], "company_id": dealer["company_id"][0], "order_line": [line]}
    return call("sale.order", "create", values)


def test_amount_of_an_order_line_is_in_sight(visit, xmlrpc):
    sales = xmlrpc("sales")
    order = plain_order(sales)
    try:
        desk = visit("sales", width=1440, height=900)
        desk.open(f"/odoo/action-dealer_sale.sale_order_action/{order}")
        desk.page.wait_for_selector("[name=order_line] .o_data_row [name=price_subtotal]")
        assert desk.page.evaluate(WIDE, "[name=order_line] .o_list_renderer") <= 0
        price_list = desk.page.locator("div[name=pricelist_id]:visible").bounding_box()
        assert price_list["width"] > 100, "the buttons beside it leave room for the name of the price list"
        desk.screenshot("office-order")
    finally:
        sales("sale.order", "action_dealer_cancel", [order], "end of the test")


def test_settlements_are_found_by_dealer(visit):
    finance = visit("finance", width=1440, height=900)
    finance.open_action("dealer_rebate.dealer_rebate_settlement_action")
    page = finance.page
    page.wait_for_selector(".o_data_row")
    page.fill(".o_searchview_input", "Lida")
    page.wait_for_selector("text=Search Dealer for")
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_searchview_facet")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.o_data_row')].every(row => row.innerText.includes('Lida'))"
    )
    assert page.locator(".o_data_row").count() > 0
