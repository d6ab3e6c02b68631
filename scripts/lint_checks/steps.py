"""The steps of `scripts/lint`: stock tools, then the suite's own checks. All run, whatever those before have found."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.report import Failure, say

from .source import ROOT

ADDONS = ROOT / "addons"
PYTHON_FOLDERS = ["addons", "scripts", "tests"]
# Of OCA's hooks for XML and PO files: taste, in which the platform's own files differ.
MODULE_HOOKS_OFF = [
    "prefer-readme-rst",  # our READMEs are Markdown
    "xml-field-bool-without-eval",  # the platform reads both spellings alike
    "xml-field-numeric-without-eval",
    "xml-header-missing",
    "xml-header-wrong",  # wants another spelling of utf-8 than the platform's
    "xml-tag-position",
]
AT_ONCE = 2  # pylint takes as long as all others together
PO_HOOKS_OFF = ["po-pretty-format"]  # wants a word that is the same in both languages to be left empty


def command(arguments):
    """Entry point of `scripts/lint`.

    :param arguments: files and folders to stay in; everything if empty
    :return: 0 if no step found anything, otherwise 1
    :raise Failure: there is no such file or folder in the project
    """
    paths = [_in_project(argument) for argument in arguments]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [(name, pool.submit(_run, arguments)) for name, arguments in _steps(paths) if arguments]
        bad = [name for name, step in running if not _show(name, step)]
    say(f"\nfound something: {', '.join(bad)}" if bad else "\nnothing found")
    return 1 if bad else 0


def _in_project(argument):
    path = Path(argument).resolve()
    if not path.exists() or not path.is_relative_to(ROOT):
        raise Failure(f"{argument} is no file or folder of this project.")
    return path


def _steps(paths):
    """Yield (name, command); the command is empty if it has nothing to look at."""
    tool = [sys.executable, "-m"]
    ruff = [str(Path(sys.executable).with_name("ruff"))]
    python = [str(path) for path in paths] or PYTHON_FOLDERS
    modules = _addons(paths)
    folders = [str((ADDONS / module).relative_to(ROOT)) for module in modules]
    yield "ruff check", [*ruff, "check", "--output-format=concise", *python]
    yield "ruff format", [*ruff, "format", "--check", "--output-format=concise", *python]
    yield "pylint", _if_any([*tool, "pylint", "--jobs=2"], _within_addons(paths) if paths else folders)
    hooks = [*tool, "oca_pre_commit_hooks.cli", f"--disable={','.join(MODULE_HOOKS_OFF)}"]
    yield "hooks for modules", _if_any(hooks, folders)
    hooks = [*tool, "oca_pre_commit_hooks.cli_po", f"--disable={','.join(PO_HOOKS_OFF)}"]
    yield "hooks for translations", _if_any(hooks, _translation_files(modules))
    yield "translations", _if_any([*tool, "lint_checks.translations"], modules)
    yield "own checks", [*tool, "lint_checks", *map(str, paths)]


def _if_any(start, arguments):
    return [*start, *arguments] if arguments else []


def _addons(paths):
    """Return the names of the addons that the paths are in, or that are in the paths; all if there are no paths."""
    modules = sorted(manifest.parent.name for manifest in ADDONS.glob("*/__manifest__.py"))
    if not paths:
        return modules
    return [name for name in modules if any(_overlap(path, ADDONS / name) for path in paths)]


def _overlap(one, other):
    return one.is_relative_to(other) or other.is_relative_to(one)


def _within_addons(paths):
    """Return what pylint is to look at: given files and folders in addons; whole addons if a folder above is given."""
    found = []
    for path in paths:
        if ADDONS.is_relative_to(path):
            found += [str(ADDONS / name) for name in _addons([path])]
        elif path.is_relative_to(ADDONS) and (path.is_dir() or path.suffix == ".py"):
            found.append(str(path))
    return found


def _translation_files(modules):
    files = [path for name in modules for path in sorted((ADDONS / name / "i18n").glob("*.po*"))]
    return [str(path.relative_to(ROOT)) for path in files]


def _run(arguments):
    """Run a step; return whether it found nothing, what it said, and how many seconds it took."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode == 0, done.stdout, time.monotonic() - started


def _show(name, step):
    """Wait for a step and show what it said; return whether it found nothing."""
    say(f"- {name} ...")
    is_good, said, seconds = step.result()
    print(said, end="", flush=True)
    say(f"  {'nothing found' if is_good else 'FOUND SOMETHING'}, {seconds:.0f} s")
    return is_good
