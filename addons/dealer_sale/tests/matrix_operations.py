"""The letters of the access matrix as questions to the ORM: each answers whether the user may."""

from odoo.exceptions import AccessError, MissingError, UserError


class Question:
    """Everything one cell needs: a record, the user's environment, and how its model is written and created.

    :param record: the record of the cell, in the user's environment
    :param dict write: values to write
    :param create: function of the user's environment that creates another record for the same dealer
    :param probe: record of the probe model that points to the record in its field ``link``, in the user's environment
    :param attachment: attachment of the record or None, ``message``: message of it or None
    :param spare: record to delete instead, where the first one is in use
    """

    def __init__(
        self, record, write=None, create=None, probe=None, link=None, attachment=None, message=None, spare=None
    ):
        self.record, self.write, self.create, self.spare = record, write, create, spare or record
        self.probe, self.link = probe, link
        self.attachment, self.message = attachment, message

    def ask(self, letter):
        """Return whether the operation ``letter`` is allowed. Nothing of it remains."""
        savepoint = self.record.env.cr.savepoint() if letter in CHANGES else None
        try:
            return bool(getattr(self, OPERATIONS[letter])())
        except (AccessError, MissingError):  # a row of a report is missing for whom it is not calculated
            return False
        finally:
            if savepoint:
                savepoint.close(rollback=True)

    def read_record(self):
        self.record.invalidate_recordset()
        return self.record.read(["display_name", "company_id"])

    def search(self):
        return self.record.search([("id", "=", self.record.id)])

    def read_group(self):
        [group] = self.record.formatted_read_group([("id", "=", self.record.id)], [], ["__count"])
        return group["__count"]

    def export(self):
        if not self.record.env.user.has_group("base.group_allow_export"):
            try:
                self.record.export_data([".id"])
            except UserError:
                return False
        return self.record.export_data([".id", "display_name", "company_id/name"])["datas"]

    def name_search(self):
        return self.record.name_search("", [("id", "=", self.record.id)], limit=None)

    def field_through_relation(self):
        """Ask in a domain and by reading; one without the other would be half a leak."""
        found = self.probe.search([("id", "=", self.probe.id), (f"{self.link}.id", "=", self.record.id)])
        self.record.invalidate_recordset()
        try:
            read = bool(self.probe[self.link].mapped("company_id") is not None)
        except (AccessError, MissingError):
            read = False
        assert bool(found) == read, f"{self.record}: a domain finds it: {bool(found)}, its fields are read: {read}"
        return read

    def read_attachment(self):
        return self.attachment.search([("id", "=", self.attachment.id)]) and self.attachment.read(["name"])

    def read_message(self):
        return self.message.search([("id", "=", self.message.id)]) and self.message.read(["body"])

    def write_it(self):
        self.record.write(self.write)
        self.record.env.flush_all()
        return True

    def create_one(self):
        self.create(self.record.env)
        self.record.env.flush_all()
        return True

    def unlink_it(self):
        return self.spare.unlink()


CHANGES = "wcu"
OPERATIONS = {
    "r": "read_record",
    "s": "search",
    "g": "read_group",
    "e": "export",
    "n": "name_search",
    "f": "field_through_relation",
    "a": "read_attachment",
    "m": "read_message",
    "w": "write_it",
    "c": "create_one",
    "u": "unlink_it",
}
