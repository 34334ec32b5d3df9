"""The runner of benchmarks: what a claim must say, and where the table goes."""

import importlib.util

import pytest

from tests.architecture.repository import ROOT

_spec = importlib.util.spec_from_file_location("run_all", ROOT / "benchmarks" / "run_all.py")
run_all = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(run_all)

CLAIM = {"name": "a | b", "value": 12345.6, "unit": "x", "goal": ">= 100", "comparison": "loop", "n": 5, "holds": False}


def test_a_claim_must_say_everything():
    with pytest.raises(ValueError, match="goal"):
        run_all.read_answer('{"claims": [{"name": "fast", "value": 1, "unit": "s"}], "setup": {}}')


def test_lines_before_the_answer_are_passed_over():
    assert run_all.read_answer('warming up\n{"claims": [], "setup": {"cores": 2}}\n')["setup"] == {"cores": 2}


def test_a_claim_that_does_not_hold_is_printed_as_such():
    answer = {"benchmark": "capture", "claims": [CLAIM], "setup": {"cores": 2}, "seconds": 3}
    found = {"capture": run_all.section(answer)}
    assert "| `capture` | a \\| b | 12,346 x | >= 100 | loop | 5 | **no** |" in run_all.table(found)
    assert "0 of 1 measured claims hold" in run_all.line(found)


def test_what_is_not_measured_anew_stays_as_it_was():
    held = {"benchmark": "capture", "claims": [CLAIM | {"holds": True}], "setup": {"cores": 2}, "seconds": 3}
    found = {"capture": run_all.section(held), "probes": run_all.section(held | {"benchmark": "probes", "claims": []})}
    page = run_all.between_markers(f"{run_all.START}{run_all.END}", run_all.table(found))
    assert run_all.sections(page) == found
    assert "1 of 1 measured claims hold" in run_all.line(run_all.sections(page))


def test_the_table_replaces_the_old_one_and_nothing_else():
    text = f"before\n{run_all.START}\nold\n{run_all.END}\nafter\n"
    assert run_all.between_markers(text, "new") == f"before\n{run_all.START}\nnew\n{run_all.END}\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        run_all.between_markers("no markers", "new")


def test_the_pages_that_quote_benchmarks_have_a_place_for_them():
    for page in (run_all.PAGE, run_all.README):
        assert run_all.between_markers(page.read_text(), "x")


def test_a_benchmark_without_an_answer_is_an_error(tmp_path):
    silent = tmp_path / "silent.py"
    silent.write_text("print('nothing')")
    assert "no answer" in run_all.run(silent)["error"]


def test_the_page_says_what_every_benchmark_measures():
    for path in run_all.benchmarks():
        assert f"- `{path.stem}`: " in run_all.PAGE.read_text(), path.name
