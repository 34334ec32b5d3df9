import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from isogloss.corpora import hub as corpora_hub
from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.corpora.sources import Limits
from isogloss.corpora.tables import CorpusRow
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Forbidden, IsoglossError, NotFound, Refused, TooLarge, Unavailable
from isogloss.vocabulary.hub_access import HubAccess as Hub
from tests.corpora.loopback_hub import LoopbackHub, serving
from tests.corpora.writing import table

pytestmark = pytest.mark.loopback_hub

CARD = b"---\nlicense: cc-by-sa-4.0\n---\n# Quakes\n"


def split_file(language: str, *ids: int) -> bytes:
    return table("index_id|category|text", *(f"{i}|science|{language} {i}" for i in ids)).encode()


def dataset(*languages: str) -> dict[str, bytes]:
    files = {"README.md": CARD, "load.py": b"raise SystemExit", "weights.bin": b"\x80\x04."}
    for language in languages:
        files[f"data/{language}/train.tsv"] = split_file(language, 1, 2)
        files[f"data/{language}/test.tsv"] = split_file(language, 7)
    return files


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    """A hub with a dataset of two revisions, one only of parquet, one behind a gate."""
    datasets = {
        "lab/quakes": {"main": dataset("eng_Latn", "deu_Latn", "arb_Arab"), "v1": dataset("eng_Latn", "deu_Latn")},
        "lab/parquet": {"main": {"README.md": CARD, "data/train-0.parquet": b"PAR1"}},
        "lab/gated": {"main": dataset("eng_Latn")},
    }
    with serving(LoopbackHub(datasets, gated={"lab/gated"})) as serving_hub:
        yield serving_hub


@pytest.fixture
def reach(hub: LoopbackHub, tmp_path: Path) -> Hub:
    """The way to it, with a cache of the test's own."""
    return Hub(endpoint=hub.endpoint, cache=tmp_path / "cache")


def test_a_dataset_is_imported_with_the_licence_of_its_card_and_the_commit_it_came_from(
    store: Store, hub: LoopbackHub, reach: Hub
) -> None:
    row = import_corpus(store, "lab/quakes", hub=reach)
    assert (row.id, row.licence, row.languages) == ("quakes", "cc-by-sa-4.0", ["en", "de", "ar"])
    assert row.source == f"lab/quakes@{hub.commit('lab/quakes', 'main')}"
    corpus = load_corpus(store, "quakes")
    assert corpus.splits == {"train": {"1", "2"}, "test": {"7"}}
    assert corpus.text("ar", "7") == "arb_Arab 7"
    assert not {"load.py", "weights.bin"} & set(hub.fetched)


def test_only_the_languages_asked_for_are_fetched(store: Store, hub: LoopbackHub, reach: Hub) -> None:
    import_corpus(store, "lab/quakes@v1", hub=reach, languages=["de"])
    assert sorted(hub.fetched) == ["README.md", "data/deu_Latn/test.tsv", "data/deu_Latn/train.tsv"]
    before = list(hub.fetched)
    import_corpus(store, "lab/quakes@v1", hub=reach, languages=["de"], id="again")
    assert hub.fetched == before


def test_what_was_fetched_before_does_not_slip_into_a_smaller_import(
    store: Store, hub: LoopbackHub, reach: Hub
) -> None:
    import_corpus(store, "lab/quakes", hub=reach)
    assert import_corpus(store, "lab/quakes", hub=reach, languages=["en"], id="one").languages == ["en"]


def test_what_the_hub_does_not_give_is_said_plainly_and_imports_nothing(
    store: Store, hub: LoopbackHub, reach: Hub
) -> None:
    cases: list[tuple[str, type[IsoglossError], str]] = [
        ("lab/nothing", NotFound, "unknown_dataset"),
        ("lab/quakes@v9", NotFound, "unknown_revision"),
        ("lab/gated", Forbidden, "gated_dataset"),
        ("lab/parquet", Refused, "no_corpus_files"),
        ("lab/--bad..name", Refused, "unknown_dataset"),
        ("no-such-file", NotFound, "no_such_source"),
    ]
    for source, kind, code in cases:
        with pytest.raises(kind) as refusal:
            import_corpus(store, source, hub=reach)
        assert refusal.value.code == code, source
        assert hub.endpoint not in str(refusal.value)
    with store.app.session() as session:
        assert session.scalar(select(func.count()).select_from(CorpusRow)) == 0


