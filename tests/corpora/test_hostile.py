"""Hostile and huge sources: one sentence, soon, with little memory, and nothing kept.

Every case here once ran for minutes, took gigabytes or ended in a traceback. The bound on time is generous, for busy
machines; a loop that is quadratic misses it by far.
"""

import gzip
import json
import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from isogloss.corpora.choosing import chosen_ids
from isogloss.corpora.concepts import import_concepts
from isogloss.corpora.documents import documents_of
from isogloss.corpora.id_sets import check_ids, import_ids
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.licences import licence_of
from isogloss.corpora.record import Record, Where
from isogloss.corpora.tables import CorpusRow
from isogloss.store.open import Store, open_store
from isogloss.vocabulary.errors import IsoglossError, Refused
from tests.corpora.writing import table, write

SECONDS = 20
MEBIBYTE = 1 << 20


class Bounded:
    """Measures the time of this process in a block; too long is a failure."""

    def __enter__(self) -> None:
        self._began = time.process_time()

    def __exit__(self, *_: object) -> None:
        assert time.process_time() - self._began < SECONDS


def test_a_readme_of_newlines_is_searched_for_a_licence_once(tmp_path: Path) -> None:
    write(tmp_path / "README.md", b"\n" * 4 * MEBIBYTE)
    with Bounded(), pytest.raises(Refused, match="under which licence"):
        licence_of(tmp_path, [], None)


@pytest.mark.parametrize("text", [
    "License: " * 400_000, "License:" + " " * 4_000_000, " " * 4_000_000 + "\n", "\r" * 4_000_000,
    "\tLicense:\n" * 300_000,
    "---\n" + "license:\n" * 300_000 + "---\n", "---\n" + "a: &a [*a]\n" * 200_000 + "---\n",
    "---\nlicense: " + "[" * 5_000 + "\n---\n", "---\n" + "x" * 4_000_000,
    "---\nlicense: !!python/name:os.system\n---\n",
], ids=range(10))  # fmt: skip
def test_no_readme_takes_long(tmp_path: Path, text: str) -> None:
    write(tmp_path / "README.md", text)
    with Bounded(), suppress(Refused):
        assert len(licence_of(tmp_path, [], None)) <= 500


@pytest.mark.parametrize("card", ["license: cc-by-sa-4.0\nother: 1", "a: 1\nlicense:\n- cc-by-sa-4.0\n- 3\nb: [",
                                  "license: [cc-by-sa-4.0]", "license:\n  - 'cc-by-sa-4.0'\n"])  # fmt: skip
def test_a_cards_licence_is_read_whatever_else_the_card_holds(tmp_path: Path, card: str) -> None:
    write(tmp_path / "README.md", f"---\n{card}\n---\n# A data set\nlicense: other")
    assert licence_of(tmp_path, [], None) == "cc-by-sa-4.0"


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[Store]:
    """One house for all that is refused, with a small corpus: nothing of it depends on the database."""
    folder = tmp_path_factory.mktemp("house")
    store = open_store(home=folder)
    small = write(folder / "small" / "en.tsv", table("id|text", "1|a", "2|b"))
    import_corpus(store, small, licence="x", id="s")
    yield store
    store.close()


JSON = {
    "many lines": b"{\n" + b"\n" * 33 * MEBIBYTE + b"}",
    "many values": b'{"a": [' + b"1," * 3_100_000 + b"1]}",
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a number without end": b'{"a": [' + b"9" * 100_000 + b"]}",
    "1e400": b'{"a": [1e400]}',
    "NaN": b'{"a": [NaN]}',
    "a half character": b'{"\\ud800": ["1"]}',
    "an id that is half a character": b'{"a": ["\\ud800"]}',
    "a NUL": b'{"a\\u0000b": ["1"]}',
    "a raw NUL": b'{"a\0b": ["1"]}',
    "an escape code": b'{"a\\u001b[31m": ["1"]}',
    "no UTF-8": b'{"a": ["\xff"]}',
    "a key twice": b'{"a": ["1"], "a": ["2"]}',
    "UTF-16": '{"a": ["1"]}'.encode("utf-16"),
    "a spreadsheet": b"PK\x03\x04",
    "nothing": b"",
    "a bomb": gzip.compress(b"[" + b" " * 40 * MEBIBYTE),
}


