from . import models


def post_init_hook(env):
    """Orders that funds pay a part of, confirmed before both add-ons were there, take so much less of their lines."""
    env["sale.order"]._recompute_credit_with_funds()


def uninstall_hook(env):
    """All of what is still to be invoiced needs credit again."""
    env["sale.order"]._store_credit_without_funds()
