"""Odoo's command line for the databases and servers of a test run: a password is checked in a moment.

Odoo derives a key from a password in 600,000 rounds, a third of a second of nothing but arithmetic: at each log-in, and in
each worker again whenever its caches were cleared. Odoo's own tests do without that as well. Passwords are checked and
refused as usual, only in one round.
"""

import odoo.cli

from odoo.addons.base.models import res_users

res_users.MIN_ROUNDS = 1

if __name__ == "__main__":
    odoo.cli.main()