@pytest.mark.parametrize("case", JSON)
@pytest.mark.parametrize("add", [import_concepts, import_ids])
def test_a_hostile_file_of_concepts_or_ids_is_one_sentence(house, tmp_path, add: Callable, case: str) -> None:
    file = write(tmp_path / "x.json", JSON[case])
    how = {"licence": "x"} if add is import_concepts else {"name": "n"}
    with Bounded(), pytest.raises(IsoglossError) as refusal:
        add(house, file, corpus="s", **how)
    assert len(str(refusal.value)) < 500 and str(refusal.value).isprintable()


def test_a_duplicate_id_at_the_end_of_very_many_is_found_at_once() -> None:
    ids = [str(i) for i in range(60_000)] + ["59999"]
    with Bounded(), pytest.raises(Refused, match="“59999” stands twice"):
        check_ids(ids, set(ids), "c", "the set")


def test_documents_stated_for_some_of_very_many_ids_are_found_in_one_go() -> None:
    records = [Record(str(i), "en", "a", Where("x", i), f"d{i}" if i % 2 else None) for i in range(60_000)]
    with Bounded():
        assert len(set(documents_of(records)[1].values())) == 60_000


def test_whole_documents_are_chosen_from_very_many_in_one_go() -> None:
    class Corpus:
        documents = {f"{i:05}": f"d{i}" for i in range(60_000)}
        select = complete = staticmethod(lambda *_: tuple(Corpus.documents))
        groups = staticmethod(lambda *_: Corpus.documents)

    with Bounded():
        assert len(chosen_ids(Corpus(), ("en",), None, 50_000, seed=0)) == 50_000


