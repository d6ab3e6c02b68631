from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.shapes import Refusal
from .dealer_api_change import KINDS


class DealerApi(models.AbstractModel):
    """How questions about documents and balances are answered."""

    _inherit = "dealer.api"

    @api.model
    def _read_orders_status(self, items, query):
        del query
        find = self._order_finder(items, "read")
        found = self._each(items, lambda item: {"order": find(item)})
        refs = self._refs_of([item["order"].id for item in found if isinstance(item, dict)])
        return [
            item if isinstance(item, Refusal) else self._status(item["order"], refs.get(item["order"].id, ""))
            for item in found
        ]

    @api.model
    def _refs_of(self, order_ids):
        """Return {order id: the caller's reference}."""
        requests = self.env["dealer.api.request"]
        domain = [("user_id", "=", self.env.uid), ("method", "=", "orders_submit"), ("record_id", "in", order_ids)]
        return {request.record_id: request.external_ref for request in requests.search(domain)}

    @api.model
    def _status(self, order, ref):
        """Return where one order stands."""
        notes = self._line_notes(order)
        return {
            "id": order.id,
            "number": order.name,
            "order_ref": ref,
            "dealer": order.dealer_id.code,
            "date": fields.Date.to_string(self._local_day(order.date_order, order.company_id)),
            "state": order.dealer_state,
            "purchase_number": order.client_order_ref or "",
            "holds": order.dealer_hold_ids.filtered(lambda hold: hold.state == "open")._to_json(),
            "released_holds": order.dealer_hold_ids.filtered(lambda hold: hold.state == "released")._to_json(),
            **self._amounts(order),
            "lines": [self._status_line(line, notes) for line in order._invoiceable_lines()],
            "deliveries": [self._delivery_status(p) for p in order.picking_ids.sorted("id")],
            "invoices": [
                {"state": move.state, **self._invoice_result(move)} for move in order.invoice_ids.sorted("id")
            ],
        }

    @api.model
    def _local_day(self, moment, company):
        """Return the day of a moment (UTC) in the company's time zone."""
        zoned = self.with_context(tz=company._dealer_tz().zone)
        return fields.Datetime.context_timestamp(zoned, moment).date()

    @api.model
    def _status_line(self, line, notes):
        return {**self._order_line(line, notes), "delivered": line.qty_delivered, "invoiced": line.qty_invoiced}

    @api.model
    def _delivery_status(self, picking):
        day = picking.date_done and self._local_day(picking.date_done, picking.company_id)
        return {
            "id": picking.id,
            "number": picking.name,
            "state": picking.state,
            "date": fields.Date.to_string(day) if day else "",
            "kind": "return" if picking.location_id.usage == "customer" else "delivery",
            "tracking": picking.carrier_tracking_ref or "",
            "lines": [self._delivery_line(move) for move in picking.move_ids if move.state != "cancel"],
        }

    @api.model
    def _delivery_line(self, move):
        """Return what of a product was moved, or is to be."""
        done = move.state == "done"
        return {
            "product": move.product_id.default_code or "",
            "quantity": move.quantity if done else move.product_uom_qty,
            "unit": move.product_uom.name,
        }

    @api.model
    def _read_invoices_list(self, items, query):
        del query
        item = items[0]
        company = self._company_of(item)
        moves = self.env["account.move"]
        domain = self._invoice_domain(item, company)
        found = moves.search(domain, order="id", limit=item["limit"] + 1)
        page = found[: item["limit"]]
        results = [
            {
                **self._invoice_result(move),
                "dealer": move.dealer_id.code,
                "orders": move.line_ids.sale_line_ids.order_id.mapped("name"),
            }
            for move in page
        ]
        return results, {"more": len(found) > len(page)}

    @api.model
    def _invoice_domain(self, item, company):
        """Return the domain of the posted customer invoices that one question means, in the caller's scope."""
        roles = self.env["dealer.access"]._roles_with_group("dealer_api.group_api_read")
        domain = Domain(
            [
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
                ("company_id", "=", company.id),
                ("dealer_id", "!=", False),
                ("id", ">", item["after"]),
            ]
        ) & self.env["account.move"]._dealer_scope_domain(roles)
        if item["dealer"]:
            dealer = self._dealer_finder([item], "read")(item)
            domain &= Domain("dealer_id", "=", dealer.id)
        if item["date_from"]:
            domain &= Domain("invoice_date", ">=", item["date_from"])
        if item["date_to"]:
            domain &= Domain("invoice_date", "<=", item["date_to"])
        if item["state"]:
            domain &= Domain("amount_residual", ">" if item["state"] == "open" else "=", 0)
        return domain

    @api.model
    def _read_price_quote(self, items, query):
        dealer = self._dealer_finder([query], "read")(query)
        pricelist = dealer.pricelist_id
        company = dealer.company_id
        if not pricelist:
            raise Refusal(
                "unknown_record", "dealer", name=self.env._("own price list of %(dealer)s", dealer=query["dealer"])
            )
        currencies = self._record_finder("res.currency", "name", [query["currency"].upper()])
        currency = currencies(query["currency"].upper(), "currency") or pricelist.currency_id
        moment = self._moment(query["date"], company) if query["date"] else fields.Datetime.now()
        asked = self._quoted_products(items, company)
        prices = self._quoted_prices(pricelist, [item for item in asked if isinstance(item, dict)], moment, currency)
        return [item if isinstance(item, Refusal) else next(prices) for item in asked]

    @api.model
    def _quoted_products(self, items, company):
        """Return for each line itself with its ``record`` and ``uom``, or the Refusal of what cannot be found."""
        product_of = self._product_finder([item["product"] for item in items])
        unit_of = self._unit_finder([item["unit"] for item in items])

        def resolve(item):
            product = product_of(item["product"], company)
            return {"record": product, "uom": unit_of(item["unit"], product)}

        return self._each(items, resolve)

    @api.model
    def _quoted_prices(self, pricelist, lines, moment, currency):
        """Yield the result of each of ``lines``, or the Refusal where there is no price.

        One run of the price engine for all, as for the lines of an order: a dealer's own list is always priced by it.
        """
        if not lines:
            return
        requests = pricelist._dealer_requests([(line["record"], line["quantity"], line["uom"]) for line in lines])
        answers = pricelist._dealer_price_run(requests, currency=currency, date=moment).answers()
        lists = pricelist.browse({answer[4] for answer in answers if answer[1]})
        names = {each.id: each.name for each in lists}
        for line, (price, rule_id, _before, _is_discount, list_id) in zip(lines, answers, strict=True):
            if not rule_id:
                yield Refusal("price_missing", "product", name=line["product"])
                continue
            yield {
                "product": line["product"],
                "quantity": line["quantity"],
                "id": line["record"].id,
                "unit": line["uom"].name,
                "price": self._told_price(price),
                "currency": currency.name,
                "price_item": rule_id,
                "price_list": names[list_id],
            }

    @api.model
    def _read_stock_levels(self, items, query):
        company = self._company_of(query)
        stocked = self.env["product.product"].with_company(company).with_context(**self._stock_context(query, company))
        if items:
            product_of = self._product_finder(items)

            def told(code):
                return self._stock_level(stocked.browse(product_of(code, company, "").id))

            return self._each([{"code": code} for code in items], lambda item: told(item["code"]))
        domain = [
            ("is_storable", "=", True),
            ("company_id", "in", (False, company.id)),
            ("default_code", "!=", False),
            ("id", ">", query["after"]),
        ]
        found = stocked.search(domain, order="id", limit=query["limit"] + 1)
        page = found[: query["limit"]]
        return [self._stock_level(product) for product in page], {"more": len(found) > len(page)}

    @api.model
    def _stock_context(self, query, company):
        """Return the context that makes the platform count the warehouse asked for, or all of the company."""
        if query["warehouse"]:
            return {"warehouse_id": self._warehouse(query["warehouse"], company).id}
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        return {"warehouse_id": warehouses.ids}

    @api.model
    def _stock_level(self, product):
        return {
            "id": product.id,
            "product": product.default_code,
            "on_hand": product.qty_available,
            "free": product.free_qty,
            "forecast": product.virtual_available,
            "unit": product.uom_id.name,
        }

    @api.model
    def _read_credit_status(self, items, query):
        return self._tell_dealers(items, query, "credit_summary")

    @api.model
    def _tell_dealers(self, codes, query, method):
        """Return for each dealer code what ``method`` of the dealer tells of it."""
        asked = [{**query, "dealer": code} for code in codes]
        find = self._dealer_finder(asked, "read")
        found = self._each(asked, lambda item: {"record": find(item)})
        dealers = self.env["dealer.dealer"].union(*(i["record"] for i in found if isinstance(i, dict)))
        told = dict(zip(dealers._ids, getattr(dealers, method)() if dealers else (), strict=True))
        return [
            item
            if isinstance(item, Refusal)
            else {"id": item["record"].id, "dealer": item["dealer"], **self._plain_dict(told[item["record"].id])}
            for item in found
        ]

    @api.model
    def _plain_dict(self, told):
        return {name: value for name, value in told.items() if name != "dealer_id"}

    @api.model
    def _read_fund_status(self, items, query):
        return self._tell_each(items, query, "funds", lambda dealer: dealer.fund_status())

    @api.model
    def _read_rebate_status(self, items, query):
        return self._tell_each(items, query, "rebates", lambda dealer: dealer.rebate_status())

    @api.model
    def _tell_each(self, codes, query, key, tell):
        """Return for each dealer code what ``tell(dealer)`` tells of it, under ``key``."""
        asked = [{**query, "dealer": code} for code in codes]
        find = self._dealer_finder(asked, "read")

        def told(item):
            dealer = find(item)
            return {"id": dealer.id, key: tell(dealer)}

        return self._each(asked, told)

    @api.model
    def _read_changes(self, items, query):
        del query
        item = items[0]
        for index, kind in enumerate(item["kinds"]):
            if kind not in KINDS:
                raise Refusal("invalid_choice", f"kinds[{index}]", choices=", ".join(KINDS))
        answer = self._answer_changes(item["cursor"], item["kinds"], item["limit"])
        return answer.pop("results"), answer

    @api.model
    def _answer_changes(self, cursor, kinds, limit):
        """Return {"results", "cursor", "more"} of what has changed within the reach of the user."""
        roles = self.env["dealer.access"]._roles_with_group("dealer_api.group_api_read")
        dealers = self.env["dealer.dealer"]
        reached = dealers._scope_subselect("id", dealers._scope_conditions(roles))
        page, end, more = self.env["dealer.api.change"]._page(cursor, kinds, limit, self.env.companies, reached)
        results = [
            {
                "kind": row["kind"],
                "id": row["record_id"],
                "change": row["change"],
                "at": fields.Datetime.to_string(row["at"]),
                "dealer": row["dealer"] or "",
            }
            for row in page
        ]
        return {"results": results, "cursor": end, "more": more}
