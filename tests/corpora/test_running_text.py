"""Running text: documents of a corpus or a folder, and which of them are kept out of training."""

import pytest

from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.corpora.running_text import LEAST_KEPT_OUT, kept_out, of_corpus, of_folder
from isogloss.vocabulary.errors import Refused


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def lines(count, word="word"):
    return "".join(f"{word} {i} is a line of some length.\n" for i in range(count))


def test_a_line_is_a_document_unless_there_are_empty_lines(tmp_path):
    text = of_folder(write(tmp_path / "t", {"en.txt": lines(30), "de.txt": "eins\nzwei\n\n\n \ndrei\n\n"}))
    assert text.languages == ("en", "de")
    assert len(text.documents["en"]) == 30
    assert list(text.documents["de"].values()) == [("eins\nzwei",), ("drei",)]
    assert not text.parallel


def test_a_folder_of_files_is_a_language_too_and_codes_are_read_as_everywhere(tmp_path):
    text = of_folder(
        write(tmp_path / "t", {"deu_Latn/a.txt": lines(3), "deu_Latn/b/c.txt": lines(2), ".git/x.txt": "x"})
    )
    assert text.languages == ("de",)
    assert sorted(text.documents["de"]) == ["a.txt#0", "a.txt#1", "a.txt#2", "b/c.txt#0", "b/c.txt#1"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"notes.md": "x"}, "no_text"),
        ({"README.txt": "x"}, "unknown_language"),
        ({"en.txt": b"\xff\xfe\x00"}, "broken_text"),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused(tmp_path, files, code):
    with pytest.raises(Refused) as refused:
        of_folder(write(tmp_path / "t", files))
    assert (refused.value.code, refused.value.field) == (code, "text")


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="no folder “nowhere”"):
        of_folder(tmp_path / "nowhere")


def test_too_little_text_and_unknown_languages_are_refused(tmp_path):
    text = of_folder(write(tmp_path / "t", {"en.txt": lines(100), "de.txt": lines(19), "sw.txt": "a\n" * 100}))
    text.check(["en"])
    for language, field in (("fr", "languages"), ("de", "text"), ("sw", "text")):
        with pytest.raises(Refused) as refused:
            text.check(["en", language])
        assert refused.value.field == field


def test_the_digest_is_of_names_and_content(tmp_path):
    one = of_folder(write(tmp_path / "a", {"en.txt": lines(30)}))
    assert of_folder(write(tmp_path / "b", {"en.txt": lines(30)})).digest == one.digest
    assert of_folder(write(tmp_path / "b", {"en.txt": lines(31)})).digest != one.digest
    assert of_folder(write(tmp_path / "c", {"de.txt": lines(30)})).digest != one.digest


def test_what_is_kept_out_is_the_same_in_all_languages_and_stays_so(tmp_path):
    text = of_folder(write(tmp_path / "t", {"en.txt": lines(400), "de.txt": lines(380), "sw.txt": lines(4)}))
    out = {language: set(text.names(language, kept_out=True)) for language in text.languages}
    assert 10 <= len(out["en"]) <= 30
    assert out["de"] == out["en"] & set(text.documents["de"])
    assert len(out["sw"]) >= LEAST_KEPT_OUT
    assert not out["en"] & set(text.names("en"))
    more = kept_out({"en": {f"#{i}": () for i in range(800)}})
    assert {name for name in more if name in text.documents["en"]} <= text.kept_out


@pytest.fixture
def corpus(store, tmp_path):
    rows = "id\tdocument\tsplit\ten\tde\n" + "".join(
        f"{i}\td{i // 3}\t{'train' if i < 60 else 'test'}\tEnglish {i}.\t{f'Deutsch {i}.' if i != 4 else ''}\n"
        for i in range(90)
    )
    (tmp_path / "c.tsv").write_text(rows)
    import_corpus(store, tmp_path / "c.tsv", id="mine", licence="CC0-1.0")
    return load_corpus(store, "mine")


def test_a_corpus_is_read_document_by_document(corpus):
    text = of_corpus(corpus)
    assert text.parallel
    assert text.text("en", "d1") == "English 3. English 4. English 5."
    assert text.documents["de"]["d1"] == ("Deutsch 3.", "Deutsch 5.")
    assert set(text.documents["en"]) == set(corpus.documents.values())
    assert (text.digest, text.licence) == (corpus.digest, corpus.licence)


def test_a_part_of_a_corpus_can_be_chosen(corpus):
    assert set(of_corpus(corpus, "train").documents["en"]) == {f"d{i}" for i in range(20)}
    with pytest.raises(Refused, match="no id set"):
        of_corpus(corpus, "trian")