HUGE = {
    "x.tsv": b"id\ten\n" + b"a" * 3 * MEBIBYTE,
    "y.tsv": b"\n" * MEBIBYTE,
    "z.tsv": b"id\ten\n" + b"\r\n" * MEBIBYTE,
    "x.csv": b'id,en\n1,"' + b"a" * 200_000 + b'"\n',
    "y.csv": b'id,en\n1,"' + b"a\n" * MEBIBYTE,
    "z.csv": b"id" + b",a" * 100_000 + b"\n",
    "w.csv": b"sep=,",
    "v.csv": b"sep=\n\n",
    "x.jsonl": b"[" * 900_000 + b"\n",
    "y.jsonl": b'{"id": 1e400, "en": "a"}\n',
    "z.jsonl": b'{"id": 1, "en": "\\ud800"}\n',
    "w.jsonl": b"{" + b",".join(b'"k%d":1' % i for i in range(90_000)) + b"}\n",
    "v.jsonl": b"\n" * MEBIBYTE,
    "u.jsonl": b'{"id": ' + b"9" * 100_000 + b', "en": "a"}\n',
    "t.jsonl": b'{"id": NaN, "en": "a"}\n',
    "en.conllu": b"# sent_id = 1\n# text = a\n" + (b"# " + b"x" * 900_000 + b"\n") * 30,
    "de.conllu": b"\n" * MEBIBYTE,
    "fr.conllu": b"# sent_id = 1\n# text = a\n" + b"1-" * 400_000 + b"\t_" * 9 + b"\n\n",
    "es.conllu": b"# sent_id = 1\n# text = a\n1\ta\ta\tX\t_\t" + b"a=b|" * 200_000 + b"\t0\troot\t_\t_\n\n" * 2,
    "en.dev": b"a" * 3 * MEBIBYTE,
    "de.dev": b"\n" * MEBIBYTE,
    "en.tsv": b"id\ttext\n1\ta\0b\n",
    "de.tsv": b"id\ttext\n1\0\ta\n",
    "fr.tsv": b"id\ttext\tdocument\n1\ta\td\0\n",
    "es.tsv": gzip.compress(b"id\ttext\n" + b"\n" * 40 * MEBIBYTE),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_hostile_corpus_is_one_sentence_soon_with_little_memory(house, tmp_path: Path, name: str) -> None:
    file = write(tmp_path / name, HUGE[name])
    tracemalloc.start()
    try:
        with Bounded(), pytest.raises(IsoglossError) as refusal:
            import_corpus(house, file, licence="x", id="hostile")
        assert tracemalloc.get_traced_memory()[1] < 200 * MEBIBYTE
    finally:
        tracemalloc.stop()
    assert len(str(refusal.value)) < 600 and str(refusal.value).isprintable()
    with house.app.session() as session:
        assert session.get(CorpusRow, "hostile") is None


@pytest.mark.parametrize(
    "name", [b"en\x1b[31m.tsv", b"en\n.tsv", "en\u202e.tsv".encode(), b"en\xff.tsv", b"[red]en.tsv"]
)
def test_a_files_name_is_quoted_without_what_it_hides(house, tmp_path: Path, name: bytes) -> None:
    (tmp_path / "c").mkdir()
    with open(os.fsencode(tmp_path / "c") + b"/" + name, "wb") as file:
        file.write(b"id\ttext\n1\ta\n2\n")
    with pytest.raises(Refused) as refusal:
        import_corpus(house, tmp_path / "c", licence="x", languages=["en"])
    json.dumps(refusal.value.public()).encode()
    assert str(refusal.value).isprintable() and "line 3" in str(refusal.value)


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def loop(path: Path) -> Path:
    path.symlink_to(path.name)
    return path


def linked_folder(path: Path) -> Path:
    write(path / "deep" / "en.tsv", table("id|text", "1|a"))
    (path / "deep" / "again").symlink_to(path)
    (path / "de.tsv").symlink_to("nowhere")
    return path


PLACES: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda folder: pipe(folder / "en.tsv"),
    "a pipe in a folder": lambda folder: pipe(folder / "en.tsv").parent,
    "a device": lambda _: "/dev/zero",
    "standard input": lambda _: "/dev/stdin",
    "a loop of links": lambda folder: loop(folder / "en.tsv"),
    "a dead link in a folder": lambda folder: linked_folder(folder / "f"),
    "an empty folder": lambda folder: folder,
    "nothing": lambda _: "",
    "nobody's home": lambda _: "~nosuchuser/en.tsv",
    "300 characters": lambda folder: folder / ("a" * 300),
    "no UTF-8": lambda folder: f"{folder}/\udcff.tsv",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("add", [import_corpus, import_concepts, import_ids])
def test_a_place_that_is_no_file_is_one_sentence(house, tmp_path: Path, add: Callable, place: str) -> None:
    (tmp_path / "there").mkdir()
    source = PLACES[place](tmp_path / "there")
    how = {import_corpus: {}, import_concepts: {"corpus": "s"}, import_ids: {"corpus": "s", "name": "n"}}[add]
    with Bounded(), pytest.raises(IsoglossError) as refusal:
        add(house, source, **how)
    assert len(str(refusal.value)) < 500 and str(refusal.value).isprintable()


def test_a_folder_with_a_link_to_itself_is_searched_once(tmp_path: Path, read) -> None:
    write(tmp_path / "c" / "en.tsv", table("id|text", "1|a"))
    (tmp_path / "c" / "again").symlink_to(tmp_path / "c")
    assert read(tmp_path / "c").counts == {"en": 1}


@pytest.mark.slow
def test_forty_thousand_ids_are_imported_in_time_that_grows_as_they_do(store, tmp_path: Path) -> None:
    def seconds(n: int) -> float:
        for language in ("en", "de"):
            rows = (f"{i}|The text {i} is here.|{f'd{i // 7}' if i % 2 else ''}" for i in range(n))
            write(tmp_path / f"c{n}" / f"{language}.tsv", table("id|text|document", *rows))
        began = time.process_time()
        import_corpus(store, tmp_path / f"c{n}", licence="x")
        return time.process_time() - began

    assert seconds(40_000) < 8 * seconds(10_000)
