from . import models, wizards


def uninstall_hook(env):
    """Our roles go, and with them all that they gave; who was a colleague by them stays one."""
    env["res.users.role.line"]._end_lines_of_roles("dealer")
