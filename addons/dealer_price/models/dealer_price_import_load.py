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
            closed}, "dealer_count": n, "items": {row: id of its item; empty if nothing was written}}
        """
        errors, warnings = {}, {}
        lines = [line for line in (self._parse(number, cells, decimal, errors) for number, cells in rows) if line]
        lines = self._with_dealers(lines, company, errors)
        lines = self._with_products(lines, company, errors)
        lines = self._without_duplicates(lines, errors)
        write = not dry_run and (valid_only or not errors)
        self._set_lists(lines, write)
        version = self.env["dealer.price.version"]
        self._plan_without_overlaps(lines, company, errors)
        self._warn_floor(lines, company, errors, warnings)
        counts = version._plan_counts()
        write = write and (valid_only or not errors)
        return {
            "errors": errors,
            "warnings": warnings,
            "counts": counts,
            "dealer_count": len({line["dealer"] for line in lines if line["row"] not in errors}),
            "items": version._apply() if write else {},
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
    def _with_dealers(self, lines, company, errors):
        """Return the lines whose dealer the user may set prices of, with the dealer's record in ``dealer``."""
        codes = list({line["dealer"] for line in lines})
        domain = [("company_id", "=", company.id), ("code", "in", codes)]
        dealers = self.env["dealer.dealer"].search_fetch(domain, ["code", "name", "pricelist_id", "currency_id"])
        by_code = {dealer.code: dealer for dealer in dealers._price_settable()}
        hidden_sudo = (
            self.env["dealer.dealer"]
            .sudo()
            .search_fetch([*domain, ("code", "not in", list(by_code))] if by_code else domain, ["code"])
        )
        hidden = set(hidden_sudo.mapped("code"))
        found = []
        for line in lines:
            code = line["dealer"]
            line["dealer"] = by_code.get(code)
            if line["dealer"] is None:
                errors[line["row"]] = self._dealer_problem(code, code in hidden, company)
                continue
            problem = line["currency"] and self._currency_problem(line)
            if problem:
                errors[line["row"]] = problem
            else:
                found.append(line)
        return found

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
    def _currency_problem(self, line):
        currency = self._list_currency(line["dealer"])
        if line["currency"].upper() == currency.name:
            return None
        return {
            "code": "wrong_currency",
            "message": self.env._(
                "The price list of %(dealer)s is in %(currency)s, not in %(other)s.",
                dealer=line["dealer"].display_name,
                currency=currency.name,
                other=line["currency"],
            ),
        }

    @api.model
    def _with_products(self, lines, company, errors):
        """Return the lines whose product and unit are known, with ``template, product_id, only_product_id, uom``."""
        products = self._products_by_code({line["product"] for line in lines}, company)
        counts = dict(
            self.env["product.product"]._read_group(
                [("product_tmpl_id", "in", [p.product_tmpl_id.id for found in products.values() for p in found])],
                ["product_tmpl_id"],
                ["__count"],
            )
        )
        units = self._units_by_name()
        kept = []
        for line in lines:
            found = products.get(line["product"], self.env["product.product"])
            problem = self._product_problem(line["product"], found) or self._set_product(line, found, counts, units)
            if problem:
                errors[line["row"]] = problem
            else:
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
    def _set_product(self, line, product, counts, units):
        """Put template, variant and unit on the line, or return what is wrong with the unit."""
        template = product.product_tmpl_id
        single = counts.get(template) == 1
        line.update(
            template=template, product_id=None if single else product.id, only_product_id=product.id if single else None
        )
        line["uom"] = template.uom_id
        if not line["unit"]:
            return None
        for unit in units.get(line["unit"].lower(), ()):
            if unit._has_common_reference(template.uom_id):
                line["uom"] = unit
                return None
        return {
            "code": "wrong_unit",
            "message": self.env._(
                "%(product)s is not sold by '%(unit)s': give %(own)s or a unit that converts to it.",
                product=product.display_name,
                unit=line["unit"],
                own=template.uom_id.name,
            ),
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
        first = {}
        kept = []
        for line in lines:
            target = (
                line["dealer"],
                line["template"],
                line["product_id"],
                line["uom"],
                line["quantity"],
                line["start"],
            )
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
        dealers = self.env["dealer.dealer"].union(*{line["dealer"] for line in lines})
        if write:
            dealers.filtered(lambda dealer: not dealer.pricelist_id).action_create_pricelist()
        # In a dry run a list that does not exist yet is known by a number that no list has.
        numbers = {dealer: dealer.pricelist_id.id or -dealer.id for dealer in dealers}
        for line in lines:
            line["pricelist_id"] = numbers[line["dealer"]]

    @api.model
    def _plan_without_overlaps(self, lines, company, errors):
        """Stage the lines and plan; rows that overlap others are taken out until none is left."""
        version = self.env["dealer.price.version"]
        moments = {
            (day, end): self._moment(company, day, end)
            for line in lines
            for day, end in ((line["start"], False), (line["end"], True))
        }
        version._stage([self._prepare_stage(line, moments) for line in lines])
        version._plan(shorten=False)
        while overlaps := version._overlaps():
            for row, kind, when in overlaps:
                errors[row] = self._overlap_problem(kind, when, company)
            version._discard([row for row, _kind, _when in overlaps])
            version._plan(shorten=False)

    @api.model
    def _moment(self, company, day, end):
        if not day:
            return None
        return company._dealer_day_end(day) if end else company._dealer_day_start(day)

    @api.model
    def _prepare_stage(self, line, moments):
        return {
            "row": line["row"],
            "pricelist_id": line["pricelist_id"],
            "product_tmpl_id": line["template"].id,
            "product_id": line["product_id"],
            "only_product_id": line["only_product_id"],
            "uom_id": line["uom"].id,
            "product_uom_id": line["template"].uom_id.id,
            "quantity": line["quantity"],
            "price": line["price"],
            "date_start": moments[line["start"], False],
            "date_end": moments[line["end"], True],
        }

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
        today = fields.Date.context_today(self)
        rates = {}
        for line in lines:
            floor = line["template"].with_company(company).floor_price
            if not floor or line["row"] in errors:
                continue
            currency = self._list_currency(line["dealer"])
            if currency not in rates:
                rates[currency] = company.currency_id._get_conversion_rate(
                    company.currency_id, currency, company, today
                )
            own = line["uom"]._compute_price(line["price"], line["template"].uom_id)
            if currency.compare_amounts(own, floor * rates[currency]) < 0:
                warnings[line["row"]] = {
                    "code": "below_floor",
                    "message": self.env._(
                        "The price %(price)s is below the floor price %(floor)s.",
                        price=format_amount(self.env, own, currency),
                        floor=format_amount(self.env, floor * rates[currency], currency),
                    ),
                }
