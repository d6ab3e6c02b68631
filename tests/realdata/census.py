"""What imported books leave in a database: how many records of each kind, when they were changed last, and how many it must be."""

from books import expected

from .ledger import exact

COMPANY = "Northstar International"
CONTEXT = {"active_test": False}


class Census:
    """Counts the records of one import.

    :param admin: calls as administrator
    :param prefix: of the import
    """

    def __init__(self, admin, prefix, books):
        self._admin = admin
        self._context = {**CONTEXT, "allowed_company_ids": admin("res.company", "search", [])}
        domain = [("code", "=like", f"{prefix}-%")]
        dealers = admin("dealer.dealer", "search_read", domain, fields=["partner_id"], context=self._context)
        ids, partners = [dealer["id"] for dealer in dealers], [dealer["partner_id"][0] for dealer in dealers]
        codes = [product.code for product in books.products]
        self._domains = {
            "dealer.unit": [("code", "=like", f"{prefix}%")],
            "dealer.dealer": [("id", "in", ids)],
            "res.partner": [("id", "child_of", partners)],
            "dealer.credit.line": [("dealer_id", "in", ids)],
            "product.product": [("default_code", "in", codes)],
            "product.pricelist": [("dealer_id", "in", ids)],
            "product.pricelist.item": [("pricelist_id.dealer_id", "in", ids)],
            "sale.order": [("dealer_id", "in", ids)],
            "sale.order.line": [("order_id.dealer_id", "in", ids)],
            "dealer.order.hold": [("dealer_id", "in", ids)],
            "stock.picking": [("dealer_id", "in", ids)],
            "stock.move": [("sale_line_id.order_id.dealer_id", "in", ids)],
            "account.move": [("dealer_id", "in", ids)],
            "account.move.line": [("dealer_id", "in", ids)],
            "account.payment": [("dealer_id", "in", ids)],
            "dealer.api.request": [("external_ref", "=like", f"{prefix}-%")],
        }

    def counts(self):
        """Return {model: number of records}."""
        return {
            model: self._admin(model, "search_count", domain, context=self._context)
            for model, domain in self._domains.items()
        }

    def changes(self):
        """Return {model: {record id: when it was changed last}}."""
        return {model: dict(self._written(model, domain)) for model, domain in self._domains.items()}

    def _written(self, model, domain):
        found = self._admin(model, "search_read", domain, fields=["write_date"], context=self._context)
        return ((record["id"], record["write_date"]) for record in found)


def wanted(plan):
    """Return {model: number of records} that follows from the files.

    An invoice has an item a line and one for what is owed, a payment two; an order has one transfer, unless it was held for good.
    Not named are contacts of customers and items of invoices' taxes: there are none in the files.
    """
    books = plan.books
    customers, payments = len(books.customers), len(books.payments)
    held = expected.held(books)
    delivered = [order for order in books.orders if order.delivered]
    stopped = {one.number for one in held} - {order.number for order in delivered}
    going = [order for order in books.orders if order.number not in stopped]
    return {
        "dealer.unit": len(books.offices) + 1,
        "dealer.dealer": customers,
        "res.partner": customers + sum(bool(one.contact_first or one.contact_last) for one in books.customers),
        "dealer.credit.line": customers,
        "product.product": len(books.products),
        "product.pricelist": customers,
        "product.pricelist.item": len(expected.price_periods(books)),
        "sale.order": len(books.orders),
        "sale.order.line": len(books.orderdetails),
        "dealer.order.hold": len(held),
        "stock.picking": len(going),
        "stock.move": sum(len(books.lines[order.number]) for order in going),
        "account.move": len(delivered) + payments,
        "account.move.line": sum(len(books.lines[order.number]) + 1 for order in delivered) + 2 * payments,
        "account.payment": payments,
        "dealer.api.request": len({item["external_ref"] for item in _kept(plan, held)}),
    }


def _kept(plan, held):
    """Return the inputs whose references the suite keeps: of the releases only those of orders that were held."""
    released = {plan.order_ref(one.number) for one in held}
    for step in plan.steps:
        for item in step.items:
            if item.get("external_ref") and (step.method != "orders_release" or item["order_ref"] in released):
                yield item


def used_credit(integrator, prefix, numbers):
    """Return {customer number: what the suite counts against the credit line, with what it holds for orders that wait}."""
    codes = [f"{prefix}-{number}" for number in numbers]
    results = integrator("dealer.api", "credit_status", dealers=codes, company=COMPANY)["results"]
    return {one["dealer"].split("-", 1)[1]: exact(one["used"]) + exact(one["held"]) for one in results}
