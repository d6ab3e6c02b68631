"""Reads access_matrix.yaml and access_rows.yaml; needs nothing of Odoo, so that tests inside and outside of it share it."""

import functools
from pathlib import Path

try:
    import yaml
except ImportError:  # the build of PyYAML for Python 3.13 goes by another name
    import yaml_ft as yaml

FILE = Path(__file__).with_name("access_matrix.yaml")
ROWS = Path(__file__).with_name("access_rows.yaml")


@functools.cache
def load():
    """Return the matrix of documents as written."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@functools.cache
def rows():
    """Return {model: {"per": "dealer", "company" or "all", "make": values, "cells": {person: text}}} of all other models."""
    table = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    persons = table["persons"]
    return {
        model: {"make": {}, **row, "cells": dict(zip(persons, row["cells"].split(), strict=True))}
        for model, row in table["models"].items()
    }


def positions():
    """Return [(unit, company)] in the order of the columns."""
    return [tuple(column.split()) for column in load()["columns"]]


def changes():
    """Return {model: values that change a record of it}, without the models that are only read."""
    return {name: dict(model["change"]) for name, model in load()["models"].items() if "change" in model}


def expand(cell, operations):
    """Return the set of letters a cell stands for.

    :param str cell: letters, with the abbreviations of the legend; "-" for none
    :param str operations: the letters that make sense for the model
    """
    letters = cell.replace("-", "").replace(" ", "")
    for short, long in load()["abbreviations"].items():
        letters = letters.replace(short, long)
    return set(letters) & set(operations)


def cells():
    """Yield (person, model, unit, company, expected letters), one for each cell of the matrix of documents."""
    matrix = load()
    for person, row in matrix["persons"].items():
        for model, texts in row["cells"].items():
            for (unit, company), text in zip(positions(), texts, strict=True):
                yield person, model, unit, company, expand(text, matrix["models"][model]["operations"])


def reach(person):
    """Return the positions of the dealers that a person reaches."""
    texts = load()["persons"][person]["cells"]["dealer"]
    return {position for position, text in zip(positions(), texts, strict=True) if expand(text, "r")}


def row_cell(model, person, position, operations):
    """Return the letters that a person has on the record of ``model`` at a position.

    :param position: (unit, company) of the dealer; for a model that is no dealer's the unit is "any"
    """
    text, _plus, only_own = rows()[model]["cells"][person].partition("+")
    unit, company = position
    if rows()[model]["per"] == "all":
        reached = True
    elif unit == "any":
        who = load()["persons"][person]
        reached = company in who.get("ticked", who.get("companies", "A"))
    else:
        reached = position in reach(person)
    if not reached:
        return set()
    return expand(text + (only_own if position == ("own", "A") else ""), operations)
