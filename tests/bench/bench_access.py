"""What the access scope costs: list pages with our rules and without, turn by turn, on the same database and for the same user.

"Without" (`stock`) hides our rules from Odoo while it puts the rules of a model together: a switch in this process, which is
part of the key of Odoo's cache of rules, so that neither side ever starts with a cold cache and no record is written
between the turns. A page is what the web client asks: ``web_search_read`` of 80 rows with all fields of the list
view and the count up to its limit. Lines with ``goal`` sum up.
"""

import contextlib
import json
import math
from unittest.mock import patch

from lxml import etree

from .access_data import ORDERS, AccessData

LIMIT, COUNT_LIMIT, ROUNDS = 80, 10_001, 15
GOAL = 1.3
LISTS = {
    "orders": ("sale.order", "sale.sale_order_tree"),
    "dealers": ("dealer.dealer", "dealer.dealer_dealer_view_list"),
    "contacts": ("res.partner", "base.view_partner_tree"),
}


def measure(env, race):
    """Compare pages at a tenth of the data and at all of it."""
    data = AccessData(env)
    with rules_switch(env) as switch:
        data.grow(0.1)
        small = compare(data, race, switch)
        data.grow(1)
        large = compare(data, race, switch)
    for name, line in large.items():
        if name.startswith("page"):
            report(f"{name}: with our rules / without", line["ratio_stock"], GOAL)
            report(f"{name}: queries with our rules - without", line["queries_ours"] - line["queries_stock"], 0)
        for who, words in (("ours", "with our rules"), ("stock", "without")):
            report(f"{name}: growth exponent {words}", math.log10(line[who] / small[name][who]))


def compare(data, race, switch):
    """Race the pages of every list for every kind of scope; return {name: the printed line}."""
    lines = {}
    for user_name, user in data.users.items():
        for list_name, (model, view) in LISTS.items():
            for what, function in questions(data.env(user=user)[model], view).items():
                name = f"{what} of {list_name}, {user_name}"
                lines[name] = race(name, int(ORDERS * data.size), ROUNDS, ours=function, stock=switch.off(function))
    return lines


def questions(model, view):
    """Return the page, and the count in it, as functions."""
    specification = list_specification(model, view)
    return {
        "page": lambda: model.web_search_read([], specification, limit=LIMIT, count_limit=COUNT_LIMIT),
        "count": lambda: model.search_count([], limit=COUNT_LIMIT),
    }


def list_specification(model, view):
    """Return what the web client asks of ``web_search_read`` for a list view."""
    views = model.get_views([(model.env.ref(view).id, "list")])
    names = views["models"][model._name]["fields"].keys() & set(arch_fields(views["views"]["list"]["arch"]))
    relational = {"many2one": {"fields": {"display_name": {}}}, "many2many": {"fields": {"display_name": {}}}}
    return {name: relational.get(model._fields[name].type, {}) for name in sorted(names)}


def arch_fields(arch):
    return [node.get("name") for node in etree.fromstring(arch).iter("field")]


def report(name, figure, goal=None):
    """Print a figure that sums up several lines."""
    print(json.dumps({"name": name, "figure": round(figure, 3), "goal": goal}), flush=True)


class Switch:
    """Whether our rules count."""

    def __init__(self):
        self.is_off = False

    def off(self, function):
        """Return ``function`` without our rules."""

        def run():
            self.is_off = True
            try:
                return function()
            finally:
                self.is_off = False

        return run


@contextlib.contextmanager
def rules_switch(env):
    """Give Odoo's rules a switch for those of this suite."""
    switch, Rule = Switch(), env.registry["ir.rule"]
    ours = env["ir.rule"].search([("domain_force", "like", "dealer_in_scope")])
    get_rules, key = Rule._get_rules, Rule._compute_domain_context_values

    def some_rules(self, model_name, mode="read"):
        rules = get_rules(self, model_name, mode)
        return rules - ours if switch.is_off else rules

    def longer_key(self):
        yield from key(self)
        yield switch.is_off

    with patch.object(Rule, "_get_rules", some_rules), patch.object(Rule, "_compute_domain_context_values", longer_key):
        yield switch
