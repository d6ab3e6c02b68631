from . import models, wizards


def post_init_hook(env):
    """Every company has a base list from the start, every active dealer its own."""
    env["res.company"].with_context(active_test=False).search([])._create_dealer_base_lists()
    env["dealer.dealer"].search([("state", "in", ("active", "on_hold"))])._create_own_lists()
