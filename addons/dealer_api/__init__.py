from . import models, wizards


def uninstall_hook(env):
    """Take the triggers off the tables of other add-ons."""
    env["dealer.api.change"]._drop_triggers()