def test_a_cache_that_cannot_be_written_is_no_hub_that_is_away(
    store: Store, reach: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> Path:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(corpora_hub, "_fetch", closed)
    with pytest.raises(Unavailable, match=r"README\.md could not be fetched whole") as refusal:
        import_corpus(store, "lab/quakes", hub=reach)
    assert refusal.value.code == "hub_failed"


def test_the_articles_of_flores_come_with_its_files(store: Store, hub: LoopbackHub, reach: Hub) -> None:
    lines = {f"dev/{code}.dev": f"{code} 1\n{code} 2\n{code} 3\n".encode() for code in ("deu_Latn", "eng_Latn")}
    articles = table("URL|topic", "article 1|quakes", "article 1|quakes", "article 2|tea").encode()
    hub.datasets["lab/flores"] = {"main": lines | {"metadata_dev.tsv": articles, "metadata_devtest.tsv": articles}}
    row = import_corpus(store, "lab/flores", hub=reach, licence="CC BY-SA 4.0", languages=["de"])
    assert (row.n_documents, row.document_rule, row.languages) == (2, "stated", ["de"])
    assert "dev/eng_Latn.dev" not in hub.fetched


def test_a_listed_file_that_is_missing_is_said(store: Store, hub: LoopbackHub, reach: Hub) -> None:
    hub.missing.add("data/tur_Latn/train.tsv")
    with pytest.raises(Refused, match=r"lists data/tur_Latn/train\.tsv, but does not hold it"):
        import_corpus(store, "lab/quakes", hub=reach)


def test_a_dataset_larger_than_allowed_is_refused_before_anything_is_fetched(
    store: Store, hub: LoopbackHub, reach: Hub
) -> None:
    with pytest.raises(TooLarge, match="Import fewer languages"):
        import_corpus(store, "lab/quakes", hub=reach, limits=Limits(unpacked_bytes=60))
    assert hub.fetched == []


def test_a_hub_that_is_away_or_not_wanted_is_said(store: Store, tmp_path: Path, hub: LoopbackHub) -> None:
    nobody = Hub(endpoint="http://127.0.0.1:9", cache=tmp_path / "cache")
    for way in (nobody, Hub(endpoint=hub.endpoint, offline=True)):
        with pytest.raises(Unavailable, match="give a folder"):
            import_corpus(store, "lab/quakes", hub=way)


def test_a_folder_of_that_name_comes_before_the_hub(
    store: Store, hub: LoopbackHub, reach: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lab" / "quakes").mkdir(parents=True)
    (tmp_path / "lab" / "quakes" / "sw.tsv").write_bytes(split_file("swh_Latn", 1))
    monkeypatch.chdir(tmp_path)
    assert import_corpus(store, "lab/quakes", hub=reach, licence="CC0").languages == ["sw"]
    assert hub.fetched == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "socks4://h", "http://[::1", "nonsense", "http://\x7f"])
def test_a_proxy_that_is_of_no_use_is_said_in_a_sentence(
    store: Store, hub: LoopbackHub, reach: Hub, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(Unavailable, match="give a folder") as refusal, unused_client():
        import_corpus(store, "lab/quakes", hub=reach)
    assert refusal.value.code == "offline"
    assert proxy not in str(refusal.value)


@contextmanager
def unused_client() -> Iterator[None]:
    """The hub's client keeps one session for a process: before and after, it has none."""
    from huggingface_hub.utils import close_session

    close_session()
    try:
        yield
    finally:
        close_session()


@pytest.mark.parametrize("endpoint", ["http://[", "no address", "ftp://x", "http://a:b@c:99999"])
def test_an_address_of_a_hub_that_is_none_is_said_in_a_sentence(store: Store, tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(Unavailable, match="give a folder"), unused_client():
        import_corpus(store, "lab/quakes", hub=Hub(endpoint=endpoint, cache=tmp_path / "cache"))


def test_the_client_s_own_word_for_offline_is_heard(
    store: Store, hub: LoopbackHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(Unavailable, match="is offline"):
        import_corpus(store, "lab/quakes", hub=Hub(endpoint=hub.endpoint, cache=tmp_path / "cache"))
    assert hub.fetched == []
