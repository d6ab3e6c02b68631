from . import models, wizards


def uninstall_hook(env):
    """Take the triggers off the tables of other add-ons, and away the tables that belong to no model."""
    env["dealer.api.change"]._drop_triggers()
    env["dealer.api.code"]._drop_table()
    env["dealer.api.rate"]._drop_table()
