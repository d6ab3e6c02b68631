"""What is excepted, what cannot be read, and which files are looked at."""

import subprocess

import pytest
from lint_checks import csrf_off, rule_ids, runner, source
from lint_checks.__main__ import main

BAD = "route(csrf=False)"
ALLOW = "lint-" + "allow: "


def codes(text, path="addons/sample/controllers/hook.py", checks=(csrf_off,)):
    return [finding.code for finding in runner.run(source.File(path, text), list(checks))]


def test_exception_with_a_reason_on_the_line():
    assert codes(f"{BAD}  # {ALLOW}csrf-off - the bank signs its calls\n") == []


def test_exception_with_a_reason_on_the_line_above():
    assert codes(f"# {ALLOW}csrf-off, the bank signs its calls\n{BAD}\n") == []


def test_exception_reaches_no_further():
    assert codes(f"# {ALLOW}csrf-off the bank signs its calls\nx = 1\n{BAD}\n") == ["lint-exception", "csrf-off"]


def test_exception_without_a_reason():
    assert codes(f"{BAD}  # {ALLOW}csrf-off\n") == ["lint-exception"]


def test_exception_of_another_check():
    assert codes(f"{BAD}  # {ALLOW}sudo-write the bank signs its calls\n") == ["csrf-off", "lint-exception"]


def test_exception_that_excepts_nothing():
    assert codes(f"x = 1  # {ALLOW}csrf-off the bank signs its calls\n") == ["lint-exception"]


def test_text_that_looks_like_an_exception_is_none():
    assert codes(f'{BAD}; x = "# {ALLOW}csrf-off the bank signs its calls"\n') == ["csrf-off"]


def test_exception_in_xml():
    field = '<field name="domain_force">[(1, "in", user.unit_ids.ids)]</field>'
    comment = f"<!-- {ALLOW}rule-ids units never change here -->"
    text = f'<odoo><record model="ir.rule" id="r">\n{comment}\n{field}\n</record></odoo>'
    assert codes(text, "addons/sample/security/rules.xml", [rule_ids]) == []


@pytest.mark.parametrize(("path", "text"), [("addons/a/models/a.py", "def ("), ("addons/a/security/a.xml", "<odoo>")])
def test_file_that_cannot_be_parsed_is_a_finding(path, text):
    assert codes(text, path, [csrf_off, rule_ids]) == ["unreadable"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project that stands for the real one."""
    monkeypatch.setattr(source, "ROOT", tmp_path)
    for path, content in {
        "addons/sample/controllers/hook.py": BAD.encode(),
        "addons/sample/static/icon.png": b"\x89PNG\0\0",
        "scripts/serve": b"echo",
        "ignored/notes.txt": b"",
        ".gitignore": b"ignored/\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def test_files_of_a_checkout_are_those_that_git_knows(project):
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    (project / "addons/sample/new.py").write_text("x = 1\n")
    paths = [file.path for file in source.files()]
    assert paths == [".gitignore", "addons/sample/controllers/hook.py", "addons/sample/new.py", "scripts/serve"]
    assert [file.path for file in source.files([project / "scripts"])] == ["scripts/serve"]


def test_files_of_an_unpacked_archive_are_all_that_are_not_hidden(project, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert [file.path for file in source.files()] == [
        "addons/sample/controllers/hook.py",
        "ignored/notes.txt",
        "scripts/serve",
    ]


def test_exit_code_tells_whether_anything_was_found(project, capsys):
    assert main([project / "addons"]) == 1
    assert capsys.readouterr().out.startswith("addons/sample/controllers/hook.py:1: csrf-off ")
    assert main([project / "scripts"]) == 0
