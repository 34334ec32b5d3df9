import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isogloss.vocabulary.errors import Refused
from isogloss.vocabulary.visible import on_one_line, visible, visible_json


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("a\x9b31mred", r"a\x9b31mred"),
        ("line\rother", r"line\rother"),
        ("bell\x07 back\x08 null\0 del\x7f", r"bell\x07 back\x08 null\x00 del\x7f"),
        ("right\u202eto left", r"right\u202eto left"),
        ("apart\u2066from", r"apart\u2066from"),
        ("half \udcff", r"half \udcff"),
        ("Grüße, 你好, שלום, 👩\u200d👩", "Grüße, 你好, שלום, 👩\u200d👩"),
    ],
)
def test_what_would_steer_a_terminal_is_spelled_out_and_all_else_stays(raw: str, shown: str) -> None:
    assert visible(raw) == shown
    assert visible(shown) == shown


def test_a_line_break_stays_in_a_text_and_not_in_a_name() -> None:
    assert visible("two\nlines\tand a tab") == "two\nlines\tand a tab"
    assert on_one_line("two\nlines\tand a tab") == r"two\nlines\tand a tab"


@given(st.text(st.characters(exclude_categories=())))
def test_json_keeps_its_value(text: str) -> None:
    shown = visible_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(shown) == [text]
    shown.encode()
    assert not any(ord(c) in {*range(10), *range(11, 32), *range(127, 160)} for c in shown)


def test_an_error_quotes_names_without_what_they_hide() -> None:
    error = Refused("broken", "In a\x1b[2Jb.tsv is nothing.", hint="Rename \u202ea.tsv.")
    assert str(error) == r"In a\x1b[2Jb.tsv is nothing. Rename \u202ea.tsv."
    assert error.public()["message"] == r"In a\x1b[2Jb.tsv is nothing."
