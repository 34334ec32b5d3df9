import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from isogloss.corpora.concepts import load_concept_set
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.corpora.tables import ConceptSetRow, CorpusRow, SentenceRow
from isogloss.store.open import Store, open_store
from isogloss.vocabulary.errors import Cancelled, Conflict, IsoglossError, OutOfSpace, Refused
from tests.corpora.writing import sentence, table, write


def counts(store: Store) -> tuple[int, ...]:
    with store.app.session() as session:
        kinds = (CorpusRow, SentenceRow, ConceptSetRow)
        return tuple(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds)


def sib(folder: Path, languages: tuple[str, ...] = ("eng_Latn", "deu_Latn"), text: str = "text") -> Path:
    rows = [f"train|{i}|{'sports' if i % 3 else 'science/technology'}|{text} {i}" for i in (4, 5, 9, 1)]
    for language in languages:
        write(folder / f"{language}.tsv.gz", table("split|index_id|category|text", *rows))
    return folder


def test_a_corpus_is_stored_with_its_licence_digest_and_source(store: Store, tmp_path: Path) -> None:
    row = import_corpus(store, sib(tmp_path / "sib"), licence=" CC BY-SA 4.0 ", name="SIB in two")
    with store.app.session() as session:
        stored = session.get(CorpusRow, "sib-in-two")
    assert stored is not None
    assert (stored.licence, stored.digest, stored.source) == ("CC BY-SA 4.0", row.digest, str(tmp_path / "sib"))
    assert (stored.languages, stored.counts) == (["en", "de"], {"en": 4, "de": 4})
    assert (stored.n_ids, stored.n_complete, stored.n_documents, stored.has_documents) == (4, 4, 3, True)
    assert stored.added_at.tzinfo is not None


def test_categories_become_a_concept_set(store: Store, tmp_path: Path) -> None:
    import_corpus(store, sib(tmp_path), id="sib", licence="CC0")
    topics = load_concept_set(store, "sib-topics")
    assert topics.concepts == {"science/technology": frozenset({"9"}), "sports": frozenset({"1", "4", "5"})}
    assert (topics.corpus_id, topics.licence) == ("sib", "CC0")


def test_importing_the_same_content_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    first = import_corpus(store, sib(tmp_path / "a"), id="sib", licence="CC0")
    again = import_corpus(store, sib(tmp_path / "b"), id="sib", licence="MIT")
    assert (again.id, again.digest, again.licence) == (first.id, first.digest, "CC0")
    assert counts(store) == (1, 8, 1)


def test_other_content_under_the_same_id_is_refused_and_the_first_kept(store: Store, tmp_path: Path) -> None:
    first = import_corpus(store, sib(tmp_path / "a"), id="sib", licence="CC0")
    with pytest.raises(Conflict, match="it was kept"):
        import_corpus(store, sib(tmp_path / "b", text="other"), id="sib", licence="CC0")
    assert load_corpus(store, "sib").digest == first.digest
    assert counts(store) == (1, 8, 1)


def test_a_taken_name_of_the_topics_imports_nothing(store: Store, tmp_path: Path) -> None:
    import_corpus(store, sib(tmp_path / "a"), id="a", licence="CC0")
    with store.app.session() as session:
        row = session.get(ConceptSetRow, "a-topics")
        assert row is not None
        facts = {name: getattr(row, name) for name in ("corpus_id", "name", "licence", "digest", "source", "concepts")}
        session.add(ConceptSetRow(id="b-topics", **facts))
    before = counts(store)
    with pytest.raises(Conflict, match="b-topics is taken"):
        import_corpus(store, sib(tmp_path / "b"), id="b", licence="CC0")
    assert counts(store) == before


def test_an_import_that_is_stopped_leaves_nothing(store: Store, tmp_path: Path) -> None:
    source = sib(tmp_path, ("eng_Latn", "deu_Latn", "arb_Arab", "tur_Latn"))
    labels: list[str] = []
    for at in range(5):

        def stop(done: float, total: float, label: str, at: int = at) -> None:
            labels.append(label)
            if done >= at:
                raise Cancelled("cancelled", "Stopped.")

        with pytest.raises(Cancelled):
            import_corpus(store, source, id="sib", licence="CC0", progress=stop)
        assert counts(store) == (0, 0, 0)
    assert labels[-1] == "writing sentences"


