from odoo.exceptions import UserError

from ..engine import arithmetic
from .product_pricelist_candidates import (
    BASE,
    BASE_LIST,
    CATEGORY,
    FIXED,
    FORMULA,
    KEY,
    METHOD,
    PERCENT,
    POSITION,
    REQUEST,
    UOM,
)

NO_PRICE = (None, False, 0.0, False, None)


class PriceRequest:
    """One product, quantity and unit that a price is asked for.

    :param product: one ``product.product`` or ``product.template``
    :param float quantity: in ``uom``
    :param uom: unit of quantity and price; empty is the product's
    :param order_line: ``sale.order.line`` that asks, if any: what was agreed may hold for it and not for another
    :param bool listed: leave out what add-ons agree on beside the lists, as those do who look at the lists themselves
    """

    __slots__ = (
        "category_ids",
        "listed",
        "order_line",
        "product",
        "product_uom",
        "quantity",
        "step_quantity",
        "template_id",
        "uom",
        "variant_id",
    )

    def __init__(self, product, quantity, uom=None, order_line=None, listed=False):
        self.product, self.quantity = product, quantity or 0.0
        self.order_line, self.listed = order_line, listed
        # The template's own fields, not those that variants inherit: these would be computed once more for each variant.
        template_sudo = product_sudo = product.sudo()
        if product._name == "product.product":
            template_sudo, self.variant_id = product_sudo.product_tmpl_id, product._origin.id or 0
        else:
            # A template takes the price of a variant if that is its only one.
            only = product_sudo.product_variant_count == 1
            self.variant_id = product_sudo.product_variant_id._origin.id or 0 if only else 0
        self.template_id = template_sudo._origin.id or 0
        self.product_uom = template_sudo.uom_id
        self.category_ids = tuple(map(int, (template_sudo.categ_id.parent_path or "").split("/")[:-1]))
        self.uom = uom or self.product_uom
        self.step_quantity = self.quantity
        if self.uom != self.product_uom:
            self.step_quantity = self.uom._compute_quantity(self.quantity, self.product_uom, raise_if_failure=False)


