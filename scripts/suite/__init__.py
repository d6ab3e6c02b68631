"""What the scripts share: one folder for everything that is installed, one private PostgreSQL, one way to start Odoo.

This file must be readable by any Python 3, so that an unsuitable one is told so in a sentence.
"""

import os
import shutil
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def _use_a_suitable_python():
    """Go on with a Python that Odoo 19 supports, or say that there is none."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other:
            os.execv(other, [other] + sys.argv)
    sys.exit(
        "Python %d.%d is not supported: Odoo 19 needs Python 3.10 to 3.13. Install one of these and run this again."
        % sys.version_info[:2]
    )


_use_a_suitable_python()
