"""Print every text of the addons that is not in their `zh_CN.po`: `python -m lint_checks.translations [addon ...]`."""

import sys
from pathlib import Path

from ..source import ROOT
from . import code_terms, compare, data_terms, model_terms, registry


def main(names, addons=ROOT / "addons"):
    """Print what is not translated in the named addons, in all if none is named; return the exit code."""
    modules = names or sorted(manifest.parent.name for manifest in addons.glob("*/__manifest__.py"))
    registry.prepare_odoo(addons)
    failed = registry.load(modules)
    lines = [f"addons/{module}/__init__.py:1: unloadable {reason}" for module, reason in failed.items()]
    modules = [module for module in modules if module not in failed]
    models = registry.build(modules)
    for module in modules:
        lines += _findings(models, module, addons / module)
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


def _findings(models, module, folder):
    bad = [path for path in (folder / "i18n").glob("*.po*") if not compare.is_readable(path)]
    if bad:
        return [f"{_relative(path)}:1: untranslated an entry lacks the comment `module: {module}`" for path in bad]
    try:
        return [_line(gap) for gap in compare.gaps(terms_of(models, module), folder)]
    except (OSError, SyntaxError) as error:  # a data file is missing or no XML, Python or JavaScript cannot be parsed
        return [f"{_relative(folder)}/__manifest__.py:1: unreadable {error}"]


def terms_of(models, module):
    """Yield all terms of a module.

    :param models: the registry that `registry.build` returned for a list with this module in it
    """
    closure = set(registry.with_dependencies(module))
    yield from model_terms.terms(models, module, closure)
    yield from data_terms.terms(models, module)
    yield from code_terms.terms(module)


def _line(gap):
    words = " ".join(gap.term.words.split())
    shown = words if len(words) <= 60 else words[:57] + "..."
    return f'{_relative(gap.term.path)}:{gap.term.line}: untranslated "{shown}" {gap.reason}'


def _relative(path):
    path = Path(path).resolve()
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
