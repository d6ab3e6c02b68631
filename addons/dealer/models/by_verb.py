"""Values that only the verbs of this add-on can give."""


class ByVerb(str):
    """Value of a guarded field (a state, as a rule) that a verb sets.

    Whoever calls from outside sends plain text and so cannot pass for a verb, whatever the context says. ``write`` and
    ``create`` of the guarded model refuse plain text and turn the marked one into it.
    """

    __slots__ = ()

    @classmethod
    def gave(cls, vals, field):
        """Tell whether a verb gave the value of ``field`` in ``vals``."""
        return isinstance(vals.get(field), cls)

    @classmethod
    def plain(cls, vals):
        """Return ``vals`` with plain text in place of marked text."""
        return {name: str(value) if isinstance(value, cls) else value for name, value in vals.items()}
