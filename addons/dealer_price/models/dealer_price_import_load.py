from odoo import api, fields, models
from odoo.tools import format_amount, format_datetime

from ..engine import price_table

_FIELDS = {"quantity": "number", "price": "number", "start": "date", "end": "date"}


class DealerPriceImportLoad(models.AbstractModel):
    """Turns the rows of a price file into staged prices: reads cells, finds records, tells by row what is wrong."""

    _name = "dealer.price.import.load"
    _description = "Price Import: Loading"

    @api.model
    def _load(self, rows, company, *, decimal=".", dry_run=True, valid_only=False):
        """Check ``rows`` and, unless ``dry_run``, write them if there are no errors or only the ``valid_only`` are wanted.

        :param list rows: [(row number, {column: cell})], columns as in ``price_table.COLUMNS``
        :return: {"errors": {row: {"code", "message"}}, "warnings": {the same}, "counts": {created, updated, unchanged,
            closed}, "dealer_count": n}
        """
        errors, warnings = {}, {}
        lines = [line for line in (self._parse(number, cells, decimal, errors) for number, cells in rows) if line]
        dealers = self._find_dealers(lines, company)
        lines = self._with_dealers(lines, dealers, errors)
        lines = self._with_products(lines, company, errors)
        lines = self._without_duplicates(lines, errors)
        write = not dry_run and (valid_only or not errors)
        self._set_lists(lines, write)
        version = self.env["dealer.price.version"]
        self._plan_without_overlaps(lines, company, errors)
        self._warn_floor(lines, company, errors, warnings)
        counts = version._plan_counts()
        write = write and (valid_only or not errors)
        if write:
            version._apply()
        return {
            "errors": errors,
            "warnings": warnings,
            "counts": counts,
            "dealer_count": len({line["dealer_id"] for line in lines if line["row"] not in errors}),
        }

    # ------------------------------------------------------------------ cells

    @api.model
    def _parse(self, number, cells, decimal, errors):
        """Return a row with its cells read, or None and a remark in ``errors``."""
        line = {
            column: price_table.clean_text(cells.get(column)) for column in ("dealer", "product", "unit", "currency")
        }
        line["row"] = number
        for column, kind in _FIELDS.items():
            try:
                cell = cells.get(column)
                line[column] = (
                    price_table.parse_number(cell, decimal) if kind == "number" else price_table.parse_date(cell)
                )
            except ValueError:
                errors[number] = self._unreadable(column, kind, cells[column])
                return None
        if problem := self._missing(line) or self._out_of_range(line):
            errors[number] = problem
            return None
        line["quantity"] = line["quantity"] or 0.0
        return line

    @api.model
    def _heading(self, column):
        return self.env["dealer.price.import"]._headings()[column]

    @api.model
    def _unreadable(self, column, kind, cell):
        values = {"column": self._heading(column), "value": price_table.clean_text(cell)}
        if kind == "date":
            return {
                "code": "bad_date",
                "message": self.env._("%(column)s: '%(value)s' is no date. Write it as 2026-12-31.", **values),
            }
        return {"code": "bad_number", "message": self.env._("%(column)s: '%(value)s' is no number.", **values)}

    @api.model
    def _missing(self, line):
        for column in price_table.REQUIRED:
            if line[column] in ("", None):
                return {
                    "code": "missing_value",
                    "message": self.env._("%(column)s is empty.", column=self._heading(column)),
                }
        return None

    @api.model
    def _out_of_range(self, line):
        if line["price"] <= 0:
            return {
                "code": "bad_number",
                "message": self.env._("The price must be above 0. Leave the row out for a price on request."),
            }
        if line["quantity"] is not None and line["quantity"] < 0:
            return {"code": "bad_number", "message": self.env._("The quantity cannot be negative.")}
        if line["start"] and line["end"] and line["end"] < line["start"]:
            return {"code": "bad_period", "message": self.env._("The price would end before it starts.")}
        return None

    # ------------------------------------------------------------------ records

    @api.model
    def _find_dealers(self, lines, company):
        """Return {code: (dealer, None) or (None, what is wrong)} of all codes in the file."""
        codes = list({line["dealer"] for line in lines})
        domain = [("company_id", "=", company.id), ("code", "in", codes)]
        visible = self.env["dealer.dealer"].search_fetch(domain, ["code", "name", "pricelist_id", "currency_id"])
        found = {dealer.code: (dealer, None) for dealer in visible._price_settable()}
        hidden_sudo = self.env["dealer.dealer"].sudo().search_fetch(domain, ["code"])
        known = set(hidden_sudo.mapped("code"))
        missing = {
            code: (None, self._dealer_problem(code, code in known, company)) for code in codes if code not in found
        }
        return found | missing

    @api.model
    def _with_dealers(self, lines, dealers, errors):
        """Return the lines whose dealer the user may set prices of, with ``dealer_id`` and the list's ``currency``."""
        currencies = {code: self._list_currency(dealer) for code, (dealer, _problem) in dealers.items() if dealer}
        names = {code: currency.name for code, currency in currencies.items()}
        kept = []
        for line in lines:
            code = line["dealer"]
            dealer, problem = dealers[code]
            if not problem and line["currency"] and line["currency"].upper() != names[code]:
                problem = self._currency_problem(line["currency"], dealer)
            if problem:
                errors[line["row"]] = problem
                continue
            line["dealer_id"], line["currency"] = dealer._ids[0], currencies[code]
            kept.append(line)
        return kept

    @api.model
    def _dealer_problem(self, code, hidden, company):
        if hidden:
            return {
                "code": "no_right",
                "message": self.env._("You have no right to set prices of the dealer %(code)s.", code=code),
            }
        return {
            "code": "unknown_dealer",
            "message": self.env._("%(company)s has no dealer with the code %(code)s.", company=company.name, code=code),
        }

    @api.model
    def _list_currency(self, dealer):
        pricelist = dealer.pricelist_id
        return pricelist.currency_id if pricelist else dealer.currency_id

    @api.model
    def _currency_problem(self, currency, dealer):
        return {
            "code": "wrong_currency",
            "message": self.env._(
                "The price list of %(dealer)s is in %(currency)s, not in %(other)s.",
                dealer=dealer.display_name,
                currency=self._list_currency(dealer).name,
                other=currency,
            ),
        }

    @api.model
    def _with_products(self, lines, company, errors):
        """Return the lines whose product and unit are known, with what :meth:`_sold_as` says of them."""
        pairs = {(line["product"], line["unit"].lower()) for line in lines}
        products = self._products_by_code({code for code, _unit in pairs}, company)
        templates = self.env["product.template"].union(*{found.product_tmpl_id for found in products.values()})
        counts = self.env["product.product"]._read_group(
            [("product_tmpl_id", "in", templates.ids)], ["product_tmpl_id"], ["__count"]
        )
        single = {template.id for template, count in counts if count == 1}
        units = self._units_by_name()
        known = {}
        for code, unit in pairs:
            found = products.get(code, self.env["product.product"])
            known[code, unit] = self._product_problem(code, found) or self._sold_as(found, unit, single, units)
        kept = []
        for line in lines:
            found = known[line["product"], line["unit"].lower()]
            if "message" in found:
                errors[line["row"]] = found
            else:
                line.update(found)
                kept.append(line)
        return kept

    @api.model
    def _products_by_code(self, codes, company):
        """Return {code: products}; what has no such internal reference is looked for by barcode."""
        Product = self.env["product.product"]
        found = {}
        for field in ("default_code", "barcode"):
            missing = list(codes - found.keys())
            if missing:
                domain = [(field, "in", missing), ("company_id", "in", (company.id, False))]
                found |= Product.search_fetch(domain, [field, "product_tmpl_id"]).grouped(field)
        return found

    @api.model
    def _product_problem(self, code, products):
        if not products:
            return {
                "code": "unknown_product",
                "message": self.env._("There is no product with the code %(code)s.", code=code),
            }
        if len(products) > 1:
            return {
                "code": "ambiguous_product",
                "message": self.env._(
                    "%(count)s products have the code %(code)s, such as %(name)s.",
                    count=len(products),
                    code=code,
                    name=products[0].display_name,
                ),
            }
        return None

    @api.model
    def _sold_as(self, product, unit, single, units):
        """Return ids of template, variant and units and the factor between these, or what is wrong with the unit.

        :param str unit: name in lower case; empty is the product's own
        :param set single: ids of the templates with one variant
        """
        template = product.product_tmpl_id
        own = template.uom_id
        uom = next((each for each in units.get(unit, ()) if each._has_common_reference(own)), None) if unit else own
        if not uom:
            return {
                "code": "wrong_unit",
                "message": self.env._(
                    "%(product)s is not sold by '%(unit)s': give %(own)s or a unit that converts to it.",
                    product=product.display_name,
                    unit=unit,
                    own=own.name,
                ),
            }
        only = template.id in single
        return {
            "product_tmpl_id": template.id,
            "product_id": None if only else product.id,
            "only_product_id": product.id if only else None,
            "uom_id": uom.id,
            "product_uom_id": own.id,
            "factor": uom.factor / own.factor,
        }

    @api.model
    def _units_by_name(self):
        """Return {name in lower case: units} in every language that is installed."""
        names = {}
        for code, _name in self.env["res.lang"].get_installed():
            for unit in self.env["uom.uom"].with_context(lang=code).search([("active", "=", True)]):
                names.setdefault(unit.name.lower(), {})[unit.id] = unit
        return {name: list(units.values()) for name, units in names.items()}

    @api.model
    def _without_duplicates(self, lines, errors):
        names = ("dealer_id", "product_tmpl_id", "product_id", "uom_id", "quantity", "start")
        first = {}
        kept = []
        for line in lines:
            target = tuple(line[name] for name in names)
            if target in first:
                errors[line["row"]] = {
                    "code": "duplicate_row",
                    "message": self.env._(
                        "The same dealer, product, unit, quantity and start stand in row %(row)s already.",
                        row=first[target],
                    ),
                }
            else:
                first[target] = line["row"]
                kept.append(line)
        return kept

    # ------------------------------------------------------------------ lists and versions

    @api.model
    def _set_lists(self, lines, write):
        """Put the list's id on the lines; dealers without an own list get one if it is meant."""
        dealers = self.env["dealer.dealer"].browse({line["dealer_id"] for line in lines})
        if write:
            dealers.filtered(lambda dealer: not dealer.pricelist_id).action_create_pricelist()
        # In a dry run a list that does not exist yet is known by a number that no list has.
        numbers = {dealer.id: dealer.pricelist_id.id or -dealer.id for dealer in dealers}
        for line in lines:
            line["pricelist_id"] = numbers[line["dealer_id"]]

    @api.model
    def _plan_without_overlaps(self, lines, company, errors):
        """Stage the lines and plan; rows that overlap others are taken out until none is left."""
        version = self.env["dealer.price.version"]
        starts = {day: company._dealer_day_start(day) if day else None for day in {line["start"] for line in lines}}
        ends = {day: company._dealer_day_end(day) if day else None for day in {line["end"] for line in lines}}
        for line in lines:
            line["date_start"], line["date_end"] = starts[line["start"]], ends[line["end"]]
        version._stage(lines)
        version._plan(shorten=False)
        while overlaps := version._overlaps():
            for row, kind, when in overlaps:
                errors[row] = self._overlap_problem(kind, when, company)
            version._discard([row for row, _kind, _when in overlaps])
            version._plan(shorten=False)

    @api.model
    def _overlap_problem(self, kind, when, company):
        tz = company._dealer_tz().zone
        if kind == "earlier":
            message = self.env._(
                "It overlaps an earlier price of the same dealer, product, unit and quantity, which is valid until %(moment)s.",
                moment=format_datetime(self.env, when, tz=tz, dt_format="short"),
            )
        else:
            message = self.env._(
                "It overlaps a later price of the same dealer, product, unit and quantity, which starts on %(moment)s.",
                moment=format_datetime(self.env, when, tz=tz, dt_format="short"),
            )
        return {"code": "overlapping_period", "message": message}

    @api.model
    def _warn_floor(self, lines, company, errors, warnings):
        """Remark on prices below the floor price of their product; they are taken in, orders at them are checked."""
        template_ids = {line["product_tmpl_id"] for line in lines}
        templates = self.env["product.template"].with_company(company).browse(template_ids)
        floors = {template.id: template.floor_price for template in templates if template.floor_price}
        today = fields.Date.context_today(self)
        rates = {
            currency: company.currency_id._get_conversion_rate(company.currency_id, currency, company, today)
            for currency in {line["currency"] for line in lines if floors}
        }
        for line in lines:
            floor = floors.get(line["product_tmpl_id"])
            if floor and line["row"] not in errors:
                currency = line["currency"]
                price, floor = line["price"] / line["factor"], floor * rates[currency]
                if currency.compare_amounts(price, floor) < 0:
                    warnings[line["row"]] = self._floor_problem(price, floor, currency)

    @api.model
    def _floor_problem(self, price, floor, currency):
        return {
            "code": "below_floor",
            "message": self.env._(
                "The price %(price)s is below the floor price %(floor)s.",
                price=format_amount(self.env, price, currency),
                floor=format_amount(self.env, floor, currency),
            ),
        }
