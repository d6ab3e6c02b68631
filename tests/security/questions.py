"""Changes of the access matrix as questions to the ORM, tried by the change itself: each answers whether the user may."""

from odoo.exceptions import AccessError, MissingError


class Question:
    """Everything one cell needs: a record, and how its model is written and created.

    :param record: the record of the cell, in the user's environment
    :param dict write: values to write
    :param create: function of the user's environment that creates another record for the same dealer
    :param spare: record to delete instead, where the first one is in use
    """

    def __init__(self, record, write=None, create=None, spare=None):
        self.record, self.write, self.create, self.spare = record, write, create, spare or record

    def ask(self, letter):
        """Return whether the operation ``letter`` is allowed. Nothing of it remains."""
        savepoint = self.record.env.cr.savepoint()
        try:
            return bool(getattr(self, OPERATIONS[letter])())
        except (AccessError, MissingError):
            return False
        finally:
            savepoint.close(rollback=True)

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


OPERATIONS = {"w": "write_it", "c": "create_one", "u": "unlink_it"}
