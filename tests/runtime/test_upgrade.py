"""What an upgrade of the addons installs, and what it leaves alone."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

DEFINITIONS = ("ir.", "res.groups")


def test_an_upgrade_drops_no_business_records(xmlrpc):
    """Records with an external id that may be updated and that no data file names are deleted by the next upgrade."""
    admin = xmlrpc("admin")
    ours = [("module", "=like", "dealer%"), ("noupdate", "=", False)]
    models = {row["model"] for row in admin("ir.model.data", "search_read", ours, ["model"])}
    assert models, "there are views, menus and groups"
    assert {model for model in models if not model.startswith(DEFINITIONS)} == set()


@pytest.mark.parametrize(
    ("installed", "glue"),
    [
        ([], {"dealer_account": False, "dealer_order_approval": True, "dealer_price_website": False}),
        (["account", "stock"], {"dealer_account": True, "dealer_stock": True, "dealer_price_website": False}),
        (["website_sale"], {"dealer_price_website": True, "dealer_stock_delivery": False}),
        (["stock", "stock_delivery"], {"dealer_stock": True, "dealer_stock_delivery": True}),
    ],
)
def test_new_glue_is_installed_where_its_parts_are(installed, glue):
    program = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); from suite import odoo;"
        f" print(*odoo.wanted_modules(iter({installed!r})))"
    )
    wanted = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"dealer", "dealer_credit"} <= set(wanted)
    assert {module: module in wanted for module in glue} == glue
