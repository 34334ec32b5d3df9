from pathlib import Path

import pytest

from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import sentence, write

FRENCH = """\
# sent_id = n01001011
# text = Il va du  pont au bord.
1\tIl\til\tPRON\t_\tNumber=Sing|Person=3\t2\tnsubj\t_\t_
2\tva\taller\tVERB\t_\t_\t0\troot\t_\t_
3-4\tdu\t_\t_\t_\t_\t_\t_\t_\t_
3\tde\tde\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\t_\t5\tdet\t_\t_
5\tpont\tpont\tNOUN\t_\t_\t2\tobl\t_\t_
5.1\tva\taller\tVERB\t_\t_\t_\t_\t0:root\t_
6-7\tau\t_\t_\t_\t_\t_\t_\t_\t_
6\tà\tà\tADP\t_\t_\t8\tcase\t_\t_
7\tle\tle\tDET\t_\t_\t8\tdet\t_\t_
8\tbord\tbord\tNOUN\t_\t_\t2\tobl\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_
"""


def test_words_know_their_place_and_those_of_one_form_share_it(tmp_path: Path, read) -> None:
    joined = read(write(tmp_path / "fr_x-ud-test.conllu", FRENCH))
    (record,) = joined.records
    spans = [(token.form, record.text[token.start : token.end]) for token in record.tokens]
    assert spans == [
        ("Il", "Il"), ("va", "va"), ("de", "du"), ("le", "du"), ("pont", "pont"), ("à", "au"), ("le", "au"),
        ("bord", "bord"), (".", "."),
    ]  # fmt: skip
    assert record.tokens[0][:4] == ("Il", "il", "PRON", "Number=Sing|Person=3")
    assert (record.language, record.split) == ("fr", "test")


def test_a_word_that_is_not_in_the_text_has_no_place_and_is_counted(tmp_path: Path, read) -> None:
    source = write(tmp_path / "de.conllu", sentence("a", "Ein Beben kam", ["Ein", "Erdbeben", "kam"]))
    joined = read(source)
    assert [token.start for token in joined.records[0].tokens] == [0, None, None]
    assert "1 texts hold words that are not in it" in joined.note


def test_white_space_and_unusual_line_breaks_inside_a_text_stay(tmp_path: Path, read) -> None:
    text = "Eins\u2028zwei\x85drei\u00a0 vier"
    joined = read(write(tmp_path / "de.conllu", sentence("a", text, ["Eins", "zwei", "drei", "vier"])))
    assert joined.records[0].text == text


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        (3, "1\tone\tone\tNUM\t_\t_\t0\troot\t_", "ten columns"),
        (3, "one one one NUM _ _ 0 root _ _", "ten columns"),
        (3, "x\tone\tone\tNUM\t_\t_\t0\troot\t_\t_", "not a valid ID"),
        (3, "2\tone\tone\tNUM\t_\t_\t0\troot\t_\t_", "word 2 follows word 0"),
        (3, "1\tone\tone\tNUM\t_\t_\thead\troot\t_\t_", "head"),
        (3, "1\t\tone\tNUM\t_\t_\t0\troot\t_\t_", "no form"),
        (3, "1\tone  two\tone\tNUM\t_\t_\t0\troot\t_\t_", "two spaces"),
        (3, "1\to\0ne\tone\tNUM\t_\t_\t0\troot\t_\t_", "NUL"),
        (2, "# text = ", "text is not"),
        (1, "# sent_id = ", "no “# sent_id"),
        (1, "# sent_id = " + "x" * 300, "300 characters"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, read, line: int, column: str, what: str) -> None:
    good = ["# sent_id = a", "# text = one", "1\tone\tone\tNUM\t_\t_\t0\troot\t_\t_"]
    first = sentence("before", "all is well")
    bad = [*good[: line - 1], column, *good[line:]]
    source = write(tmp_path / "en.conllu", first + "\n".join(bad) + "\n\n")
    with pytest.raises(Refused) as refusal:
        read(source)
    at = refusal.value.details["line"] - first.count("\n")
    assert refusal.value.details["file"] == "en.conllu"
    # A missing comment is missed where its sentence begins.
    assert at in (line, 1)
    assert "en.conllu, line" in refusal.value.message and "Nothing was imported" in refusal.value.message


def test_a_sentence_without_words_is_refused(tmp_path: Path, read) -> None:
    with pytest.raises(Refused, match=r"line 1: .* no words"):
        read(write(tmp_path / "en.conllu", "# sent_id = a\n# text = one\n\n"))


def test_a_sentence_that_never_ends_is_refused(tmp_path: Path, read) -> None:
    with pytest.raises(Refused, match="more than 15,000 lines"):
        read(write(tmp_path / "en.conllu", "# comment = 1\n" * 20_000))


def test_named_documents_hold_until_the_next_and_unnamed_ones_stand_apart(tmp_path: Path, read) -> None:
    text = (
        sentence("s1", "one", comments=["newdoc id = first"])
        + sentence("s2", "two")
        + sentence("s3", "three", comments=["newdoc"])
        + sentence("s4", "four")
    )
    joined = read(write(tmp_path / "en_x-ud-train.conllu", text))
    documents = {record.id: record.document for record in joined.records}
    assert documents["s1"] == documents["s2"] == "first"
    assert documents["s3"] == documents["s4"] != "first"
    assert (joined.document_rule, joined.n_documents) == ("stated", 2)
