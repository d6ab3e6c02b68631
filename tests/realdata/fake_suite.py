"""A suite of a hundred lines: it answers as `dealer.api` does, keeps its books in dicts and can be told to fail."""

from books.client import Refused


class FakeSuite:
    """What the importer talks to when there is no server.

    :ivar calls: names of the methods that were called
    :ivar fail_after: number of calls after which the next one raises KeyboardInterrupt, once
    """

    def __init__(self):
        self.kept = {}
        self.records = {name: {} for name in ("units", "users", "dealers", "products", "policies", "stock")}
        self.prices, self.orders, self.ledger = [], {}, []
        self.calls, self.fail_after, self.limited = [], None, 0
        self.companies = set()

    def __call__(self, model, method, **arguments):
        assert model == "dealer.api"
        if self.fail_after is not None and len(self.calls) >= self.fail_after:
            self.fail_after = None
            raise KeyboardInterrupt
        self.calls.append(method)
        self.companies.add(arguments.get("company"))
        if self.limited:
            self.limited -= 1
            error = {"code": "rate_limited", "message": "slower", "path": "", "retry_after": 0.01}
            return {"ok": False, "results": [], "error": error}
        work = getattr(self, method, None)
        if not work:
            raise Refused(f"{method} does not exist")
        items = next(value for value in arguments.values() if isinstance(value, list))
        results = [self._one(method, work, index, item) for index, item in enumerate(items)]
        return {"ok": True, "results": results, "error": {}}

    def _one(self, method, work, index, item):
        ref = item.get("external_ref") if isinstance(item, dict) else None
        if ref and (method, ref) in self.kept:
            return {**self.kept[method, ref], "index": index, "replay": True}
        result = {"index": index, "ok": True, "replay": False, "external_ref": ref or "", **work(item)}
        if ref and result["ok"]:
            self.kept[method, ref] = result
        return result

    def _upsert(self, name, key, item):
        self.records[name][item[key]] = item
        return {}

    def credit_policies_upsert(self, item):
        return self._upsert("policies", "name", item)

    def units_upsert(self, item):
        return self._upsert("units", "code", item)

    def users_upsert(self, item):
        return self._upsert("users", "login", item)

    def dealers_upsert(self, item):
        if item["unit"] not in self.records["units"]:
            error = {"code": "unknown_unit", "message": f"There is no unit {item['unit']}.", "path": "unit"}
            return {"ok": False, "error": error}
        return self._upsert("dealers", "code", item)

    def products_upsert(self, item):
        return self._upsert("products", "code", item)

    def prices_upsert(self, item):
        key = (item["dealer"], item["product"], item.get("date_from"))
        self.prices = [(kept, one) for kept, one in self.prices if kept != key] + [(key, item)]
        return {}

    def stock_count(self, item):
        self.records["stock"][item["product"]] = item["quantity"]
        return {}

    def orders_submit(self, item):
        lines = [
            {
                "product": line["product"],
                "quantity": line["quantity"],
                "discount": 0.0,
                "price": self._price(item, line),
            }
            for line in item["lines"]
        ]
        amount = round(sum(line["price"] * line["quantity"] for line in lines), 2)
        order = {
            "dealer": item["dealer"],
            "date": item["date"],
            "deliveries": [],
            "lines": lines,
            "amount_total": amount,
            "holds": [],
            "released_holds": [],
            "state": "confirmed",
        }
        limit = self.records["dealers"][item["dealer"]]["credit"]["limit"]
        if round(self._exposure(item["dealer"]) + amount, 2) > limit:
            order.update(state="held", holds=[{"kind": "credit", "message": "Over the limit."}])
        self.orders[item["external_ref"]] = order
        order["id"] = list(self.orders).index(item["external_ref"]) + 1
        return {"id": order["id"], "state": order["state"], "holds": order["holds"]}

    def _price(self, order, line):
        found = [
            item["price"]
            for _key, item in self.prices
            if (item["dealer"], item["product"]) == (order["dealer"], line["product"])
            and item["date_from"] <= order["date"] <= item.get("date_to", "9999")
        ]
        assert len(found) == 1
        return found[0]

    def _exposure(self, dealer):
        owed = sum(amount for owner, _kind, amount, _date, _reference in self.ledger if owner == dealer)
        return owed + sum(
            order["amount_total"]
            for order in self.orders.values()
            if order["dealer"] == dealer and order["state"] in ("confirmed", "shipped")
        )

    def orders_release(self, item):
        order = next(order for order in self.orders.values() if order["id"] == item["order_id"])
        order.update(state="confirmed", holds=[], released_holds=order["holds"])
        return {}

    def orders_cancel(self, item):
        self.orders[item["order_ref"]]["state"] = "cancelled"
        return {}

    def deliveries_confirm(self, item):
        order = self.orders[item["order_ref"]]
        if order["state"] != "confirmed":
            error = {"code": "not_confirmed", "message": "The order is held.", "path": ""}
            return {"ok": False, "error": error}
        order.update(state="shipped", deliveries=[{"date": item["date"], "state": "done"}])
        for line in order["lines"]:
            self.records["stock"][line["product"]] -= line["quantity"]
        return {}

    def invoices_create(self, item):
        order = self.orders[item["order_ref"]]
        order["state"] = "invoiced"
        reference = item["order_ref"].rsplit("-", 1)[1]
        self.ledger.append((order["dealer"], "invoice", order["amount_total"], item["date"], reference))
        return {}

    def payments_register(self, item):
        self.ledger.append((item["dealer"], "payment", -item["amount"], item["date"], item["memo"]))
        return {}

    def orders_status(self, item):
        if item["order_ref"] not in self.orders:
            return {
                "ok": False,
                "error": {"code": "unknown_order", "message": "There is no such order.", "path": "order_ref"},
            }
        return self.orders[item["order_ref"]]

    def credit_status(self, code):
        if code not in self.records["dealers"]:
            return {"ok": False, "error": {"code": "unknown_dealer", "message": "There is no such dealer.", "path": ""}}
        return {"dealer": code}

    def dealer_statements(self, code):
        if code not in self.records["dealers"]:
            return {"ok": False, "error": {"code": "unknown_dealer", "message": "There is no such dealer.", "path": ""}}
        rows = [
            {"kind": kind, "amount": amount, "date": date, "reference": reference}
            for owner, kind, amount, date, reference in self.ledger
            if owner == code
        ]
        sums = {
            kind: round(sum(row["amount"] for row in rows if row["kind"] == kind), 2) for kind in ("invoice", "payment")
        }
        closing = round(sum(sums.values()), 2)
        return {"dealer": code, "invoiced": sums["invoice"], "paid": -sums["payment"], "closing": closing, "rows": rows}

    def stock_levels(self, code):
        return {"product": code, "on_hand": float(self.records["stock"][code])}
