"""Reads access_matrix.yaml; needs nothing of Odoo, so that tests inside and outside of it share it."""

import functools
from pathlib import Path

try:
    import yaml
except ImportError:  # the build of PyYAML for Python 3.13 goes by another name
    import yaml_ft as yaml

FILE = Path(__file__).with_name("access_matrix.yaml")


@functools.cache
def load():
    """Return the matrix as written."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


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
    """Yield (person, model, unit, company, expected letters), one for each cell."""
    matrix = load()
    for person, row in matrix["persons"].items():
        for model, texts in row["cells"].items():
            for (unit, company), text in zip(positions(), texts, strict=True):
                yield person, model, unit, company, expand(text, matrix["models"][model]["operations"])