class PriceRun:
    """Prices many requests against one list at one moment, in one query for each list that prices are based on.

    :param pricelist: ``product.pricelist``, one record
    :param requests: list of :class:`PriceRequest`
    :param currency: ``res.currency`` of the answers
    :param date: as given by the caller, for the rates
    :param datetime moment: naive, UTC, for the periods
    :param company: ``res.company`` whose rates and costs count; empty is that of the list
    :param DealerFacts dealer: asked of conditions, if the list is no dealer's own
    :param tuple path: ids of the lists gone through to get here, in pairs: list asked, list of the price that counts
    """

    def __init__(self, pricelist, requests, *, currency, date, moment, company=None, dealer=None, path=()):
        self.env = pricelist.env
        self.pricelist, self.requests, self.currency, self.date, self.moment = (
            pricelist,
            requests,
            currency,
            date,
            moment,
        )
        self.chain = pricelist._dealer_chain(dealer)
        self.company = company or self.env["res.company"].browse(self.chain.company_id)
        self.path = path
        self.chain.is_base = bool(path)
        self._step_place = 3 if self.chain.plain else 5  # of the quantity step within a row
        self._rates = {}
        self._currencies = [self.env["res.currency"].browse(link.currency_id) for link in self.chain.links]

    # -- which price counts ---------------------------------------------------------------------------------------

    def winners(self):
        """Return for each request the row (see ``_dealer_candidates``) of the price that counts, or None."""
        own, shared = self.pricelist._dealer_candidates(self.chain, self.requests, self.moment)
        best = [None] * len(self.requests)
        for row in own:
            index = row[REQUEST]
            if row[UOM]:
                row = self._in_product_unit(row, self.requests[index])
            if row and (best[index] is None or row[KEY] < best[index][KEY]):
                best[index] = row
        return self._with_shared(best, shared) if shared else best

    def _in_product_unit(self, row, request):
        """Return ``row`` with its step in the product's unit, or None if it cannot be converted or is not reached."""
        uom_sudo = self.env["uom.uom"].browse(row[UOM]).sudo()
        place = self._step_place
        if not uom_sudo._has_common_reference(request.product_uom):
            return None
        minimum = -row[place]
        quantity = request.quantity * request.uom.sudo().factor / uom_sudo.factor
        if not arithmetic.reaches(quantity, minimum):
            return None
        step = arithmetic.step_in_unit(minimum, uom_sudo.factor, request.product_uom.factor)
        return (*row[:place], -step, *row[place + 1 :])

    def _with_shared(self, best, shared):
        """Return ``best`` after comparing with the items for categories and all products, once a kind of request."""
        found, by_category = {}, {}
        for index, request in enumerate(self.requests):
            category = request.category_ids
            kind = (category, request.quantity, request.uom.id, request.product_uom.id)
            if kind not in found:
                if category not in by_category:
                    by_category[category] = self._of_category(shared, category)
                found[kind] = self._best_shared(*by_category[category], request)
            row = found[kind]
            if row and (best[index] is None or row[KEY] < best[index][KEY]):
                best[index] = row
        return best

    def _of_category(self, shared, category_ids):
        rows = [row for row in shared if row[CATEGORY] is None or row[CATEGORY] in category_ids]
        return sorted(rows, key=lambda row: row[KEY]), any(row[UOM] for row in rows)

    def _best_shared(self, rows, any_unit, request):
        """Return the best of ``rows`` whose step the request reaches.

        The rows are sorted by key; steps in a unit of their own (``any_unit``) have their place only once converted.
        """
        reached = filter(None, (self._if_reached(row, request) for row in rows))
        return min(reached, key=lambda row: row[KEY], default=None) if any_unit else next(reached, None)

    def _if_reached(self, row, request):
        """Return ``row``, its step in the product's unit, or None if the request does not reach it."""
        if row[UOM]:
            return self._in_product_unit(row, request)
        minimum = -row[self._step_place]
        return None if minimum and request.step_quantity < minimum else row

    # -- what it comes to -----------------------------------------------------------------------------------------

    def answers(self):
        """Return for each request (price, item id, price before discount, whether the item is a discount, list id).

        Prices are per ``request.uom`` in ``currency``, not rounded. The price is None and the item False where there is no
        price; in a list without dealer terms the item alone is False, and the price the sales price.
        """
        winners = self.winners()
        bases = self.bases(winners)
        return [
            self.answer(request, row, bases.get(index))
            for index, (request, row) in enumerate(zip(self.requests, winners, strict=True))
        ]

    def bases(self, winners):
        """Return {index: (base price in the currency of the winner's list, price before discount)} of those that need one."""
        todo = {}
        for index, row in enumerate(winners):
            if base := self.base_of(row):
                todo.setdefault(base, []).append(index)
        bases = {}
        for base, indexes in todo.items():
            compute = self._list_bases if isinstance(base, int) else self._field_bases
            bases.update(compute(base, indexes, winners))
        return bases

    def base_of(self, row):
        """Return what a price is based on: a field of the product, the id of a list, or None."""
        if row is None:
            return "list_price" if self.chain.plain else None
        if row[METHOD] == "fixed":
            return None
        if row[BASE] == "pricelist" and row[BASE_LIST]:
            return row[BASE_LIST]
        return "standard_price" if row[BASE] == "standard_price" else "list_price"

    def _field_bases(self, field, indexes, winners):
        """Base prices from the sales price or the cost; read once for all products that share an environment."""
        by_env = {}
        for index in indexes:
            by_env.setdefault(self.requests[index].product.env, []).append(index)
        bases = {}
        for env, of_env in by_env.items():
            products = (
                self.requests[0].product.with_env(env).browse({self.requests[index].product.id for index in of_env})
            )
            prices, currencies = self._field_prices(field, products)
            for index in of_env:
                request = self.requests[index]
                price = self._per_uom(prices[request.product.id], request.product_uom, request.uom)
                price = self._exchange(price, currencies[request.product.id], self.winner_currency(winners[index]))
                bases[index] = (price, price)
        return bases

    def _field_prices(self, field, products):
        """Return ({product id: sales price or cost for its own unit}, {product id: currency of that})."""
        products_sudo = products.with_company(self.company).sudo()
        if products._name == "product.product":
            # In one go, where the ORM would read a thousand at a time.
            products_sudo._origin.fetch(["product_template_attribute_value_ids", "standard_price"])
        name = "cost_currency_id" if field == "standard_price" else "currency_id"
        prices = products._price_compute(field, company=self.company, date=self.date)
        return prices, {product.id: product[name] for product in products_sudo}

    def _list_bases(self, list_id, indexes, winners):
        """Base prices from another list: one run for all products that take theirs from it."""
        run = self.run_on_list(list_id, [self.requests[index] for index in indexes], winners[indexes[0]])
        source = run.currency
        bases = {}
        for index, (price, _item, before, is_discount, _list) in zip(indexes, run.answers(), strict=True):
            if price is None:
                continue
            target = self.winner_currency(winners[index])
            price = self._exchange(price, source, target)
            bases[index] = (price, self._exchange(before, source, target) if is_discount else price)
        return bases

    def run_on_list(self, list_id, requests, row):
        """Return the run that finds what prices based on another list are based on.

        :param row: one of the winners based on that list
        :raise UserError: naming the lists, if they base their prices on each other
        """
        other = self.pricelist.browse(list_id)
        path = (*self.path, self.pricelist.id, self.chain.links[row[POSITION]].list_id)
        if list_id in path[::2]:
            names = [self.pricelist.browse(each).sudo().name for each in dict.fromkeys(path)]
            raise UserError(
                self.env._(
                    "The price lists base their prices on each other: %(lists)s.",
                    lists=" → ".join([*names, other.sudo().name]),
                )
            )
        return PriceRun(
            other,
            requests,
            currency=other.sudo().currency_id,
            date=self.date,
            moment=self.moment,
            company=self.company,
            dealer=self.chain.dealer,
            path=path,
        )

    def answer(self, request, row, base):
        """Return one of :meth:`answers`, from the ``row`` that counts and its (base price, price before discount)."""
        if row is None:
            return NO_PRICE if base is None else (base[0], False, base[0], False, None)
        is_discount = row[METHOD] == "percentage"
        if row[METHOD] != "fixed" and base is None:
            return NO_PRICE
        price = self.answer_in_own_currency(request, row, base and base[0])
        before = base[1] if is_discount else price
        source = self.winner_currency(row)
        if source != self.currency:
            price, before = self._exchange(price, source, self.currency), self._exchange(before, source, self.currency)
        return (price, -row[KEY.stop - 1], before, is_discount, self.chain.links[row[POSITION]].list_id)

    def answer_in_own_currency(self, request, row, base):
        """Return what ``row`` makes of a ``base`` price, in the currency of its list for one of ``request.uom``."""
        method = row[METHOD]
        if method == "fixed":
            return self._per_uom(row[FIXED] or 0.0, self._uom_of(row, request), request.uom)
        if method == "percentage":
            return arithmetic.discounted(base, row[PERCENT] or 0.0)
        return self._formula(row, request, base) if method == "formula" else base

    def _formula(self, row, request, base):
        discount, markup, rounding, *amounts = (value or 0.0 for value in row[FORMULA])
        uom = self._uom_of(row, request)
        surcharge, min_margin, max_margin = (self._per_uom(amount, uom, request.uom) for amount in amounts)
        if row[BASE] == "standard_price":
            discount = -markup
        return arithmetic.formula(base, discount, rounding, surcharge, min_margin, max_margin)

    def _uom_of(self, row, request):
        return self.env["uom.uom"].browse(row[UOM]) if row[UOM] else request.product_uom

    def winner_currency(self, row):
        """Return the currency that the price of ``row`` is written in; without a row that of the answers."""
        return self._currencies[row[POSITION]] if row else self.currency

    def _per_uom(self, price, from_uom, to_uom):
        if not price or from_uom == to_uom:
            return price
        return arithmetic.convert_unit(price, from_uom.sudo().factor, to_uom.sudo().factor)

    def _exchange(self, price, source, target):
        """Return ``price`` in currency ``target`` at the rate of the run's date, not rounded."""
        if not price or source == target:
            return price
        return price * self.rate(source, target)

    def rate(self, source, target):
        """Return how many ``target`` one ``source`` is at the run's date, as the company's rates have it."""
        pair = (source.id, target.id)
        if pair not in self._rates:
            self._rates[pair] = source._get_conversion_rate(source, target, self.company, self.date)
        return self._rates[pair]
