"""The calls that put the books into the suite, in the order in which things happened.

A plan is a list of :class:`Step`; the same files and settings always give the same plan, so that a step has a number by which a
checkpoint can name it. Every item has a reference of its own: sent again, it has no second effect.
"""

import hashlib
from dataclasses import dataclass

from . import expected, words
from .batches import Batches

BATCH = 20  # documents of many lines stay far below the time that a request may take, on a busy machine too
BATCH_MASTER = 200
POLICY = "Books: overdue only warns"


@dataclass(frozen=True)
class Settings:
    """Where the books go.

    :param prefix: begins every code and reference, so that several books fit into one database
    :param company: name of the company; empty for that of the user
    :param name: of the unit that stands above the offices
    """

    prefix: str = "CM"
    company: str = ""
    name: str = "Classic Models"
    currency: str = "USD"
    dealer_type: str = "online_reseller"  # the delivered type with price lists of its own and without order minimum


@dataclass(frozen=True)
class Step:
    """One call.

    :param method: of ``dealer.api``
    :param argument: name of its list
    :param items: what is sent
    :param what: for the progress bar
    """

    method: str
    argument: str
    items: tuple
    what: str


class Plan:
    """Makes the steps out of the books.

    :param books: as :func:`.files.read` returns them
    """

    def __init__(self, books, settings):
        self.books, self.settings = books, settings
        self.offices = {employee.number: employee.office for employee in books.employees}
        self.logins = _logins(books.employees)
        self.steps = [*self._master(), *self._history()]
        self.digest = hashlib.sha256(repr(self.steps).encode()).hexdigest()[:16]

    def ref(self, *parts):
        """Return the reference of a thing.

        :param parts: such as a kind and a number
        """
        return "-".join((self.settings.prefix, *parts))

    def code(self, customer):
        """Return the code of a customer as a dealer."""
        return self.ref(customer)

    def order_ref(self, order):
        """Return the reference of an order."""
        return self.ref("order", order)

    def _master(self):
        master = [
            ("credit_policies_upsert", "policies", [self._policy()]),
            ("units_upsert", "units", self._units()),
            ("users_upsert", "users", [self._user(employee) for employee in self.books.employees]),
            ("dealers_upsert", "dealers", [self._dealer(customer) for customer in self.books.customers]),
            ("products_upsert", "products", [self._product(product) for product in self.books.products]),
            ("prices_upsert", "prices", [self._price(*period) for period in expected.price_periods(self.books)]),
            ("stock_count", "counts", self._counts()),
        ]
        for method, argument, items in master:
            for start in range(0, len(items), BATCH_MASTER):
                yield Step(method, argument, tuple(items[start : start + BATCH_MASTER]), argument)

    def _history(self):
        """Yield the years: what was paid, ordered, cancelled, shipped and invoiced, in few calls (see :class:`.batches.Batches`)."""
        batches = Batches(BATCH)
        for date, _rank, kind, one in expected.movements(self.books):
            for call, item in self._calls(kind, one):
                batches.add(call, one.customer, (date, item))
        for (method, argument), dated in batches:
            what = f"{dated[0][0]} {argument}"
            yield Step(method, argument, tuple(item for _date, item in dated), what)

    def _calls(self, kind, one):
        """Yield ((method, argument), item) of what happened: an order, a shipment or a payment.

        What the files shipped although the suite had held it was released by somebody: it is released on the day of shipment.
        """
        if kind == "payment":
            yield ("payments_register", "payments"), self._payment(one)
        elif kind == "order":
            yield ("orders_submit", "orders"), self._order(one)
            if one.state == "Cancelled":
                yield ("orders_cancel", "orders"), self._cancellation(one)
        else:
            yield ("orders_release", "orders"), self._release(one)
            yield ("deliveries_confirm", "deliveries"), self._delivery(one)
            yield ("invoices_create", "invoices"), self._invoice(one)

    def _in_company(self, **values):
        return {**values, "company": self.settings.company} if self.settings.company else values

    def _policy(self):
        """The files know no payment terms: what is overdue cannot be told from them and holds no order."""
        return self._in_company(name=POLICY, on_limit="hold", on_overdue="warn", reservation_days=0)

    def _units(self):
        top = self._in_company(code=self.settings.prefix, name=self.settings.name)
        below = [
            self._in_company(code=self.code(office.code), name=f"{office.city} ({office.region})", parent=top["code"])
            for office in self.books.offices
        ]
        return [top, *below]

    def _user(self, employee):
        role, scope = words.role(employee.job)
        units = {
            "own": [self.code(employee.office)],
            "team": sorted(self.code(office) for office in self._team(employee)),
            "all": [self.settings.prefix],
        }[scope]
        named = {"own": "own", "team": "unit", "all": "subtree"}[scope]
        return self._in_company(
            login=self.logins[employee.number],
            name=f"{employee.first_name} {employee.last_name}",
            email=employee.email,
            title=employee.job,
            unit=self.code(employee.office),
            roles=[{"role": role, "scope": named, "units": units}],
        )

    def _team(self, boss):
        """Return the offices of a person and of everybody below."""
        numbers, found = {boss.number}, set()
        while numbers - found:
            found |= numbers
            numbers = {employee.number for employee in self.books.employees if employee.boss in found}
        return {self.offices[number] for number in found}

    def _dealer(self, customer):
        country = words.country(customer.country)
        region = words.region(country, customer.state)
        city = customer.city if region or not customer.state else f"{customer.city}, {customer.state}".strip(", ")
        filled = {
            "street": customer.street,
            "street2": customer.street2,
            "city": city,
            "zip": customer.zip,
            "region": region,
            "phone": customer.phone,
            "contact": f"{customer.contact_first} {customer.contact_last}".strip(),
            "account_manager": self.logins.get(customer.rep, ""),
        }
        return self._in_company(
            code=self.code(customer.number),
            name=customer.name,
            type=self.settings.dealer_type,
            unit=self.code(self.offices[customer.rep]) if customer.rep else self.settings.prefix,
            country=country,
            currency=self.settings.currency,
            credit={
                "control": "limit",
                "limit": float(customer.limit),
                "currency": self.settings.currency,
                "policy": POLICY,
            },
            **{name: value for name, value in filled.items() if value},
        )

    def _product(self, product):
        return self._in_company(
            code=product.code,
            name=product.name,
            category=f"{self.settings.name} / {product.line}",
            price=float(product.price),
            cost=float(product.cost),
            description=product.description,
            taxes=[],
        )

    def _price(self, customer, product, price, first, last):
        period = {"date_from": first.isoformat(), "date_to": last.isoformat() if last else ""}
        return self._in_company(
            dealer=self.code(customer),
            product=product,
            price=float(price),
            currency=self.settings.currency,
            **{name: value for name, value in period.items() if value},
        )

    def _counts(self):
        """Return what was there in the beginning: what is left, and what was shipped."""
        shipped = dict.fromkeys((product.code for product in self.books.products), 0)
        for order in self.books.orders:
            for line in self.books.lines[order.number] if order.delivered else ():
                shipped[line.product] += line.quantity
        return [
            self._in_company(
                external_ref=self.ref("stock", product.code),
                product=product.code,
                quantity=product.stock + shipped[product.code],
            )
            for product in self.books.products
        ]

    def _payment(self, payment):
        return self._in_company(
            external_ref=self.ref("payment", payment.customer, payment.check),
            dealer=self.code(payment.customer),
            amount=float(payment.amount),
            currency=self.settings.currency,
            date=payment.date.isoformat(),
            memo=payment.check,
        )

    def _order(self, order):
        lines = [{"product": line.product, "quantity": line.quantity} for line in self.books.lines[order.number]]
        note = {"note": order.comments} if order.comments else {}
        return self._in_company(
            external_ref=self.order_ref(order.number),
            dealer=self.code(order.customer),
            date=order.date.isoformat(),
            requested_date=order.required.isoformat(),
            purchase_number=order.number,
            lines=lines,
            **note,
        )

    def _cancellation(self, order):
        return {
            "external_ref": self.ref("cancel", order.number),
            "order_ref": self.order_ref(order.number),
            "reason": order.comments or "Cancelled in the files",
        }

    def _release(self, order):
        return {
            "external_ref": self.ref("release", order.number),
            "order_ref": self.order_ref(order.number),
            "reason": f"Shipped on {order.shipped} according to the files",
        }

    def _delivery(self, order):
        return {
            "external_ref": self.ref("delivery", order.number),
            "order_ref": self.order_ref(order.number),
            "date": order.shipped.isoformat(),
            "received": True,
        }

    def _invoice(self, order):
        return {
            "external_ref": self.ref("invoice", order.number),
            "order_ref": self.order_ref(order.number),
            "date": order.shipped.isoformat(),
            "settle": True,
        }


def _logins(employees):
    """Return {employee number: log-in}: the address, or with the number in it if several share one."""
    addresses = [employee.email.lower() for employee in employees]
    return {
        employee.number: address if addresses.count(address) == 1 else f"{employee.number}.{address}"
        for employee, address in zip(employees, addresses, strict=True)
    }
