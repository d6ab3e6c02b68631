from . import models, wizards


def post_init_hook(env):
    """Every company has a base list from the start, every active dealer its own."""
    env["res.company"].with_context(active_test=False).search([])._create_dealer_base_lists()
    env["dealer.dealer"].search([("state", "in", ("active", "on_hold"))])._create_own_lists()


def uninstall_hook(env):
    """Prices that were not everybody's, or not those of the product's unit, end with what says so."""
    env["product.pricelist.item"]._drop_restricted_prices()
    env["res.users.role.line"]._end_lines_of_roles("dealer_price")
