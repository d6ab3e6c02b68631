"""The check of all rows of an order pad at once: what is meant, whether it may be bought, for how much, what it sums to."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_round

from ..engine import quantity as quantities
from ..engine import text as texts
from .dealer_order_template import MOST_ROWS
from .dealer_pad_find import Found

ERROR, WARNING, CHANGED, INFO = "error", "warning", "changed", "info"


class PadRow:
    """One row while it is checked. Quantities in ``unit``; ``pieces`` is the factor to the product's own unit."""

    __slots__ = (
        "base_line",
        "code",
        "discount",
        "index",
        "messages",
        "order_quantity",
        "pieces",
        "price",
        "product",
        "quantity",
        "typed",
        "unit",
        "unit_asked",
        "unit_known",
    )

    def __init__(self, index, code, typed, unit_asked):
        self.index, self.code, self.typed, self.unit_asked = index, code, typed, unit_asked
        self.product = self.unit = self.price = self.base_line = None
        self.quantity = self.order_quantity = None
        self.pieces, self.discount, self.messages = 1.0, 0.0, []
        self.unit_known = True

    @property
    def is_valid(self):
        """Whether the row can be ordered."""
        return bool(self.product) and all(message["severity"] != ERROR for message in self.messages)

    @property
    def template(self):
        """The product's template, whose own fields are read once where those of variants are computed for each."""
        return self.product.product_tmpl_id

    @property
    def own_unit(self):
        """The unit the product is counted in."""
        return self.template.uom_id

    @property
    def state(self):
        """The gravest of the row's messages, or "ok"."""
        found = {message["severity"] for message in self.messages}
        return next((severity for severity in (ERROR, CHANGED, WARNING) if severity in found), "ok")

    def tell(self, kind, severity, text):
        """Add a message: its kind, "error", "changed", "warning" or "info", and the sentence."""
        self.messages.append({"kind": kind, "severity": severity, "text": text})

    def kept(self):
        """Return what is kept of the row: checked again, it is judged the same, so a unit that is none stays what was asked."""
        known = self.product and self.unit and self.unit_known
        by_id = isinstance(self.unit_asked, int)
        return {
            "code": self.code,
            "quantity": self.typed,
            "product_id": self.product.id if self.product else 0,
            "unit_id": self.unit.id if known else self.unit_asked if by_id else 0,
            "unit": "" if known or by_id else self.unit_asked,
        }

    def as_line(self):
        """Return what the row orders, as ``sale.order._pad_lines`` returns it for an order."""
        return (self.product, self.unit, self.order_quantity, self.price, self.discount)

    def as_command(self):
        """Return the command that makes a line of an order of the row."""
        vals = {"product_id": self.product.id, "product_uom_id": self.unit.id, "product_uom_qty": self.order_quantity}
        return Command.create({**vals, "sequence": self.index})


