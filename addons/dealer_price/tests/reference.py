"""The written order of precedence, followed naively: what the engine has to agree with. Slow and short on purpose."""

FALLBACKS = {"own_list": ("tier", "type", "territory", "base"), "tier_list": ("tier", "base"), "base_list": ("base",)}


def chain(pricelist):
    dealer, area, lists = pricelist.dealer_id, pricelist.dealer_id.territory_id, [pricelist]
    while area and not area.pricelist_id:
        area = area.parent_id
    base = dealer.company_id.dealer_base_pricelist_id
    known = {
        "tier": dealer.tier_id.pricelist_id,
        "type": dealer.type_id.pricelist_id,
        "territory": area.pricelist_id,
        "base": base,
    }
    steps = (
        [pricelist.fallback_id]
        if pricelist.fallback_id
        else [known[name] for name in FALLBACKS.get(dealer.price_policy, ())]
    )
    for step in filter(None, steps):
        lists += [other for other in chain(step) if other not in lists]
    return lists


def applies(item, product, quantity, uom, moment, dealer):
    is_variant, unit = product._name == "product.product", item.uom_id or product.uom_id
    variant, template = (product, product.product_tmpl_id) if is_variant else (product.product_variant_ids, product)
    asked = uom._compute_quantity(quantity, unit, round=not item.uom_id and unit != uom)
    return (
        item.product_id in (item.product_id.browse(), variant)
        and item.product_tmpl_id in (item.product_tmpl_id.browse(), template)
        and (not item.categ_id or product.categ_id.parent_path.startswith(item.categ_id.parent_path))
        and (not item.date_start or item.date_start <= moment)
        and (not item.date_end or item.date_end >= moment)
        and (not item.tier_ids or dealer.tier_id in item.tier_ids)
        and (not item.type_ids or dealer.type_id in item.type_ids)
        and (not item.territory_id or (dealer.territory_id.parent_path or "").startswith(item.territory_id.parent_path))
        and unit._has_common_reference(product.uom_id)
        and (not item.min_quantity or asked >= item.min_quantity - 1e-9)
    )


def rank(item, position, product, plain):
    level = 0 if item.product_id else 1 if item.product_tmpl_id else 2 if item.categ_id else 3
    depth = (item.categ_id.parent_path or "").count("/")
    step = round(item.min_quantity * (item.uom_id.factor / product.uom_id.factor if item.uom_id else 1), 6)
    conditions = bool(item.tier_ids) + bool(item.type_ids) + bool(item.territory_id)
    start = item.date_start.timestamp() if item.date_start else float("-inf")
    return (
        (level, -step, -depth, -item.id) if plain else (position, level, -depth, -conditions, -step, -start, -item.id)
    )


def winner(pricelist, product, quantity, uom, moment, dealer, plain=False):
    found = [(n, item) for n, each in enumerate(chain(pricelist)) for item in each.item_ids]
    found = [(n, item) for n, item in found if applies(item, product, quantity, uom, moment, dealer)]
    return min(
        found, key=lambda each: rank(each[1], each[0], product, plain), default=(0, pricelist.item_ids.browse())
    )[1]
