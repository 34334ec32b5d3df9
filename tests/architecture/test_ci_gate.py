"""In CI a browser or Postgres test that is skipped has failed; elsewhere it is counted."""

import pytest

SUITE = """
import pytest

@pytest.mark.browser
def test_a_page(): pytest.skip("no chromium")

@pytest.mark.parametrize("database", ["postgres"])
def test_a_store(database): pytest.skip("no server")

@pytest.fixture
def shared_data(): pytest.skip("the shared data is not here (set ISOGLOSS_TEST_DATA)")

@pytest.mark.postgres
def test_real_text(shared_data): ...

def test_something_else(): pytest.skip("needs another machine")

@pytest.mark.browser
@pytest.mark.xfail(strict=True)
def test_a_known_fault(): assert False
"""


def run(pytester: pytest.Pytester, **environment: str):
    """The suite above in an inner pytest with only the gate loaded."""
    pytester.makeini("[pytest]\nmarkers =\n  browser: x\n  postgres: x\n  processes: x\n")
    pytester.makepyfile(SUITE)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return pytester.runpytest_inprocess("-p", "tests.ci_gate", "-p", "no:cacheprovider")


def test_skips_are_failures_in_ci(pytester):
    run(pytester, CI="true").assert_outcomes(failed=2, skipped=2, xfailed=1)


def test_skips_are_skips_on_a_persons_machine(pytester):
    run(pytester).assert_outcomes(skipped=4, xfailed=1)


def test_a_module_that_skips_itself_fails_in_ci(pytester):
    pytester.makepyfile('import pytest; pytest.skip("no playwright", allow_module_level=True)')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CI", "true")
        result = pytester.runpytest_inprocess("-p", "tests.ci_gate")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*in CI that is a failure*"])
