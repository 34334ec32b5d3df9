"""What the command line prints: text of others as text, faults as sentences."""

import re
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from isogloss import __version__, cli
from isogloss.cli import following, speaking
from isogloss.vocabulary.errors import Refused

HOSTILE = "a\x1b[2J[bold red]b[/] :smile: \u202ec\x9b1m"
SHOWN = r"a\x1b[2J[bold red]b[/] :smile: \u202ec\x9b1m"

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(capsys, monkeypatch, tmp_path) -> Say:
    """The exit code and all that a command printed, in this process."""

    def saying(*arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("ISOGLOSS_HOME", str(tmp_path / "house"))
        monkeypatch.setattr(sys, "argv", ["isogloss", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out + printed.err

    return saying


def test_the_version_is_one_line(say) -> None:
    assert say("--version") == (0, f"isogloss {__version__}\n")


@pytest.mark.parametrize("arguments", [
    ("models", "add"), ("corpora", "add"), ("concepts", "add", "--corpus", "c"),
    ("ids", "add", "--corpus", "c", "--name", "n"), ("import",), ("models", "add", "folder", "--tokenizer"),
])  # fmt: skip
@pytest.mark.parametrize("source", ["", " ", "~nosuchuser/x", "x" * 300, "\udcff"])
def test_an_argument_that_can_be_no_path_is_one_sentence_for_all_that_is_added(say, arguments, source) -> None:
    code, printed = say(*arguments, source)
    assert code == 2
    assert printed.startswith("Error (") and printed.count("\n") <= 3 and "Traceback" not in printed


def test_the_folder_a_command_stands_in_is_not_added_for_an_empty_argument(say, tmp_path, monkeypatch) -> None:
    (tmp_path / "en.tsv").write_text("id\ttext\n1\ta\n")
    monkeypatch.chdir(tmp_path)
    assert say("corpora", "add", "", "--licence", "x") == (
        2,
        "Error (source): The source is empty.\n"
        "  Name a file or a folder. In a script, check that the variable is set.\n",
    )


@pytest.mark.parametrize("arguments", [("corpora", "add", "a", HOSTILE), (HOSTILE,), ("run", f"--{HOSTILE}")])
def test_arguments_that_are_not_understood_are_repeated_safely(say, arguments) -> None:
    code, printed = say(*arguments)
    assert code == 2
    assert r"\x1b[2J" in printed and "\x1b" not in printed and "\x9b" not in printed


def printed_by(show: Callable[[], None], capsys) -> str:
    show()
    both = capsys.readouterr()
    return both.out + both.err


@pytest.mark.parametrize("show", [
    lambda: speaking.show_error(Refused("x", HOSTILE, hint=HOSTILE, field=HOSTILE).public()),
    lambda: speaking.show_error({"message": HOSTILE}),
    lambda: speaking.show_table(HOSTILE, [HOSTILE, ""], [[HOSTILE, "b"]]),
    lambda: speaking.show_result({"x": HOSTILE, "notes": [HOSTILE]}),
    lambda: speaking.show_result({"points": [{"checkpoint": HOSTILE, "headline": {"n": {"value": 1.0, "n": 2}}}]}),
    lambda: speaking.out.print(HOSTILE, style="bold"),
    lambda: following.exit_code(SimpleNamespace(status="failed", error=None), [
        {"name": HOSTILE, "code": "x", "message": HOSTILE, "hint": HOSTILE},
    ]),
])  # fmt: skip
def test_text_of_others_neither_steers_nor_styles_what_is_printed(show, capsys) -> None:
    printed = printed_by(show, capsys)
    assert SHOWN in printed
    assert not {"\x1b", "\x9b", "\u202e"} & set(printed)


def test_a_bar_of_progress_shows_a_files_name_as_it_is_spelled(capsys) -> None:
    bars = following._bars()
    bars.add_task("[red]\x1b[2J", total=1, left="")
    printed = printed_by(lambda: speaking.err.print(bars.get_renderable()), capsys)
    assert r"[red]\x1" in printed and "\x1b" not in printed


def test_json_can_be_printed_whatever_is_in_it(capsys) -> None:
    printed = printed_by(lambda: speaking.show_json({"name": f"{HOSTILE}\udcff"}), capsys)
    assert r"\u001b[2J" in printed and r"\udcff" in printed and "\x1b" not in printed


def test_a_fault_nobody_foresaw_is_a_sentence_with_its_place(capsys, monkeypatch) -> None:
    monkeypatch.delenv("ISOGLOSS_TRACEBACK", raising=False)
    with pytest.raises(SystemExit) as end, speaking.reporting_errors():
        raise RuntimeError(HOSTILE)
    printed = capsys.readouterr().err
    assert end.value.code == 1
    assert "RuntimeError (" in printed and "2J" not in printed
    monkeypatch.setenv("ISOGLOSS_TRACEBACK", "1")
    with pytest.raises(RuntimeError), speaking.reporting_errors():
        raise RuntimeError(HOSTILE)


def test_what_nobody_foresaw_in_a_process_that_nobody_watches_is_written_down(capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("ISOGLOSS_TRACEBACK", raising=False)
    with pytest.raises(SystemExit) as end, speaking.reporting_errors(), speaking.noting_incidents(tmp_path):
        raise RuntimeError(HOSTILE)
    printed = capsys.readouterr().err
    written = (tmp_path / "logs" / "incidents.log").read_text()
    number = re.search(r"incident ([0-9a-f]{8})", printed)
    assert end.value.code == 1
    assert "RuntimeError (" in printed and "2J" not in printed
    assert number and f"==== {number[1]} " in written and "Traceback" in written
    with pytest.raises(Refused), speaking.noting_incidents(tmp_path):
        raise Refused("x", "Known.")
    assert (tmp_path / "logs" / "incidents.log").read_text() == written


def test_a_place_is_in_our_own_modules_wherever_a_person_installed_them(capsys, monkeypatch) -> None:
    code = compile("def fail(): raise RuntimeError", "/srv/isogloss/.venv/lib/other.py", "exec")
    names: dict[str, Callable[[], None]] = {}
    exec(code, names)
    with pytest.raises(SystemExit), speaking.reporting_errors():
        names["fail"]()
    assert "(speaking.py, line" in capsys.readouterr().err


def test_the_doctor_says_how_each_part_is_and_ends_well_where_none_is_broken(say) -> None:
    code, said = say("doctor")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines() if not line.startswith(" ")][:3] == [
        "database",
        "clock",
        "disk",
    ]


def test_the_doctor_says_what_to_do_where_no_database_answers(say, monkeypatch) -> None:
    monkeypatch.setenv("ISOGLOSS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, said = say("doctor")
    assert code == 1
    assert "broken" in said and "ISOGLOSS_DATABASE_URL" in said
