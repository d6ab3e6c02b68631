from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestIndex(TransactionCase):
    """Tables that grow are never read whole because something else was saved."""

    def _stored_fields(self):
        """Yield (model, field) of the stored computed fields of the suite."""
        for name, model in self.env.registry.items():
            if model._auto and not model._abstract and not model._transient:
                for field in model._fields.values():
                    if field.store and field.compute and any(one.startswith("dealer") for one in field._modules):
                        yield self.env[name], field

    def _links(self, model, path):
        """Yield the stored many2one fields on the way along ``path``."""
        for name in path.split(".")[:-1]:
            field = model._fields[name]
            if field.type == "many2one" and field.store:
                yield field
            model = self.env[field.comodel_name]

    def test_what_stored_fields_follow_is_indexed(self):
        """When the far end of a link changes, the platform looks for the records that follow it."""
        links = {
            link
            for model, field in self._stored_fields()
            for path in self.env.registry.field_depends[field]
            for link in self._links(model, path)
        }
        self.assertIn("dealer.dealer.partner_id", set(map(str, links)))
        self.assertFalse({str(link) for link in links if not link.index})
