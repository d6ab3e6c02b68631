from odoo import Command, api, models
from odoo.tools import float_round

from ..engine.shapes import Refusal

# Fields of the API that are fields of the product as they are.
PLAIN = {
    "name": "name",
    "price": "list_price",
    "cost": "standard_price",
    "barcode": "barcode",
    "description": "description_sale",
    "weight": "weight",
    "invoice_policy": "invoice_policy",
    "active": "active",
}


class DealerApi(models.AbstractModel):
    """How products, stock and prices are kept by another system."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_products_upsert(self, items):
        codes = list({item["code"] for item in items})
        products = self.env["product.product"].with_context(active_test=False)
        known = products.search([("default_code", "in", codes)]).grouped("default_code")
        units = self._record_finder("uom.uom", "name", [item["unit"] for item in items])
        coming = set()

        def resolve(item):
            company = self._company_of(item) if item["company"] else self.env["res.company"]
            product = known.get(item["code"], products.browse()).filtered(
                lambda product: not product.company_id or product.company_id in (company or self.env.companies)
            )
            if len(product) > 1:
                raise Refusal("ambiguous", "code", name=item["code"])
            if not product:
                self._check_new_product(item, company, coming)
            vals = self._product_vals(item, company, units, product)
            return {"product": product, "price_company": company or self.env.company, "vals": vals}

        return self._each(items, resolve)

    @api.model
    def _check_new_product(self, item, company, coming):
        """Raise unless the input can become a product; ``coming`` are the new ones before it in the batch."""
        if not item["name"]:
            raise Refusal("missing", "name")
        self._check_first(coming, (item["code"], company.id), "code")

    @api.model
    def _product_vals(self, item, company, units, product):
        """Return the values of the product that the input gives.

        A product that is there keeps its company, and the taxes of companies that are not meant.
        """
        given = item["given"]
        vals = {PLAIN[key]: item[key] for key in PLAIN if key in given}
        if "barcode" in vals:
            vals["barcode"] = vals["barcode"] or False
        if item["unit"]:
            vals["uom_id"] = units(item["unit"], "unit").id
        if "taxes" in given:
            taxes = self._taxes(item["taxes"], company or self.env.company)
            others = product.taxes_id.filtered(lambda tax: tax.company_id != (company or self.env.company))
            vals["taxes_id"] = [Command.set((taxes | others).ids)]
        if company and not product:
            vals["company_id"] = company.id
        if given & {"kind", "tracked"}:
            vals.update(self._kind_vals(item, product))
        return vals

    @api.model
    def _kind_vals(self, item, product=None):
        """Return the kind of a product that the input gives; what it does not give of a ``product`` stays."""
        goods = item["kind"] == "goods" if "kind" in item["given"] or not product else product.type == "consu"
        tracked = item["tracked"] if "tracked" in item["given"] or not product else product.is_storable
        return {"type": "consu" if goods else "service", "is_storable": goods and tracked}

    @api.model
    def _set_categories(self, items):
        """Write the category into the values of each input: only now, as what is refused must not leave one behind."""
        paths = {item["category"] for item in items} - {""}
        found = {path: self._category(path).id for path in sorted(paths)}
        for item in items:
            if item["category"]:
                item["vals"]["categ_id"] = found[item["category"]]

    @api.model
    def _category(self, path):
        """Return the product category with the path ``A / B``, made where it is missing."""
        categories = self.env["product.category"]
        category = categories.browse()
        for name in filter(None, (part.strip() for part in path.split("/"))):
            domain = [("name", "=", name), ("parent_id", "=", category.id)]
            found = categories.search(domain, limit=1)
            if not found:
                self._claim_new("category", [(category.id, name)])
                found = categories.create({"name": name, "parent_id": category.id})
            category = found
        return category

    @api.model
    def _taxes(self, names, company):
        domain = [("name", "in", names), ("type_tax_use", "=", "sale"), ("company_id", "=", company.id)]
        taxes = self.env["account.tax"].search(domain)
        for index, name in enumerate(names):
            if name not in taxes.mapped("name"):
                raise Refusal("unknown_record", f"taxes[{index}]", name=name)
        return taxes

    @api.model
    def _execute_products_upsert(self, items, undo):
        del undo
        new = [item for item in items if not item["product"]]
        self._claim_new("product", [item["code"] for item in new])
        self._set_categories(items)
        products = self.env["product.product"]
        vals_list = [{**self._kind_vals(item), "invoice_policy": "delivery", **item["vals"]} for item in new]
        for item, vals in zip(new, vals_list, strict=True):
            vals["default_code"] = item["code"]
        created = iter(products.create(vals_list))
        results = []
        for item in items:
            is_new = not item["product"]
            product = next(created) if is_new else item["product"]
            product = product.with_company(item["price_company"])
            vals = {"standard_price": item["cost"]} if is_new and "cost" in item["given"] else {}
            changed = self._differing_product(product, vals if is_new else item["vals"])
            if changed:
                product.write(changed)
            results.append({"id": product.id, "code": item["code"], "created": is_new})
        return results

    @api.model
    def _differing_product(self, product, vals):
        """Return those of ``vals`` that the product does not have already."""
        plain = {name: value for name, value in vals.items() if name != "taxes_id"}
        changed = self._differing(product, plain)
        if "taxes_id" in vals and set(vals["taxes_id"][0][2]) != set(product.taxes_id.ids):
            changed["taxes_id"] = vals["taxes_id"]
        return changed

    @api.model
    def _resolve_prices_upsert(self, items):
        dealer_of = self._dealer_finder(items, "price")
        product_of = self._product_finder([item["product"] for item in items])
        unit_of = self._unit_finder([item["unit"] for item in items])

        def resolve(item):
            dealer = dealer_of(item)
            pricelist = dealer.pricelist_id
            if not pricelist:
                raise Refusal(
                    "unknown_record", "dealer", name=self.env._("own price list of %(dealer)s", dealer=item["dealer"])
                )
            self._check_currency(item["currency"], pricelist.currency_id)
            if "price" not in item["given"] and not item["remove"]:
                raise Refusal("missing", "price")
            product = product_of(item["product"], dealer.company_id)
            vals = self._price_vals(item, dealer, product, unit_of(item["unit"], product))
            return {"vals": vals, "key": self._price_key(vals)}

        return self._each(items, resolve)

    @api.model
    def _price_vals(self, item, dealer, product, unit):
        """Return the values of the price list item that one input stands for."""
        company, start, end = dealer.company_id, item["date_from"], item["date_to"]
        if start and end and end < start:
            raise Refusal("invalid_date", "date_to", first="date_from")
        only = product.product_tmpl_id.product_variant_count == 1
        return {
            "pricelist_id": dealer.pricelist_id.id,
            "applied_on": "1_product" if only else "0_product_variant",
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_id": False if only else product.id,
            "uom_id": unit.id if unit != product.uom_id else False,
            "min_quantity": float_round(item["quantity"], precision_digits=self._quantity_digits()),
            "compute_price": "fixed",
            "fixed_price": item["price"],
            "date_start": company._dealer_day_start(start) if start else False,
            "date_end": company._dealer_day_end(end) if end else False,
        }

    @api.model
    def _quantity_digits(self):
        return self.env["decimal.precision"].precision_get("Product Unit")

    @api.model
    def _price_key(self, vals):
        """Return what makes two prices the same one."""
        names = ("pricelist_id", "product_tmpl_id", "product_id", "uom_id", "min_quantity", "date_start")
        return tuple(vals[name] for name in names)

    @api.model
    def _execute_prices_upsert(self, items, undo):
        del undo
        known = self._prices_by_key(items)
        latest = {item["key"]: item for item in items}
        new = [item for key, item in latest.items() if key not in known and not item["remove"]]
        self._claim_new("price", [item["key"] for item in new])
        created = self.env["product.pricelist.item"].create([item["vals"] for item in new])
        made = dict(zip((item["key"] for item in new), created, strict=True))
        for key, item in known.items():
            self._change_price(item, latest[key])
        results = []
        for item in items:
            record = known.get(item["key"]) if item["key"] in known else made.get(item["key"])
            gone = item["remove"] or record is None
            results.append({"id": 0 if gone else record.id, "created": item["key"] in made})
        return results

    @api.model
    def _change_price(self, record, item):
        """Write or remove one price that exists."""
        if item["remove"]:
            record.unlink()
        elif changed := self._differing(record, {name: item["vals"][name] for name in ("fixed_price", "date_end")}):
            record.write(changed)

    @api.model
    def _prices_by_key(self, items):
        """Return {key: price list item} of those that exist; one query for all."""
        domain = [
            ("pricelist_id", "in", list({item["vals"]["pricelist_id"] for item in items})),
            ("product_tmpl_id", "in", list({item["vals"]["product_tmpl_id"] for item in items})),
            ("compute_price", "=", "fixed"),
            ("condition_count", "=", 0),
        ]
        wanted = {item["key"] for item in items}
        found = {}
        for record in self.env["product.pricelist.item"].search(domain):
            vals = {name: record[name].id for name in ("pricelist_id", "product_tmpl_id", "product_id", "uom_id")}
            key = self._price_key({**vals, "min_quantity": record.min_quantity, "date_start": record.date_start})
            if key in wanted:
                found[key] = record
        return found

    @api.model
    def _resolve_stock_count(self, items):
        product_of = self._product_finder([item["product"] for item in items])

        def resolve(item):
            company = self._company_of(item)
            product = product_of(item["product"], company)
            if not product.is_storable:
                raise Refusal(
                    "nothing_open",
                    "product",
                    why=self.env._(
                        "The stock of %(product)s is not counted. Send it with kind goods and tracked true.",
                        product=item["product"],
                    ),
                )
            return {"record": product, "location": self._warehouse(item["warehouse"], company).lot_stock_id}

        return self._each(items, resolve)

    @api.model
    def _warehouse(self, code, company):
        """Return the warehouse of ``company`` with the code, by default its first."""
        domain = [("company_id", "=", company.id), *([("code", "=", code)] if code else [])]
        warehouse = self.env["stock.warehouse"].search(domain, limit=1)
        if not warehouse:
            known = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=20).mapped("code")
            raise Refusal("unknown_record", "warehouse", name=code, known=known)
        return warehouse

    @api.model
    def _count(self, item):
        """Return the quant that takes up the difference between what is on hand and what was counted.

        Goods of others, in packages or with lots are on hand as well and stay as they are. (Creating a quant would only find the one
        that is there for a user of the inventory, and add to it for the accounts that call here.)
        """
        product, location = item["record"], item["location"]
        there = self.env["stock.quant"]._gather(product, location).filtered(lambda quant: quant.location_id == location)
        plain = there.filtered(lambda quant: not (quant.lot_id or quant.package_id or quant.owner_id))[:1]
        rest = sum((there - plain).mapped("quantity"))
        if not plain:
            self._claim_new("stock", [(product.id, location.id)])
            plain = plain.create({"product_id": product.id, "location_id": location.id})
        plain.inventory_quantity = item["quantity"] - rest
        return plain

    @api.model
    def _execute_stock_count(self, items, undo):
        del undo
        counted = self.env["stock.quant"]
        for item in items:
            counted |= self._count(item)
        counted.action_apply_inventory()
        return [{"id": item["record"].id, "product": item["product"], "quantity": item["quantity"]} for item in items]