class PadRun:
    """Checks rows for a dealer: a constant number of queries, however many rows there are.

    :param dealer: ``dealer.dealer``, one record; the caller has checked the user's right to order for it
    :param rows: list of dicts ``code``, ``quantity`` and, if known, ``product_id`` ``unit`` ``unit_id``; what people send
    :raise UserError: more rows than a pad holds, or rows that are none
    """

    def __init__(self, dealer, rows):
        self.env, self.dealer, self.dealer_sudo = dealer.env, dealer, dealer.sudo()
        self.currency = dealer._portal_currency()
        self.company = self.dealer_sudo.company_id
        if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
            raise UserError(self.env._("Send a list of rows with code and quantity."))
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._("One order has at most %(most)s rows, these are %(count)s.", most=MOST_ROWS, count=len(rows))
            )
        self._asked = rows
        self.rows = [self._row(index, row) for index, row in enumerate(rows)]
        self.totals = {}
        self._check()

    def _row(self, index, row):
        code = texts.plain(row.get("code"), 200)
        unit = texts.typed(row.get("unit_id") or 0) or texts.plain(row.get("unit"), 64)
        return PadRow(index, code, texts.typed(row.get("quantity")), unit)

    def _check(self):
        self._find_products()
        self._read_quantities()
        self._judge_assortment()
        self._choose_units()
        self._round_up()
        self._find_prices()
        self._look_at_stock()
        self._look_for_twins()
        self._add_up()

    # -- what is meant --------------------------------------------------------------------------------------------

    def _find_products(self):
        by_id = self._products_by_id()
        found = self.dealer._pad_products({row.code for row in self.rows if row.index not in by_id})
        for row in self.rows:
            meant = by_id.get(row.index) or found.get(row.code)
            if meant and meant.product:
                row.product, row.unit = meant.product.sudo(), meant.unit
                row.code = row.code or self._code_of(row.product)
            elif row.code or row.typed:
                row.tell("unknown", ERROR, meant.error if meant else self._unknown(row))

    def _unknown(self, row):
        if not row.code:
            return self.env._("Enter a code.")
        return self.env._("We do not know this code. Check it, or search by name.")

    def _products_by_id(self):
        """Return {row index: Found} of the rows that name a product by its id: what the pad itself filled in."""
        ids = {index: row.get("product_id") for index, row in enumerate(self._asked)}
        ids = {index: value for index, value in ids.items() if isinstance(value, int) and not isinstance(value, bool)}
        goods = self.dealer._goods(Domain("id", "in", list(set(ids.values())))) if ids else ()
        known = {product.id: product for product in goods}
        return {index: Found(known[value]) for index, value in ids.items() if value in known}

    def _code_of(self, product):
        return product.default_code or product.barcode or product.name

    def _known(self):
        return [row for row in self.rows if row.product]

    def _read_quantities(self):
        """Read what was typed as quantity, as people of the user's language write numbers."""
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for row in self.rows:
            quantity = quantities.parse(row.typed, point)  # a line of an order holds so many digits
            row.quantity = row.order_quantity = float_round(quantity or 0.0, precision_digits=digits) or None
            if row.quantity is None and (row.code or row.typed):
                row.tell("quantity", ERROR, self.env._("Enter a quantity greater than 0."))

    def _judge_assortment(self):
        """What must not be bought stays a row with an error, and does not tell more than its code."""
        known = self._known()
        reaction = self.dealer_sudo.on_assortment
        if not known or reaction == "ignore":
            return
        templates = self.env["product.template"].sudo().union(*(row.product.product_tmpl_id for row in known))
        day = fields.Date.context_today(self.dealer)
        refusals = self.env["dealer.assortment"]._refusals(self.dealer, templates, day)
        for row in known:
            if (self.dealer.id, row.product.product_tmpl_id.id) not in refusals:
                continue
            if reaction == "refuse":
                row.product = None
                row.tell("assortment", ERROR, self.env._("Not in your assortment. Please remove it."))
            else:
                row.tell(
                    "assortment", WARNING, self.env._("Not in your assortment: the order will have to be released.")
                )

    # -- units and multiples --------------------------------------------------------------------------------------

    def _choose_units(self):
        for row in self._known():
            units = row.own_unit | row.template.uom_ids
            if row.unit_asked:
                row.unit = self._unit_among(units | (row.unit or row.own_unit), row.unit_asked)
            elif row.unit is None:
                row.unit = row.own_unit
            if row.unit:
                row.pieces = row.unit.factor / row.own_unit.factor
                continue
            row.unit, row.unit_known = row.own_unit, False
            names = ", ".join(units.mapped("name"))
            row.tell(
                "unit",
                ERROR,
                self.env._("Not a unit of this product: %(unit)s. Choose %(names)s.", unit=row.unit_asked, names=names),
            )

    def _unit_among(self, units, asked):
        """Return the unit that is meant by an id or a name, or None."""
        if isinstance(asked, int):
            return next((unit for unit in units if unit.id == asked), None)
        return next((unit for unit in units if (unit.name or "").lower() == str(asked).lower()), None)

    def _round_up(self):
        if self.dealer_sudo.on_multiple == "ignore":
            return
        pieces = self.env.ref("uom.product_uom_unit")
        for row in self._known():
            multiple = self.env["sale.order"]._order_multiple(self.dealer_sudo, row.product, pieces)
            if multiple == 1 or row.quantity is None:
                continue
            order_quantity = quantities.rounded_up(row.quantity, row.pieces, multiple)
            if order_quantity is None:
                text = self.env._(
                    "No number of %(unit)s makes a multiple of %(multiple)s.", unit=row.unit.name, multiple=multiple
                )
                row.tell("multiple", ERROR, text)
            elif order_quantity != row.quantity:
                row.order_quantity = order_quantity
                row.tell("multiple", CHANGED, self._rounded_text(row, multiple))

    def _rounded_text(self, row, multiple):
        return self.env._(
            "Multiple of %(multiple)s: %(asked)g → %(ordered)g",
            multiple=multiple,
            asked=row.quantity,
            ordered=row.order_quantity,
        )

    # -- prices and stock -----------------------------------------------------------------------------------------

    def _find_prices(self):
        rows = [row for row in self._known() if row.order_quantity and row.is_valid]
        answers = self.dealer._portal_prices([(row.product, row.order_quantity, row.unit) for row in rows])
        digits = self.env["decimal.precision"].precision_get("Discount")
        for row, (price, before, shown) in zip(rows, answers, strict=True):
            if price is None:
                row.tell("price", ERROR, self.env._("No price — on request. Please ask us for a price."))
            elif shown and before > price > 0:
                row.price, row.discount = before, float_round((before - price) / before * 100, precision_digits=digits)
            else:
                row.price = price

    def _look_at_stock(self):
        """Say where there is less than is ordered, as far as the dealer may know; the rest is delivered later."""
        rows = [row for row in self._known() if row.order_quantity and row.is_valid]
        policy = self.dealer_sudo.stock_visibility
        if not rows or policy == "hidden":
            return
        wanted = {}
        for row in rows:
            wanted[row.product] = wanted.get(row.product, 0.0) + row.order_quantity * row.pieces
        free = self.dealer._free_quantities(self.env["product.product"].sudo().union(*wanted))
        for row in rows:
            left = free[row.product.id]
            if left is not None and row.own_unit.compare(wanted[row.product], left) > 0:
                row.tell("stock", WARNING, self._short_text(row, max(left, 0.0), policy))

    def _short_text(self, row, left, policy):
        if policy == "exact":
            return self.env._(
                "Only %(count)g %(unit)s in stock: the rest follows later.", count=left, unit=row.own_unit.name
            )
        return self.env._("Not all in stock: the rest follows later.")

    def _look_for_twins(self):
        first = {}
        for row in self._known():
            known = first.setdefault((row.product.id, row.unit.id), row)
            if known is not row:
                row.tell("twin", INFO, self.env._("Also in row %(number)s.", number=known.index + 1))

    # -- sums -----------------------------------------------------------------------------------------------------

    def ordered(self):
        """Return the rows that can be ordered."""
        return [row for row in self.rows if row.is_valid and row.order_quantity]

    def _add_up(self):
        """Work out the sum of each row and of all of them as the order will: same taxes, same rounding."""
        rows = self.ordered()
        taxes_of, prices_of = self._taxes(rows)
        AccountTax_sudo = self.env["account.tax"].sudo()
        for row, taxes, price in zip(rows, taxes_of, prices_of, strict=True):
            row.price = price
            row.base_line = AccountTax_sudo._prepare_base_line_for_taxes_computation(
                None,
                tax_ids=taxes,
                product_id=row.product,
                price_unit=price,
                quantity=row.order_quantity,
                discount=row.discount,
                currency_id=self.currency,
                partner_id=self.dealer_sudo.partner_id,
                rate=1.0,
            )
        lines = [row.base_line for row in rows]
        AccountTax_sudo._add_tax_details_in_base_lines(lines, self.company)
        AccountTax_sudo._round_base_lines_tax_details(lines, self.company)
        self.totals = AccountTax_sudo._get_tax_totals_summary(
            base_lines=lines, currency=self.currency, company=self.company
        )

    def _taxes(self, rows):
        """Return ([taxes of each row], [price of each row]) after the fiscal position of the dealer."""
        partner_sudo = self.dealer_sudo.partner_id
        delivery_sudo = partner_sudo.browse(partner_sudo.address_get(["delivery"])["delivery"])
        positions_sudo = self.env["account.fiscal.position"].sudo().with_company(self.company)
        position = positions_sudo._get_fiscal_position(partner_sudo, delivery_sudo)
        mapped, taxes_of, prices_of = {}, [], []
        for row in rows:
            listed = row.template.taxes_id
            if listed not in mapped:
                own = listed._filter_taxes_by_company(self.company)
                mapped[listed] = own, position.map_tax(own)
            own, taxes = mapped[listed]
            taxes_of.append(taxes)
            adapt = row.product._get_tax_included_unit_price_from_price
            prices_of.append(row.price if taxes == own else adapt(row.price, own, position))
        return taxes_of, prices_of
