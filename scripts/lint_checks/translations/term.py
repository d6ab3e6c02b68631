"""A text to translate, and the place it stands in."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Term:
    """One text in one place.

    :param kind: `model` (a field's whole value), `model_terms` (a part of it), `python` or `javascript`
    :param place: `model,field:xmlid` for the first two, empty for code, where the words alone decide
    :param words: the English text
    :param path: the file it comes from
    :param line: its line there, 1 if not known
    """

    kind: str
    place: str
    words: str
    path: str = field(default="", compare=False)
    line: int = field(default=1, compare=False)

    @property
    def is_worth_it(self):
        """Whether the server exports it: more than one letter or digit."""
        return sum(letter.isalnum() or letter == "_" for letter in self.words) > 1
