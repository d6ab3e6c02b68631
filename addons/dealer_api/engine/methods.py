"""The methods of the API as data: which right each needs, what it takes, and how it is known again."""

import dataclasses
import hashlib
import json

from .shapes import Day, Flag, Number, Record, Rows, Text, Whole

CODE = {"limit": 64}
REF = Text(limit=200)
REQUIRED_REF = Text(limit=200, required=True)
COMPANY = Text(limit=200)
AMOUNT = {"low": 0.0}
POSITIVE = {"low": 0.0, "open_low": True}
ORDER = {"order_ref": REF, "order_id": Whole(low=0)}
# Where a dealer or one of its addresses is.
REACHED = {
    "street": Text(),
    "street2": Text(),
    "city": Text(),
    "zip": Text(limit=24),
    "phone": Text(limit=64),
    "email": Text(),
}
COUNTRY = {"country": Text(limit=2), "region": Text(limit=64)}


@dataclasses.dataclass(frozen=True)
class Method:
    """One method of the API.

    :param str inputs: name of the argument that holds the batch; empty if the call is one question
    :param str right: name of the group, after ``dealer_api.group_api_``
    :param Kind item: what an input looks like
    :param str key: ``required``, ``optional`` or empty: whether inputs carry an ``external_ref``
    :param Record query: what the call as a whole is asked with
    """

    inputs: str
    right: str
    item: object
    key: str = ""
    query: object = dataclasses.field(default_factory=Record)


UNIT = Record(
    code=Text(required=True, **CODE),
    name=Text(),
    parent=Text(**CODE),
    company=COMPANY,
    manager=Text(),
    external_ref=REF,
)
USER = Record(
    login=Text(required=True),
    name=Text(),
    email=Text(),
    title=Text(),
    language=Text(limit=10),
    company=COMPANY,
    unit=Text(**CODE),
    active=Flag(default=True),
    roles=Rows(
        Record(
            role=Text(required=True, **CODE),
            scope=Text(choices=("own", "unit", "subtree"), default="own"),
            units=Rows(Text(**CODE), limit=100),
        ),
        limit=20,
    ),
    external_ref=REF,
)
ADDRESS = Record(
    ref=Text(required=True, **CODE),
    kind=Text(choices=("delivery", "invoice", "other"), default="delivery"),
    name=Text(),
    **REACHED,
    **COUNTRY,
    active=Flag(default=True),
)
DEALER = Record(
    code=Text(required=True, **CODE),
    name=Text(),
    company=COMPANY,
    type=Text(**CODE),
    tier=Text(**CODE),
    unit=Text(**CODE),
    account_manager=Text(),
    currency=Text(limit=3),
    state=Text(choices=("applicant", "active", "on_hold", "terminated")),
    **REACHED,
    vat=Text(limit=64),
    language=Text(limit=10),
    **COUNTRY,
    contact=Text(),
    addresses=Rows(ADDRESS, limit=200),
    payment_terms=Text(),
    note=Text(limit=4000),
    credit=Record(
        control=Text(choices=("limit", "prepaid", "none")),
        limit=Number(**AMOUNT),
        currency=Text(limit=3),
        valid_until=Day(),
        policy=Text(),
    ),
    external_ref=REF,
)
PRODUCT = Record(
    code=Text(required=True, **CODE),
    name=Text(limit=400),
    category=Text(limit=400),
    kind=Text(choices=("goods", "service"), default="goods"),
    tracked=Flag(default=True),
    unit=Text(limit=64),
    price=Number(**AMOUNT),
    cost=Number(**AMOUNT),
    barcode=Text(limit=64),
    description=Text(limit=8000),
    weight=Number(**AMOUNT),
    taxes=Rows(Text(), limit=10),
    invoice_policy=Text(choices=("order", "delivery"), default="delivery"),
    company=COMPANY,
    active=Flag(default=True),
    external_ref=REF,
)
PRICE = Record(
    dealer=Text(required=True, **CODE),
    product=Text(required=True, **CODE),
    price=Number(**AMOUNT),
    quantity=Number(**AMOUNT),
    unit=Text(limit=64),
    currency=Text(limit=3),
    date_from=Day(),
    date_to=Day(),
    remove=Flag(),
    company=COMPANY,
    external_ref=REF,
)
COUNT = Record(
    product=Text(required=True, **CODE),
    quantity=Number(required=True, **AMOUNT),
    warehouse=Text(limit=16),
    company=COMPANY,
    external_ref=REQUIRED_REF,
)
ORDER_LINE = Record(
    product=Text(required=True, **CODE),
    quantity=Number(required=True, high=1e9, **POSITIVE),
    unit=Text(limit=64),
    expected_price=Number(default=-1.0, **AMOUNT),
    note=Text(limit=1000),
)
SUBMIT = Record(
    external_ref=REQUIRED_REF,
    dealer=Text(required=True, **CODE),
    lines=Rows(ORDER_LINE, limit=1000, required=True),
    date=Day(),
    requested_date=Day(),
    purchase_number=Text(limit=100),
    note=Text(limit=4000),
    currency=Text(limit=3),
    warehouse=Text(limit=16),
    ship_to=Whole(low=0),
    ship_to_ref=Text(**CODE),
    company=COMPANY,
)
DELIVERY = Record(
    external_ref=REQUIRED_REF,
    date=Day(),
    lines=Rows(Record(product=Text(required=True, **CODE), quantity=Number(required=True, high=1e9, **AMOUNT))),
    tracking=Text(limit=100),
    received=Flag(),
    **ORDER,
)
INVOICE = Record(external_ref=REQUIRED_REF, date=Day(), due_date=Day(), note=Text(limit=1000), settle=Flag(), **ORDER)
PAYMENT = Record(
    external_ref=REQUIRED_REF,
    dealer=Text(required=True, **CODE),
    amount=Number(required=True, **POSITIVE),
    currency=Text(limit=3),
    date=Day(),
    journal=Text(limit=16),
    memo=Text(),
    invoices=Rows(Text(limit=200), limit=200),
    allocate=Text(choices=("oldest", "none"), default="oldest"),
    company=COMPANY,
)
PAGE = {"after": Whole(low=0), "limit": Whole(low=1, high=1000, default=100), "company": COMPANY}
DEALER_CODE = Text(required=True, **CODE)

