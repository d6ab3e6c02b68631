from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAssets(TransactionCase):
    def test_back_office_bundle_holds_only_files_that_exist(self):
        """A file that the platform's package lacks would be an error in the console of every page."""
        params = self.env["ir.asset"]._get_asset_params()
        paths = self.env["ir.asset"]._get_asset_paths("web.assets_backend", params)
        self.assertGreater(len(paths), 500)
        self.assertFalse([path for path, full_path, _bundle, _modified in paths if not full_path])
