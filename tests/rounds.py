"""How long the repeated tests run: a few rounds always, many with `scripts/test --soak`."""

import os

SOAK = bool(os.environ.get("DEALER_SOAK"))


def rounds(plain, soak):
    """Return the number of rounds, clients or examples for this run."""
    return soak if SOAK else plain
