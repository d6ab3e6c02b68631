"""Plants words and amounts that nobody else has in records of one dealer, and looks for them in what users are shown."""

import json
import re
import uuid

from tests.e2e.clients import Refused

AMOUNT = 91_827_364.55
# as a number, and as pages write it
SHOWN_AMOUNT = re.compile(r"91[,.\s\u00a0\u202f]?827[,.\s\u00a0\u202f]?364[.,]55")
AROUND = (AMOUNT - 1, AMOUNT + 1)


class Secrets:
    """A dealer of the topmost unit, out of reach for all but those of the group, with one record of each kind.

    :param admin: client of the administrator
    :param seen: what the user ``sales`` reaches: the dealer is one of this user's company
    """

    def __init__(self, admin, seen):
        self.word = f"plant{uuid.uuid4().hex[:10]}"
        self.records = []
        self._admin, self._keywords = admin, seen.companies
        self._company = seen.ticked["context"]["allowed_company_ids"][0]

    def call(self, model, method, *arguments, **keywords):
        """Call as the administrator, in all companies."""
        return self._admin(model, method, *arguments, **keywords, **self._keywords)

    def first(self, model, domain):
        return self.call(model, "search", domain)[0]

    def make(self, model, **values):
        """Make a record, to be deleted at the end."""
        record = self.call(model, "create", values)
        self.records.append((model, record))
        return record

    def plant(self):
        """Make the records: contact, dealer, prices, documents, notes, files."""
        word = self.word
        self.partner = self.make(
            "res.partner", name=f"{word} Ltd", is_company=True, street=f"{word} street", email=f"{word}@example.com"
        )
        self.dealer = self.make("dealer.dealer", **self._dealer_values())
        product = self.first("product.product", [("default_code", "=", "NS-M400")])
        self._plant_prices(product)
        self._plant_documents(product)
        self.make("dealer.violation", dealer_id=self.dealer, description=f"{word} violation")
        self.make("dealer.credit.line", dealer_id=self.dealer, control="limit", limit_amount=AMOUNT)
        for model, record in list(self.records):
            self._hang_on(model, record)
        return self

    def _dealer_values(self):
        company = ("company_id", "in", [self._company, False])
        return {
            "partner_id": self.partner,
            "company_id": self._company,
            "unit_id": self.first("dealer.unit", [("parent_id", "=", False)]),
            "type_id": self.first("dealer.type", [("code", "=", "wholesaler")]),
            "tier_id": self.first("dealer.tier", [company]),
        }

    def _plant_prices(self, product):
        self.call("dealer.dealer", "action_create_pricelist", [self.dealer])
        self.pricelist = self.first("product.pricelist", [("dealer_id", "=", self.dealer)])
        self.records.append(("product.pricelist", self.pricelist))
        price = {"compute_price": "fixed", "fixed_price": AMOUNT, "product_id": product}
        self.make("product.pricelist.item", pricelist_id=self.pricelist, applied_on="0_product_variant", **price)
        self.call("product.pricelist", "write", [self.pricelist], {"name": f"{self.word} prices"})

    def _plant_documents(self, product):
        line = {"product_id": product, "name": f"{self.word} line"}
        of_dealer = {"partner_id": self.partner, "company_id": self._company}
        lines = [(0, 0, {**line, "product_uom_qty": 1})]
        self.order = self.make("sale.order", **of_dealer, client_order_ref=f"{self.word} order", order_line=lines)
        lines = [(0, 0, {**line, "quantity": 1, "price_unit": AMOUNT, "tax_ids": [(5,)]})]
        invoice = {"move_type": "out_invoice", "ref": f"{self.word} invoice", "invoice_line_ids": lines}
        self.invoice = self.make("account.move", **of_dealer, **invoice)

    def _hang_on(self, model, record):
        file = {"name": f"{self.word}.txt", "raw": "c2VjcmV0", "res_model": model, "res_id": record}
        self.file = self.make("ir.attachment", **file)
        if model in ("sale.order", "account.move", "dealer.dealer", "res.partner"):
            self.call(model, "message_post", [record], body=f"{self.word} note")

    def remove(self):
        """Delete what was planted, the last first. Dealer and price list need each other: they are put away with the contact."""
        kept = ("res.partner", "dealer.dealer", "product.pricelist")
        for model, record in reversed(self.records):
            if model not in kept:
                self.call(model, "unlink", [record])
        self.call("dealer.dealer", "write", [self.dealer], {"active": False})

    def told(self, answer):
        """Return whether an answer holds a planted word or amount."""
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return self.word in text or bool(SHOWN_AMOUNT.search(text))


class Crawl:
    """Asks, as one user, for all that there is of each model, and finds what tells a secret.

    :param rpc: client of the user
    :param secrets: what was planted
    """

    MOST = 10  # rows of a model: the latest, among them those that were planted
    PATHS = {
        "res.partner": "email",
        "dealer.dealer": "name",
        "sale.order": "client_order_ref",
        "account.move": "ref",
        "product.pricelist": "name",
    }

    def __init__(self, rpc, secrets):
        self._rpc, self._secrets = rpc, secrets
        self.found, self.asked = [], 0

    def ask(self, way, model, method, *arguments, **keywords):
        """Call; note it if the answer, or the words of a refusal, tell a secret. :return: the answer, None if refused"""
        self.asked += 1
        try:
            answer = told = self._rpc(model, method, *arguments, **keywords)
        except Refused as refusal:
            answer, told = None, str(refusal)
        if self._secrets.told(told):
            self.found.append((model, way))
        return answer

    def model(self, model):
        """Ask for the rows of a model by each way that lists, groups, filters, exports or looks them up."""
        fields = self.ask("fields_get", model, "fields_get", [], ["type", "store", "relation", "searchable"]) or {}
        plain = [name for name, field in fields.items() if field["type"] not in ("one2many", "many2many", "binary")]
        rows = plain and self.ask("search_read", model, "search_read", [], plain, limit=self.MOST, order="id desc")
        if rows is None:
            return
        written = [name for name in plain if name != "id"]  # reports have no external ids
        self.ask("export", model, "export_data", [row["id"] for row in rows], written[:30])
        self.ask("name_search", model, "name_search", "", [], "ilike", self.MOST)
        numbers = [f"{name}:max" for name, field in fields.items() if self._is_number(field) and field["store"]]
        link = next(
            (name for name in ("dealer_id", "partner_id", "order_id") if fields.get(name, {}).get("store")), None
        )
        if link or numbers:
            self.ask("group", model, "formatted_read_group", [], [link] if link else [], numbers)
        self._filter(model, fields)

    @staticmethod
    def _is_number(field):
        return field["type"] in ("float", "monetary")

    def _filter(self, model, fields):
        """A filter that finds a row by what the user may not see tells it as well, also through other records."""
        leaves = []
        for name, field in fields.items():
            if not field["searchable"] or not field["store"]:
                continue
            if self._is_number(field):
                leaves.append([(name, ">", AROUND[0]), (name, "<", AROUND[1])])
            elif field["type"] in ("char", "text", "html"):
                leaves.append([(name, "like", self._secrets.word)])
            elif path := self.PATHS.get(field.get("relation")):
                leaves.append([(f"{name}.{path}", "like", self._secrets.word)])
        domain = ["|"] * (len(leaves) - 1) + [part for leaf in leaves for part in ["&"] * (len(leaf) - 1) + leaf]
        if leaves and self.ask("filter", model, "search", domain, limit=1):
            self.found.append((model, "filter"))