def test_progress_only_rises(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[float, float]] = []
    source = sib(tmp_path, ("eng_Latn", "deu_Latn", "arb_Arab"))
    import_corpus(
        store, source, id="sib", licence="CC0", progress=lambda done, total, label: seen.append((done, total))
    )
    assert seen == sorted(seen) and {total for _, total in seen} == {4}


def test_a_fault_in_the_last_line_of_the_last_file_imports_nothing(store: Store, tmp_path: Path) -> None:
    source = sib(tmp_path)
    write(source / "tur_Latn.tsv", table("split|index_id|category|text", "train|1|sports|metin", "train|4|sports"))
    with pytest.raises(Refused, match=r"tur_Latn\.tsv, line 3"):
        import_corpus(store, source, id="sib", licence="CC0")
    assert counts(store) == (0, 0, 0)


def test_two_imports_of_one_corpus_at_once_store_it_once(store: Store, tmp_path: Path) -> None:
    source = sib(tmp_path)
    start = threading.Barrier(4)
    results: list[Any] = []

    def run() -> None:
        start.wait()
        try:
            results.append(import_corpus(store, source, id="sib", licence="CC0").digest)
        except IsoglossError as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1 and isinstance(results[0], str)
    assert counts(store) == (1, 8, 1)


def test_an_id_that_cannot_stand_in_an_address_is_refused(store: Store, tmp_path: Path) -> None:
    source = sib(tmp_path)
    for id in ("", "UPPER", "a b", "-a", "a-", "a/b", "é", "x" * 65, "..", "a\n"):
        with pytest.raises(Refused) as refusal:
            import_corpus(store, source, id=id or None, name=None if id else "☃", licence="CC0")
        assert refusal.value.field == "id"


def test_a_name_that_nobody_could_read_is_refused(store: Store, tmp_path: Path) -> None:
    source = sib(tmp_path)
    for name in (" ", "a\0b", "x" * 201):
        with pytest.raises(Refused) as refusal:
            import_corpus(store, source, id="sib", name=name, licence="CC0")
        assert refusal.value.field == "name"
    assert counts(store) == (0, 0, 0)


def test_a_treebank_keeps_its_words(store: Store, tmp_path: Path) -> None:
    text = sentence("n01001011", "The earth shook", ["The/DET", "earth/NOUN", "shook/VERB"])
    import_corpus(store, write(tmp_path / "en_pud-ud-test.conllu.gz", text), id="pud", licence="CC0")
    corpus = load_corpus(store, "pud")
    tokens = corpus.tokens("en", "n01001011")
    assert tokens is not None
    assert [(t.form, t.lemma, t.upos, t.start, t.end) for t in tokens][1] == ("earth", "earth", "NOUN", 4, 9)


def test_a_full_disk_leaves_no_half_corpus(home: Path, tmp_path: Path) -> None:
    store = open_store(home=home)
    rows = (f"train|{i}|sports|{'long text ' * 50}{i}" for i in range(2_000))
    source = write(tmp_path / "eng_Latn.tsv", table("split|index_id|category|text", *rows))

    def limit(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count=120")

    event.listen(store.app.engine, "connect", limit)
    store.app.dispose()
    with pytest.raises(OutOfSpace):
        import_corpus(store, source, id="sib", licence="CC0")
    assert counts(store) == (0, 0, 0)
    event.remove(store.app.engine, "connect", limit)
    store.app.dispose()
    assert import_corpus(store, source, id="sib", licence="CC0").n_ids == 2_000
    store.close()


def test_a_language_asked_for_in_vain_imports_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="has no sw"):
        import_corpus(store, sib(tmp_path), id="sib", licence="CC0", languages=["en", "sw"])
    assert counts(store) == (0, 0, 0)
