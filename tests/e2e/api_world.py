"""A dealer, a product and orders of a test's own, kept over the API itself."""

import uuid

from .clients import Json2, XmlRpc

PRODUCT = "API-TEST"


def ref(name="ref"):
    """Return a reference that nobody has used."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


def make_dealer(call, limit=None, **vals):
    """Make a dealer without minimum or territory to mind. :return: its code"""
    code = ref("T")
    credit = {"credit": {"limit": limit, "control": "limit"}} if limit is not None else {}
    dealer = {"code": code, "name": f"Dealer {code}", "type": "online_reseller", **credit, **vals}
    done(call("dealers_upsert", dealers=[dealer]))
    product = {"code": PRODUCT, "name": "Test product", "price": 10.0, "taxes": []}
    done(call("products_upsert", products=[product]))
    done(call("prices_upsert", prices=[{"dealer": code, "product": PRODUCT, "price": 10.0}]))
    return code


def order(dealer, quantity=6, **vals):
    """Return the input of an order; the product is sold in sixes."""
    lines = vals.pop("lines", [{"product": PRODUCT, "quantity": quantity}])
    return {"external_ref": ref("order"), "dealer": dealer, "lines": lines, **vals}


def done(answer):
    """Return the results of an answer in which everything was carried out."""
    assert answer["ok"], answer
    assert all(result["ok"] for result in answer["results"]), answer
    return answer["results"]


def code_of(answer, index=0):
    """Return the code of the error of the call or of one input."""
    return (answer["error"] or answer["results"][index].get("error") or {"code": ""})["code"]


def over_xmlrpc(client):
    """Return a function (method, **arguments) that calls the API over XML-RPC."""
    return lambda method, **arguments: client("dealer.api", method, **arguments)


def over_json2(client):
    """Return a function (method, **arguments) that calls the API over JSON-2."""
    return lambda method, **arguments: client("dealer.api", method, **arguments)


class Account:
    """An account of its own for another system, set up as an administrator does: with the dialog *New Integration*.

    :param admin: `clients.XmlRpc` of an administrator
    :param list roles: external ids of its roles
    :param list units: codes of the units it works for, with those below; the whole group if there are none
    """

    def __init__(self, url, database, admin, roles, units=("GROUP",), name="account"):
        self.login = ref(name)
        role_ids = [admin("ir.model.data", "check_object_reference", *role.split("."))[1] for role in roles]
        unit_ids = admin("dealer.unit", "search", [["code", "in", list(units)]])
        companies = admin("res.users", "read", [admin.uid], ["company_id"])[0]["company_id"][:1]
        vals = {"name": self.login, "login": self.login, "rate_limit": 0, "scope": "subtree"}
        many = {"role_ids": role_ids, "unit_ids": unit_ids, "company_ids": companies}
        wizard = admin("dealer.api.new", "create", {**vals, **{k: [[6, 0, v]] for k, v in many.items()}})
        self.key = admin("dealer.api.new", "action_make", [wizard])["context"]["default_key"]
        [self.uid] = admin("res.users", "search", [["login", "=", self.login]])
        self.json2 = over_json2(Json2(url, database, self.key))
        self.xmlrpc = over_xmlrpc(XmlRpc(url, database, self.login, self.key))
