"""Order of precedence and arithmetic of prices, in plain Python: knows no database and no record."""

from . import arithmetic, precedence
