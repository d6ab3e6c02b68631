from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..engine import arithmetic, precedence
from .product_pricelist_candidates import BASE, FIXED, KEY, METHOD, UOM

# An explanation names at most this many prices that lost; it says how many there were.
MOST_LOSERS = 200


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _explain_price(self, product, quantity=1.0, *, uom=None, date=False, currency=None, order_line=None):
        """Return what :meth:`_compute_price_rule` charges and why, JSON-safe and without None; see the README.

        The caller has checked who may see it: everything is read with the superuser's rights.

        :param product: one ``product.product`` or ``product.template``
        :param order_line: ``sale.order.line`` that the price is or was asked for
        :return: dict with price, currency, unit, winner, losers, steps and the chain of lists
        """
        self_sudo = self.sudo()
        request = self_sudo._dealer_requests([(product.sudo(), quantity, uom, order_line)])[0]
        run = self_sudo._dealer_price_run([request], currency=currency, date=date)
        row = run.winners()[0]
        base = run.bases([row]).get(0)
        price = run.answer(request, row, base)[0]
        winner, losers, loser_count = self_sudo._explain_candidates(run, request, row, base)
        return {
            "product": {"id": product.id, "name": product.sudo().display_name},
            "quantity": request.quantity,
            "unit": {"id": request.uom.id, "name": request.uom.sudo().name},
            "date": fields.Datetime.to_string(run.moment),
            "currency": run.currency.name,
            "missing": price is None,
            "price": False if price is None else price,
            "winner": winner,
            "losers": losers,
            "loser_count": loser_count,
            "steps": [] if price is None else self_sudo._explain_steps(run, request, row, base),
            "chain": [self_sudo._explain_link(link) for link in run.chain.links],
        }

    def _explain_link(self, link):
        roles = {
            "asked": self.env._("list asked"),
            "own": self.env._("own list"),
            "fallback": self.env._("fallback list"),
            "tier": self.env._("tier list"),
            "type": self.env._("dealer type list"),
            "territory": self.env._("territory list"),
            "base": self.env._("base list"),
        }
        pricelist = self.browse(link.list_id)
        return {"list_id": link.list_id, "list": pricelist.name, "role": link.role, "role_name": roles[link.role]}

    # -- who was looked at ----------------------------------------------------------------------------------------

    def _explain_candidates(self, run, request, row, base):
        """Return (winner, losers, number of losers): every item of the chain that is for the product at all."""
        items = self._explain_items(run, request)
        winner_id = -row[KEY.stop - 1] if row else 0
        base_missing = bool(row and row[METHOD] != "fixed" and base is None)
        links = {link.list_id: (position, self._explain_link(link)) for position, link in enumerate(run.chain.links)}
        winner, losers = {}, []
        for item in items:
            position, link = links[item.pricelist_id.id]
            facts = item._explain_facts(link)
            key = item._order_key(position, request.product_uom, run.chain.plain)
            if item.id == winner_id and not base_missing:
                winner = facts
                continue
            code, reason = item._why_not(run, request)
            if item.id == winner_id:
                code, reason = "base", self.env._("What it is based on has no price.")
            elif not code:
                code = precedence.first_difference(row[KEY], key)
                reason = self._explain_lost(code)
            facts.update(reason_code=code, reason=reason)
            losers.append((code in ("base", *precedence.PLACES), key, facts))
        losers.sort(key=lambda each: (not each[0], each[1]))
        return winner, [facts for _applies, _key, facts in losers[:MOST_LOSERS]], len(losers)

    def _explain_items(self, run, request):
        domain = Domain("pricelist_id", "in", [link.list_id for link in run.chain.links])
        own = Domain("product_tmpl_id", "=", request.template_id) & Domain(
            "product_id", "in", [False, request.variant_id]
        )
        shared = Domain("product_tmpl_id", "=", False) & Domain("categ_id", "in", [False, *request.category_ids])
        return self.env["product.pricelist.item"].search(domain & (own | shared))

    def _explain_lost(self, place):
        """Return in words why a price that applies lost at ``place`` of the order of precedence."""
        return {
            "list": self.env._("A list nearer to the dealer has a price."),
            "level": self.env._("A price for something more specific counts first: variant, product, category, all."),
            "category": self.env._("A deeper category counts first."),
            "conditions": self.env._("A price with more conditions counts first."),
            "step": self.env._("A higher quantity step is reached."),
            "start": self.env._("A price with a later start counts first."),
            "id": self.env._("A newer price counts first."),
        }[place]

    # -- how the price came about ---------------------------------------------------------------------------------

    def _explain_steps(self, run, request, row, base):
        """Return the arithmetic from what the winner says to the price, as a list of sentences."""
        currency = run.winner_currency(row)
        answer = run.answer(request, row, base)[0]
        if row is None:
            return [self._explain_base("list_price", base[0], currency, request, run)]
        steps = []
        if row[METHOD] == "fixed":
            uom = self.env["uom.uom"].browse(row[UOM]) or request.product_uom
            steps.append(self._per(row[FIXED] or 0.0, currency, uom))
            price = arithmetic.convert_unit(row[FIXED] or 0.0, uom.factor, request.uom.factor)
            if uom != request.uom:
                steps.append(self.env._("That is %(price)s.", price=self._per(price, currency, request.uom)))
        else:
            steps += self._explain_based(run, request, row, base[0], currency)
        if currency != run.currency:
            steps.append(
                self.env._(
                    "At the rate of %(date)s, one %(from_code)s = %(rate)s %(to_code)s: %(price)s.",
                    date=fields.Date.to_string(fields.Date.to_date(run.date)),
                    from_code=currency.name,
                    rate=f"{run.rate(currency, run.currency):.6g}",
                    to_code=run.currency.name,
                    price=self._per(answer, run.currency, request.uom),
                )
            )
        return steps

    def _explain_based(self, run, request, row, base, currency):
        kind = row[BASE]
        steps = []
        if kind == "pricelist" and run.base_of(row) != "list_price":
            nested = run.run_on_list(run.base_of(row), [request], row)
            below = nested.winners()[0]
            told = self._explain_steps(nested, request, below, nested.bases([below]).get(0))
            name = nested.pricelist.name
            steps += [self.env._("In %(list)s: %(step)s", list=name, step=step) for step in told]
        steps.append(self._explain_base(run.base_of(row), base, currency, request, run))
        result = run.answer_in_own_currency(request, row, base)
        words = self.env["product.pricelist.item"].browse(-row[KEY.stop - 1])._method_words()
        steps.append(self.env._("%(words)s: %(price)s.", words=words, price=self._per(result, currency, request.uom)))
        return steps

    def _explain_base(self, base, amount, currency, request, run):
        price = self._per(amount, currency, request.uom)
        if base == "standard_price":
            return self.env._("The cost is %(price)s.", price=price)
        if base == "list_price":
            return self.env._("The sales price is %(price)s.", price=price)
        return self.env._("The price in %(list)s is %(price)s.", list=self.browse(base).name, price=price)

    def _per(self, price, currency, uom):
        amount = formatLang(self.env, price, dp="Product Price", currency_obj=currency)
        return self.env["product.pricelist.item"]._amount_per(amount, uom)


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _order_key(self, position, product_uom, plain=False):
        """Return the key by which this item is compared with others for a product counted in ``product_uom``."""
        self.ensure_one()
        level = precedence.GLOBAL
        if self.product_tmpl_id:
            level = precedence.VARIANT if self.product_id else precedence.TEMPLATE
        elif self.categ_id:
            level = precedence.CATEGORY
        minimum = self.min_quantity
        if self.uom_id and self.uom_id._has_common_reference(product_uom):
            minimum = arithmetic.step_in_unit(minimum, self.uom_id.factor, product_uom.factor)
        depth = (self.categ_id.parent_path or "").count("/")
        if plain:
            return precedence.plain_key(level=level, minimum=minimum, item_id=self.id, category_depth=depth)
        return precedence.order_key(
            position=position,
            level=level,
            minimum=minimum,
            item_id=self.id,
            category_depth=depth,
            conditions=self.condition_count,
            start=fields.Datetime.to_datetime(self.date_start).timestamp() if self.date_start else None,
        )

    def _why_not(self, run, request):
        """Return (code, sentence) of why the item does not apply to a request, or two empty strings if it does."""
        dealer = run.chain.dealer
        applies = {
            "future": not self.date_start or self.date_start <= run.moment,
            "past": not self.date_end or self.date_end >= run.moment,
            "unit": self._converts_to(request),
            "quantity": self._converts_to(request) and self._is_reached(request),
            "tier": self._holds_for("tier", dealer),
            "type": self._holds_for("type", dealer),
            "territory": not self.territory_id or bool(dealer and self.territory_id.id in dealer.territory_ids),
        }
        code = next((code for code, holds in applies.items() if not holds), "")
        return code, code and self._why_not_words()[code]

    def _why_not_words(self):
        return {
            "future": self.env._("It has not started yet."),
            "past": self.env._("It has ended."),
            "unit": self.env._("Its unit does not convert to the product's."),
            "quantity": self.env._("The quantity does not reach its step."),
            "tier": self.env._("It is for dealers of other tiers."),
            "type": self.env._("It is for dealers of other types."),
            "territory": self.env._("It is for dealers of other territories."),
        }

    def _converts_to(self, request):
        return not self.uom_id or self.uom_id._has_common_reference(request.product_uom)

    def _is_reached(self, request):
        if not self.uom_id:
            return not self.min_quantity or request.step_quantity >= self.min_quantity
        return arithmetic.reaches(request.quantity * request.uom.factor / self.uom_id.factor, self.min_quantity)

    def _holds_for(self, name, dealer):
        allowed = self[f"{name}_ids"]
        return not allowed or bool(dealer and getattr(dealer, f"{name}_id") in allowed.ids)

    def _explain_facts(self, link):
        """Return what an explanation says of this item, JSON-safe."""
        self.ensure_one()
        return {
            "item_id": self.id,
            "list_id": link["list_id"],
            "list": link["list"],
            "level": link["role"],
            "level_name": link["role_name"],
            "applied_on": self.applied_on,
            "applied_on_name": self.name,
            "conditions": self._condition_words(),
            "minimum_quantity": self.min_quantity,
            "unit": self.uom_id.name or "",
            "date_start": fields.Datetime.to_string(self.date_start) or "",
            "date_end": fields.Datetime.to_string(self.date_end) or "",
            "method": self._method_words(),
        }

    def _condition_words(self):
        """Return the conditions of the item as a list of sentences."""
        words = []
        if self.tier_ids:
            words.append(self.env._("tier %(names)s", names=", ".join(self.tier_ids.mapped("name"))))
        if self.type_ids:
            words.append(self.env._("dealer type %(names)s", names=", ".join(self.type_ids.mapped("name"))))
        if self.territory_id:
            words.append(self.env._("territory %(name)s and below", name=self.territory_id.complete_name))
        return words

    def _method_words(self):
        """Return in words how the item prices, without the outcome."""
        self.ensure_one()
        if self.compute_price == "fixed":
            amount = formatLang(self.env, self.fixed_price, dp="Product Price", currency_obj=self.currency_id)
            unit = self.uom_id or self.product_tmpl_id.uom_id
            return self._amount_per(amount, unit) if unit else amount
        base = {
            "list_price": self.env._("Sales price"),
            "standard_price": self.env._("Cost"),
            "pricelist": self.base_pricelist_id.name or self.env._("Sales price"),
        }[self.base]
        if self.compute_price == "percentage":
            return self._percent_words(self.percent_price, base)
        percent = -self.price_markup if self.base == "standard_price" else self.price_discount
        return ", ".join([self._percent_words(percent, base), *self._formula_words()])

    @api.model
    def _amount_per(self, amount, uom):
        """Return in words that ``amount`` is for one of ``uom``; the units of the platform have plurals for names."""
        words = {
            "uom.product_uom_unit": self.env._("%(amount)s each", amount=amount),
            "uom.product_uom_dozen": self.env._("%(amount)s per dozen", amount=amount),
            "uom.product_uom_hour": self.env._("%(amount)s per hour", amount=amount),
            "uom.product_uom_day": self.env._("%(amount)s per day", amount=amount),
        }
        told = {self.env.ref(name, raise_if_not_found=False): each for name, each in words.items()}
        return told.get(uom) or self.env._("%(amount)s per %(unit)s", amount=amount, unit=uom.sudo().name)

    def _percent_words(self, percent, base):
        number = f"{abs(percent):g}"
        if percent < 0:
            return self.env._("%(base)s plus %(percent)s %%", base=base, percent=number)
        if percent:
            return self.env._("%(base)s less %(percent)s %%", base=base, percent=number)
        return base

    def _formula_words(self):
        """Return what a formula does after its percentage, a phrase each."""

        def amount(value):
            return formatLang(self.env, value, dp="Product Price", currency_obj=self.currency_id)

        words = []
        if self.price_round:
            words.append(self.env._("rounded to %(step)s", step=f"{self.price_round:g}"))
        if self.price_surcharge:
            words.append(self.env._("plus %(amount)s", amount=amount(self.price_surcharge)))
        if self.price_min_margin:
            words.append(self.env._("at least %(amount)s over it", amount=amount(self.price_min_margin)))
        if self.price_max_margin:
            words.append(self.env._("at most %(amount)s over it", amount=amount(self.price_max_margin)))
        return words
