"""What several tests do with the demo story."""

DEALER, PRODUCT = "Kunshan Hexin", "NS-P100"


def submit_far_above_the_line(sales, number):
    """Submit an order that two people have to approve, because it goes far beyond the credit line of its dealer.

    :param sales: client of the sales desk
    :param str number: the dealer's purchase number
    :return: the order's id and what submitting answered
    """
    dealer = sales("dealer.dealer", "search_read", [("name", "like", DEALER)], ["partner_id", "company_id"])[0]
    product = sales("product.product", "search", [("default_code", "=", PRODUCT)])[0]
    order = sales(
        "sale.order",
        "create",
        {
            "partner_id": dealer["partner_id"][0],
            "company_id": dealer["company_id"][0],
            "client_order_ref": number,
            "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 3000})],
        },
    )
    return order, sales("sale.order", "action_submit", [order])
