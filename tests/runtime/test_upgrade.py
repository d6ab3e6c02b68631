"""What an upgrade of the addons leaves alone."""

DEFINITIONS = ("ir.", "res.groups")


def test_an_upgrade_drops_no_business_records(xmlrpc):
    """Records with an external id that may be updated and that no data file names are deleted by the next upgrade."""
    admin = xmlrpc("admin")
    ours = [("module", "=like", "dealer%"), ("noupdate", "=", False)]
    models = {row["model"] for row in admin("ir.model.data", "search_read", ours, ["model"])}
    assert models, "there are views, menus and groups"
    assert {model for model in models if not model.startswith(DEFINITIONS)} == set()
