"""Every own check finds what it is there for, at the right line, and leaves the innocent alone."""

import pkgutil

import lint_checks
import pytest
from lint_checks import machine_path, registry_host, runner, source

from .samples import BAD, GOOD

CHECKS = {check.CODE: check for check in runner.CHECKS}


@pytest.fixture(autouse=True)
def settings_of_the_machine(monkeypatch):
    """Let package tools be set to hosts that we know."""
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:secret@packages.example.test:8443/simple")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://shelf/npm")
    monkeypatch.setattr(registry_host, "TOLD_BY", [])
    registry_host._pattern.cache_clear()
    yield
    registry_host._pattern.cache_clear()


def samples(table):
    return [
        pytest.param(code, *sample, id=f"{code}-{number}")
        for code in table
        for number, sample in enumerate(table[code])
    ]


@pytest.mark.parametrize(("code", "path", "text"), samples(BAD))
def test_bad_sample_is_found(code, path, text):
    findings = runner.run(source.File(path, text), [CHECKS[code]])
    assert {finding.code for finding in findings} == {code}
    marked = [number for number, line in enumerate(text.splitlines(), start=1) if "here" in line]
    if marked:
        assert {finding.line for finding in findings} == set(marked)
    assert str(findings[0]).startswith(f"{path}:{findings[0].line}: {code} ")


@pytest.mark.parametrize(("code", "path", "text"), samples(GOOD))
def test_good_sample_is_left_alone(code, path, text):
    assert runner.run(source.File(path, text), [CHECKS[code]]) == []


def test_every_check_runs_and_has_samples():
    modules = {module.name for module in pkgutil.iter_modules(lint_checks.__path__)}
    apart = {"__main__", "python_code", "runner", "source", "steps", "translations"}
    assert {check.__name__.rpartition(".")[2] for check in runner.CHECKS} == modules - apart
    assert set(CHECKS) == set(BAD) == set(GOOD)


def test_path_of_the_checkout_is_found():
    text = f'HOME = "{source.ROOT}/addons"\n'
    findings = runner.run(source.File("scripts/serve", text), [machine_path])
    assert [finding.line for finding in findings] == [1]


def test_hosts_are_asked_from_the_package_tools(monkeypatch):
    monkeypatch.setattr(registry_host, "TOLD_BY", [["echo", "deb http://archive.example.test/debian stable"]])
    assert registry_host.machine_hosts() >= {"packages.example.test", "shelf", "archive.example.test"}


def test_pip_tells_its_own_host():
    hosts = registry_host.ADDRESS.findall(registry_host._output(["python3", "-c", registry_host.PIPS_OWN]))
    assert len(hosts) == 2
