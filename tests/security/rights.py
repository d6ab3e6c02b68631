"""What one user may do with the records of one model, asked for all of them at once."""

from odoo.exceptions import AccessError, MissingError, UserError

CHANGES = {"w": "write", "c": "create", "u": "unlink"}
REFUSALS = (AccessError, MissingError)


class Rights:
    """The letters of the matrix for records of one model, in the environment of one user.

    :param records: records of one model, in the environment of the user
    :param probes: {record id: record of the probe model that links to it in its field ``link``}
    :param attachments: {record id: attachment of it}
    :param messages: {record id: message of it}, empty if the model has none
    """

    def __init__(self, records, probes, link, attachments, messages):
        self._records, self._link = records, link
        self._probes, self._attachments, self._messages = probes, attachments, messages
        self._among = [("id", "in", records.ids)]

    def allowed(self):
        """Return {record id: set of letters}."""
        found = {
            "r": self._each(self._read),
            "s": self._searched(),
            "g": self._grouped(),
            "e": self._each(self._exported),
            "n": self._named(),
            "f": self._through_relation(),
            "a": self._attached(self._attachments, "name"),
            "m": self._attached(self._messages, "body"),
            **{letter: self._may(operation) for letter, operation in CHANGES.items() if self._records._auto},
        }
        return {record: {letter for letter, ids in found.items() if record in ids} for record in self._records.ids}

    def _each(self, ask):
        """Return the ids of the records of which ``ask`` is answered; all at once first."""
        self._records.invalidate_model()
        if self._answers(ask, self._records):
            return set(self._records.ids)
        return {record.id for record in self._records if self._answers(ask, record)}

    @staticmethod
    def _answers(ask, records):
        try:
            return bool(ask(records))
        except UserError:  # of which AccessError is one; who may not export at all gets it without
            return False
        except KeyError:  # the platform's answer to a link to a row that the report does not have for this user
            return False

    @staticmethod
    def _read(records):
        return records.read(["display_name"]) and records.web_read({"display_name": {}})

    @staticmethod
    def _exported(records):
        return records.export_data([".id", "display_name"])["datas"]

    def _found(self, ask, nothing):
        try:
            return ask()
        except REFUSALS:
            return nothing

    def _searched(self):
        searched = set(self._found(lambda: self._records.search(self._among).ids, ()))
        shown = self._found(lambda: self._records.web_search_read(self._among, {"display_name": {}})["records"], ())
        assert {values["id"] for values in shown} == searched, f"{self._records}: the list page shows {shown}"
        counted = self._found(lambda: self._records.search_count(self._among), 0)
        assert counted == len(searched), f"{self._records}: the counter says {counted}"
        return searched

    def _grouped(self):
        rows = self._found(lambda: self._records.formatted_read_group(self._among, [], ["id:array_agg"]), ())
        return {record for row in rows for record in row["id:array_agg"] or ()}

    def _named(self):
        return {
            record for record, _name in self._found(lambda: self._records.name_search("", self._among, limit=None), ())
        }

    def _through_relation(self):
        """Ask in a domain and by reading: one without the other would be half a leak."""
        by_probe = {probe.id: record for record, probe in self._probes.items()}
        probes = next(iter(self._probes.values())).browse(by_probe)
        field = self._filled_field()
        domain = [("id", "in", probes.ids), (f"{self._link}.{field}", "!=", False)]
        found = {by_probe[probe] for probe in self._found(lambda: probes.search(domain).ids, ())}
        read = {by_probe[probe] for probe in self._read_through(probes, field)}
        assert found == read, f"{self._records}: found {found}, read {read}"
        return found

    def _filled_field(self):
        """Return the name of a field that is set on all records, so that a path to it is true wherever it leads."""
        # found, because a report may have no rows of companies that the user has not ticked
        records_sudo = self._records.sudo().with_context(active_test=False).search(self._among)
        return next(
            name
            for name, field in self._records._fields.items()
            if field.store and not field.relational and name != "id" and all(records_sudo.mapped(name))
        )

    def _read_through(self, probes, field):
        """Return the ids of the probes through which the ``field`` of the record is read; all at once first."""
        parts = [probes]
        if not self._answers(lambda some: self._shown_through(some, field) or True, probes):
            parts = [probe for probe in probes if self._answers(lambda some: self._shown_through(some, field), probe)]
        return [probe for part in parts for probe in self._shown_through(part, field)]

    def _shown_through(self, probes, field):
        rows = probes.web_read({self._link: {"fields": {field: {}}}})
        return [row["id"] for row in rows if row[self._link] and row[self._link].get(field)]

    def _attached(self, of_records, field):
        """Return the ids of the records whose attachment (message) the user finds and reads."""
        if not of_records:
            return set()
        parts = next(iter(of_records.values())).browse([part.id for part in of_records.values()])
        parts.invalidate_model()
        found = set(self._found(lambda: parts.search([("id", "in", parts.ids)]).ids, ()))
        read = {part.id for part in parts if self._answers(lambda records: records.read([field]), part)}
        assert found == read, f"{self._records}: found {parts.browse(found)}, read {parts.browse(read)}"
        return {record for record, part in of_records.items() if part.id in found}

    def _may(self, operation):
        return set(self._records._filtered_access(operation).ids)
