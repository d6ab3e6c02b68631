from . import models


def post_init_hook(env):
    """A product without a price is on request: the shops that are there must not offer it for nothing."""
    env["website"].search([("prevent_zero_price_sale", "=", False)]).prevent_zero_price_sale = True
