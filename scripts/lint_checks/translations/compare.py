"""Compares the terms of an addon with its translation files, read as the server reads them."""

import re
from dataclasses import dataclass

import polib

from odoo.tools.translate import JAVASCRIPT_TRANSLATION_COMMENT, PYTHON_TRANSLATION_COMMENT, PoFileReader

from .term import Term

COMMENTS = {"python": PYTHON_TRANSLATION_COMMENT, "javascript": JAVASCRIPT_TRANSLATION_COMMENT}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
NOT_WORDS = re.compile(r"<[^>]*>|%\(\w+\)[a-z]|%[a-z]|\{\{.*?\}\}|&\w+;|https?://\S+", re.DOTALL)


@dataclass(frozen=True)
class Gap:
    """A text without a translation; `reason` is the end of a sentence that starts with the text."""

    term: Term
    reason: str


def gaps(terms, folder, language="zh_CN"):
    """Return what is not translated, each text once.

    :param terms: the terms of an addon
    :param folder: the addon's folder, with `i18n/<addon>.pot` and `i18n/<language>.po` in it
    """
    template = folder / "i18n" / f"{folder.name}.pot"
    translation = folder / "i18n" / f"{language}.po"
    known = set(_read(template))
    # The server takes the places from the template: what is not in it is dropped from the translation.
    translated = _read(translation) if translation.exists() else {}
    found = {}
    for term in terms:
        if term.is_worth_it and _has_words(term.words) and term.words not in found:
            reason = _reason(term, known, translated)
            if reason:
                found[term.words] = Gap(term, reason)
    return sorted(found.values(), key=lambda gap: (gap.term.path, gap.term.line, gap.term.words))


def _reason(term, known, translated):
    if term not in known:
        return f"is not in the template at {term.place or 'code'}: export the terms again and translate"
    chinese = translated.get(term)
    if not chinese:
        return f"has no translation at {term.place or 'code'}"
    if chinese == term.words and " " in term.words.strip():
        return "is translated by itself"
    if term.kind in COMMENTS and sorted(PLACEHOLDER.findall(term.words)) != sorted(PLACEHOLDER.findall(chinese)):
        return "has other placeholders in its translation"
    return ""


def _has_words(text):
    """Whether a text has anything to translate: abbreviations, numbers and placeholders stay as they are."""
    return bool(re.search(r"[a-z]", NOT_WORDS.sub("", text)))


def _read(path):
    """Return {term: translation} of a translation file; a translation is merged with the template beside it."""
    found = {}
    if not path.exists():
        return found
    for entry in PoFileReader(str(path)):
        if entry["type"] == "code":
            kinds = [kind for kind, comment in COMMENTS.items() if comment in entry["comments"]]
            found.update({Term(kind, "", entry["src"]): entry["value"] for kind in kinds})
        else:
            place = f"{entry['name']}:{entry['module']}.{entry['imd_name']}"
            found[Term(entry["type"], place, entry["src"])] = entry["value"]
    return found


def is_readable(path):
    """Whether every entry of a translation file says which addon it is of, as the server requires."""
    return all(re.match(r"modules?: \w+", entry.comment) for entry in polib.pofile(str(path)) if not entry.obsolete)
