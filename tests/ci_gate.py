"""What CI adds to a run: a browser or Postgres test that was skipped has failed.

Real corpora lie beside the repository, not in it: a clean clone alone must pass, so their absence is a skip everywhere.

Also keeps tests that start servers and workers of their own from running beside each other under xdist.
"""

import os
from collections.abc import Iterator

import pytest

#: Markers and fixtures whose tests may be skipped on a person's machine, never in CI.
REQUIRED_MARKERS = ("browser", "postgres")
REQUIRED_FIXTURES = ("postgres",)
#: The one reason that never is a failure.
NO_SHARED_DATA = "the shared data is not here (set ISOGLOSS_TEST_DATA)"
#: Folders whose tests start processes; all of them go to one xdist worker.
PROCESS_FOLDERS = ("tests/e2e/", "tests/packaging/")


def in_ci() -> bool:
    """True where the environment says CI=true."""
    return os.environ.get("CI", "").lower() == "true"


def must_not_skip(item: pytest.Item) -> bool:
    """Whether CI counts a skip of this test as a failure."""
    marked = any(item.get_closest_marker(name) for name in REQUIRED_MARKERS)
    needs = any(name in getattr(item, "fixturenames", ()) for name in REQUIRED_FIXTURES)
    return marked or needs or "[postgres" in item.nodeid


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
    if reason.removeprefix("Skipped: ") == NO_SHARED_DATA:
        return
    report.outcome = "failed"
    report.longrepr = f"skipped, and in CI that is a failure: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip into a failure where CI says so (an expected failure is no skip)."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and in_ci() and must_not_skip(item):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """A whole module skipped at import hides its tests: in CI that fails."""
    report = yield
    if report.skipped and in_ci():
        _refuse_skip(report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests with processes of their own into one xdist group: takeover and browser tests watch the clock.

    Others that share what their module computes once go to one worker together, or each would compute it again.
    """
    for item in items:
        alone = item.get_closest_marker("processes") or item.get_closest_marker("browser")
        if alone or item.nodeid.startswith(PROCESS_FOLDERS):
            item.add_marker(pytest.mark.xdist_group("processes"))
        elif shares_with_its_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def shares_with_its_module(item: pytest.Item) -> bool:
    """Whether it uses a fixture that lives as long as its module."""
    found = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    return any(definition.scope == "module" for of_name in found.values() for definition in of_name[-1:])
