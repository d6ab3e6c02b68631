"""The written order of precedence, followed naively: what the engine has to agree with. Slow and short on purpose."""

FALLBACKS = {"own_list": "tier type territory base", "tier_list": "tier base", "base_list": "base", False: ""}


def chain(pricelist):
    dealer, area, lists = pricelist.dealer_id, pricelist.dealer_id.territory_id, [pricelist]
    while area and not area.pricelist_id:
        area = area.parent_id
    known = {"tier": dealer.tier_id.pricelist_id, "type": dealer.type_id.pricelist_id, "territory": area.pricelist_id}
    known["base"] = dealer.company_id.dealer_base_pricelist_id
    automatic = [known[name] for name in FALLBACKS[dealer.price_policy].split()]
    for step in filter(None, [pricelist.fallback_id] if pricelist.fallback_id else automatic):
        lists += [other for other in chain(step) if other not in lists]
    return lists


def applies(item, product, quantity, uom, moment, dealer):
    is_variant, unit = product._name == "product.product", item.uom_id or product.uom_id
    variant, template = (product, product.product_tmpl_id) if is_variant else (product.product_variant_ids, product)
    asked = uom._compute_quantity(quantity, unit, round=not item.uom_id and unit != uom)
    return (
        (not item.product_id or item.product_id == variant)
        and (not item.product_tmpl_id or item.product_tmpl_id == template)
        and (not item.categ_id or (product.categ_id.parent_path or "").startswith(item.categ_id.parent_path))
        and (item.date_start or moment) <= moment <= (item.date_end or moment)
        and (not item.tier_ids or dealer.tier_id in item.tier_ids)
        and (not item.type_ids or dealer.type_id in item.type_ids)
        and (not item.territory_id or (dealer.territory_id.parent_path or "").startswith(item.territory_id.parent_path))
        and unit._has_common_reference(product.uom_id)
        and (not item.min_quantity or asked >= item.min_quantity - 1e-9)
    )


def rank(item, position, product, plain):
    level = 0 if item.product_id else 1 if item.product_tmpl_id else 2 if item.categ_id else 3
    depth = (item.categ_id.parent_path or "").count("/")
    step = round(item.min_quantity * (item.uom_id or product.uom_id).factor / product.uom_id.factor, 6)
    conditions = bool(item.tier_ids) + bool(item.type_ids) + bool(item.territory_id)
    start = item.date_start.timestamp() if item.date_start else float("-inf")
    return (
        (level, -step, -depth, -item.id) if plain else (position, level, -depth, -conditions, -step, -start, -item.id)
    )


def winner(pricelist, product, quantity, uom, moment, dealer, plain=False):
    found = [(n, item) for n, each in enumerate(chain(pricelist)) for item in each.item_ids]
    found = [(n, item) for n, item in found if applies(item, product, quantity, uom, moment, dealer)]
    ranked = [(rank(item, n, product, plain), item) for n, item in found]
    return min(ranked, default=(0, pricelist.item_ids.browse()))[1]
