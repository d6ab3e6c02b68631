from . import models


def uninstall_hook(env):
    """Special prices end with the add-on that keeps their caps."""
    env["product.pricelist.item"]._drop_special_prices()
