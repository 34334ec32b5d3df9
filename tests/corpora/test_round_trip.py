"""What is written by whoever keeps a corpus is what a study reads, to the letter, on both databases."""

import csv
import io
import itertools
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.corpora.record import Token
from isogloss.store.open import Store
from tests.corpora.writing import write

#: Examples of one test share its store: each needs a name of its own.
_numbers = itertools.count()

LANGUAGES = ("en", "ar", "zh-Hans", "th", "id")

#: Any text that a line of any format can hold: no NUL, no surrogates, not only white space.
TEXTS = st.text(
    st.characters(exclude_characters="\0\n\r\t", exclude_categories=("Cs",)), min_size=1, max_size=60
).filter(str.strip)
IDS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\t"), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)


def _joined(corpus: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """With one id that all of its languages have: without any there is no parallel corpus, and it is refused."""
    every = {code: text for of in corpus.values() for code, text in of.items()}
    first = next(iter(corpus))
    return corpus | {first: every | corpus[first]}


CORPORA = st.dictionaries(
    IDS, st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, min_size=1), min_size=1, max_size=6
).map(_joined)  # fmt: skip


def long_jsonl(corpus: dict[str, dict[str, str]], ascii_only: bool) -> str:
    rows = [{"sent_id": i, "lang": code, "text": text} for i, of in corpus.items() for code, text in of.items()]
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in reversed(rows))


def wide_csv(corpus: dict[str, dict[str, str]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow(["sent_id", *LANGUAGES])
    table.writerows([[item, *(of.get(code, "") for code in LANGUAGES)] for item, of in corpus.items()])
    return out.getvalue()


def long_tsv(corpus: dict[str, dict[str, str]]) -> str:
    rows = [f"{code}\t{text}\t{i}\n" for i, of in corpus.items() for code, text in of.items()]
    return "language\ttext\titem_id\n" + "".join(rows)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=CORPORA, ascii_only=st.booleans())
def test_texts_come_back_to_the_letter_from_every_format(
    store: Store, tmp_path: Path, corpus: dict[str, dict[str, str]], ascii_only: bool
) -> None:
    name = f"c{next(_numbers)}"
    sources = [
        write(tmp_path / f"{name}.jsonl.gz", long_jsonl(corpus, ascii_only)),
        write(tmp_path / f"{name}.csv", wide_csv(corpus)),
        write(tmp_path / f"{name}.tsv", long_tsv(corpus)),
    ]
    digests = set()
    for source in sources:
        # A column whose first cell is a number is asked about, whatever it is called.
        told = sorted({code for of in corpus.values() for code in of}) if source.suffix == ".csv" else None
        row = import_corpus(store, source, id=f"{name}-{source.suffixes[0][1:]}", licence="CC0", languages=told)
        loaded = load_corpus(store, row.id)
        found = {
            i: {code: loaded.text(code, i) for code in loaded.languages if loaded.has(code, i)} for i in loaded.ids
        }
        assert found == corpus
        digests.add(row.digest)
    assert len(digests) == 1


FORMS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8).filter(
    lambda form: form != "_"
)
WORDS = st.lists(
    st.tuples(FORMS, st.sampled_from(["NOUN", "PROPN", "X"]), st.sampled_from(["_", "Case=Nom|Number=Sing"])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.lists(WORDS, min_size=1, max_size=4))
def test_the_words_of_a_treebank_come_back_with_their_places(
    store: Store, tmp_path: Path, sentences: list[list[tuple[str, str, str]]]
) -> None:
    blocks, expected = [], []
    for i, words in enumerate(sentences):
        text, tokens = " ".join(form for form, _, _ in words), []
        for form, upos, feats in words:
            start = tokens[-1].end + 1 if tokens else 0
            tokens.append(Token(form, form, upos, feats.replace("_", ""), start, start + len(form)))
        rows = [f"{n}\t{f}\t{f}\t{u}\t_\t{feats}\t0\troot\t_\t_" for n, (f, u, feats) in enumerate(words, 1)]
        blocks.append("\n".join([f"# sent_id = s{i}", f"# text = {text}", *rows]) + "\n\n")
        expected.append(tuple(tokens))
    name = f"t{next(_numbers)}"
    source = write(tmp_path / f"en_{name}-ud-test.conllu", "".join(blocks))
    row = import_corpus(store, source, id=name, licence="CC0")
    corpus = load_corpus(store, row.id)
    assert [corpus.tokens("en", item) for item in corpus.ids] == expected
