"""Which of several prices counts. The order is written here once; the query, the explanation and the tests use it.

A *key* is a tuple; of two prices that apply, the one with the smaller key wins. In this order:

1. the list nearer in the chain (the dealer's own, then what it falls back to);
2. a variant before its template, a template before a category, a category before all products;
3. of two categories the deeper one;
4. more kinds of conditions (tier, dealer type, territory) before fewer;
5. the higher quantity step, in the product's unit;
6. the later start; a price without a start is older than any;
7. the higher id.

>>> nearer = order_key(position=0, level=GLOBAL, minimum=0, item_id=1)
>>> closer = order_key(position=1, level=VARIANT, conditions=3, minimum=100, item_id=2)
>>> nearer < closer
True
>>> first_difference(nearer, closer)
'list'
"""

INFINITY = float("inf")

VARIANT, TEMPLATE, CATEGORY, GLOBAL = range(4)

# What the places of a key compare, in the words of the explanation.
PLACES = ("list", "level", "category", "conditions", "step", "start", "id")


def order_key(*, position, level, minimum, item_id, category_depth=0, conditions=0, start=None):
    """Return the key of a price in a list with dealer terms.

    :param int position: of its list in the chain, 0 is the list asked
    :param int level: VARIANT, TEMPLATE, CATEGORY or GLOBAL
    :param float minimum: quantity step in the product's unit
    :param int category_depth: number of categories from the root to the price's category
    :param int conditions: how many kinds of conditions it has
    :param float start: seconds since 1970 at which it starts, None if it always has

    >>> steps = [order_key(position=0, level=TEMPLATE, minimum=m, item_id=i) for i, m in enumerate((1, 10, 50))]
    >>> min(steps) == steps[2]
    True
    >>> order_key(position=0, level=GLOBAL, minimum=0, item_id=7, start=5.0) < order_key(
    ...     position=0, level=GLOBAL, minimum=0, item_id=8)
    True
    """
    return (
        position,
        level,
        -category_depth,
        -conditions,
        -minimum,
        INFINITY if start is None else -start,
        -item_id,
    )


def plain_key(*, level, minimum, item_id, category_depth=0):
    """Return the key of a price in a list without dealer terms: the platform's own order, in the same seven places.

    There the quantity step counts before the category, and neither conditions nor the start count.

    >>> broad = plain_key(level=CATEGORY, minimum=10, category_depth=1, item_id=1)
    >>> deep = plain_key(level=CATEGORY, minimum=0, category_depth=2, item_id=2)
    >>> broad < deep
    True
    """
    return (0, level, -minimum, -category_depth, 0, 0, -item_id)


def first_difference(winner, loser):
    """Return which of PLACES decided between two keys of :func:`order_key`.

    >>> first_difference((0, 1, 0, 0, -10, INFINITY, -1), (0, 1, 0, 0, -1, INFINITY, -2))
    'step'
    """
    for place, mine, other in zip(PLACES, winner, loser, strict=True):
        if mine != other:
            return place
    return PLACES[-1]


def flatten(first, steps):
    """Return the lists that prices are looked for in, nearest first: depth first, each list once.

    :param first: id of the list asked
    :param dict steps: {list id: ids of the lists it falls back to, nearest first}

    >>> flatten(1, {1: [2, 3], 2: [4], 3: [4, 5]})
    [1, 2, 4, 3, 5]
    >>> flatten(1, {1: [2], 2: [1]})
    [1, 2]
    """
    order, todo = {}, [first]
    while todo:
        current = todo.pop()
        if current not in order:
            order[current] = True
            todo.extend(reversed(steps.get(current, ())))
    return list(order)


def has_cycle(steps):
    """Tell whether following ``steps`` (as in :func:`flatten`) can lead back to where one came from.

    >>> has_cycle({1: [2], 2: [3]}), has_cycle({1: [2], 2: [3], 3: [2]})
    (False, True)
    """
    done, path = set(), set()

    def visit(node):
        if node in path:
            return True
        if node in done:
            return False
        path.add(node)
        found = any(visit(step) for step in steps.get(node, ()))
        path.discard(node)
        done.add(node)
        return found

    return any(visit(node) for node in list(steps))
