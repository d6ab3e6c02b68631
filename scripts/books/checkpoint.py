"""How far an import has come, in a file that is always whole: it is replaced, never written into."""

import json
import os
from pathlib import Path


class Checkpoint:
    """Remembers how many steps of one plan are done at one server.

    The file only saves time. Without it everything is sent again, and the server answers what it answered before.

    ``held`` is {reference of an order that the suite held: its id}.

    :param path: where it is kept
    :param identity: what it is about (server, database, files); a file about something else is not looked at
    """

    def __init__(self, path, identity):
        self._path, self._identity = Path(path), identity
        self.done, self.held = self._read()

    def _read(self):
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["identity"] == self._identity:
                return int(kept["done"]), dict(kept["held"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no file, or none of ours: everything is sent again
        return 0, {}

    def forget(self):
        """Begin again: what is kept is about a database that is no more."""
        self.done, self.held = 0, {}

    def advance(self, done):
        """Note that the first ``done`` steps are done; afterwards it is on the disk, with what is in ``held``."""
        self.done = done
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"identity": self._identity, "done": done, "held": self.held}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
