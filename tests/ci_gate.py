"""What CI adds to a run: a browser or Postgres test that was skipped has failed.

Real corpora lie beside the repository, not in it: a clean clone alone must pass, so their absence is a skip everywhere.
"""

import os
from collections.abc import Iterator

import pytest

#: Markers and fixtures whose tests may be skipped on a person's machine, never in CI.
REQUIRED_MARKERS = ("browser", "postgres")
REQUIRED_FIXTURES = ("postgres",)
#: The one reason that never is a failure.
NO_SHARED_DATA = "the shared data is not here (set ISOGLOSS_TEST_DATA)"


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