SEVERITY = Text(choices=("warn", "hold", "refuse"))
POLICY = Record(
    name=Text(required=True),
    company=COMPANY,
    on_limit=SEVERITY,
    on_overdue=SEVERITY,
    on_expired=SEVERITY,
    tolerance_percent=Number(low=0.0, high=100.0),
    overdue_days=Whole(low=0, high=10000),
    overdue_amount=Number(**AMOUNT),
    count_prepayments=Flag(),
    reservation_days=Whole(low=0, high=365),
    external_ref=REF,
)

METHODS = {
    "units_upsert": Method("units", "organisation", UNIT, "optional"),
    "credit_policies_upsert": Method("policies", "credit", POLICY, "optional"),
    "users_upsert": Method("users", "organisation", USER, "optional"),
    "dealers_upsert": Method("dealers", "master", DEALER, "optional"),
    "products_upsert": Method("products", "master", PRODUCT, "optional"),
    "prices_upsert": Method("prices", "price", PRICE, "optional"),
    "stock_count": Method("counts", "delivery", COUNT, "required"),
    "orders_submit": Method("orders", "order", SUBMIT, "required"),
    "orders_release": Method(
        "orders",
        "release",
        Record(reason=Text(limit=1000, required=True), kinds=Rows(Text(), limit=20), external_ref=REF, **ORDER),
        "optional",
    ),
    "orders_cancel": Method("orders", "order", Record(reason=Text(limit=1000), external_ref=REF, **ORDER), "optional"),
    "deliveries_confirm": Method("deliveries", "delivery", DELIVERY, "required"),
    "invoices_create": Method("invoices", "book", INVOICE, "required"),
    "payments_register": Method("payments", "book", PAYMENT, "required"),
    "orders_status": Method("orders", "read", Record(**ORDER)),
    "invoices_list": Method(
        "",
        "read",
        Record(dealer=Text(**CODE), date_from=Day(), date_to=Day(), state=Text(choices=("open", "paid")), **PAGE),
    ),
    "price_quote": Method(
        "lines",
        "read",
        Record(
            product=Text(required=True, **CODE),
            quantity=Number(default=1.0, high=1e9, **POSITIVE),
            unit=Text(limit=64),
        ),
        query=Record(dealer=DEALER_CODE, date=Day(), currency=Text(limit=3), company=COMPANY),
    ),
    "stock_levels": Method(
        "products", "read", Text(required=True, **CODE), query=Record(warehouse=Text(limit=16), **PAGE)
    ),
    "credit_status": Method("dealers", "read", DEALER_CODE, query=Record(company=COMPANY)),
    "dealer_statements": Method(
        "dealers",
        "read",
        DEALER_CODE,
        query=Record(date_from=Day(), date_to=Day(), rows=Flag(default=True), company=COMPANY),
    ),
    "fund_status": Method("dealers", "read", DEALER_CODE, query=Record(company=COMPANY)),
    "rebate_status": Method("dealers", "read", DEALER_CODE, query=Record(company=COMPANY)),
    "changes": Method(
        "",
        "read",
        Record(
            cursor=Text(limit=64),
            kinds=Rows(Text(limit=20), limit=20),
            limit=Whole(low=1, high=5000, default=500),
        ),
    ),
}


def digest(item):
    """Return what two equal inputs have in common, whatever the order of their keys.

    >>> digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1.0})
    True
    >>> digest({"a": 1}) == digest({"a": 2})
    False
    """
    text = json.dumps(_plain(item), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    """Return ``value`` with whole floats as integers: JSON and XML-RPC clients write the same number differently."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value == int(value) else value
