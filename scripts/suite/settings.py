"""Where things are.

Everything that is installed lives in one ignored folder of the checkout; downloads are cached outside.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
RUNTIME = ROOT / ".runtime"
VENV = RUNTIME / "venv"
VENV_PYTHON = VENV / "bin" / "python"
DATA = RUNTIME / "data"  # Odoo's file store and sessions
LOGS = RUNTIME / "log"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dealer-suite"

ODOO_SERIES = "19.0"
EXTERNAL_ODOO = os.environ.get("ODOO_HOME")
EXTERNAL_POSTGRES = bool(os.environ.get("PGHOST"))


def suite_modules():
    """Return the names of the suite's addons, sorted."""
    return sorted(manifest.parent.name for manifest in ADDONS.glob("*/__manifest__.py"))
