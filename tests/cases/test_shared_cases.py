"""The cases of ``../shared/cases`` that are files, each with the right outcome; those that are made by a script or need
a server, a ladder or a run stand beside their subject."""

from pathlib import Path

import pytest

from isogloss.corpora.imports import import_corpus
from isogloss.corpora.parallel import load_corpus
from isogloss.models.files import read_config
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Refused

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

#: What is refused: the source, and what the refusal must say.
REFUSED = {
    "doc-column-becomes-a-language/doc-col.csv": ("unsure_language", "“doc”"),
    "no-id-in-common/leadzero": ("no_shared_ids", "“001”"),
    "numbers/wide-columns/x.tsv": ("unsure_language", "“cat”, “no”, “row”"),
}
#: What is imported: the source, how, its languages, how many ids are in all of them, and what is said.
IMPORTED = [
    ("excel-semicolons/semicolon.csv", None, ["en", "de"], 30, "Languages are the columns en (en), de (de)."),
    ("flores200-as-released/flores200_dataset", None, ["en", "de"], 60, "Ids are the numbers of lines."),
    ("sib200-whole/sib", None, ["en", "ak", "tw"], 2, "Ids are the column index_id."),
    ("sib200-whole/sib", ["twi_Latn.tsv=tw"], ["en", "ak", "tw"], 2, ""),
    ("sib200-whole/sib", ["en", "ak"], ["en", "ak"], 2, ""),
]


def case(path: str) -> Path:
    """A file of the cases; the test is skipped where there are none."""
    if not CASES.is_dir():
        pytest.skip("the folder shared/cases is not beside the repository")
    return CASES / path


@pytest.mark.parametrize("path", REFUSED)
def test_what_can_be_meant_in_two_ways_is_refused(store: Store, path: str) -> None:
    code, said = REFUSED[path]
    with pytest.raises(Refused) as refused:
        import_corpus(store, case(path), id="x", licence="CC0-1.0")
    assert refused.value.code == code
    assert said in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(("path", "languages", "want", "ids", "said"), IMPORTED)
def test_what_people_have_is_imported_as_it_is(store: Store, path, languages, want, ids, said) -> None:
    row = import_corpus(store, case(path), id="x", licence="CC0-1.0", languages=languages)
    corpus = load_corpus(store, row.id)
    assert list(corpus.languages) == want
    assert len(corpus.complete(want, list(corpus.ids))) == ids
    assert said in row.note


def test_a_number_that_is_none_in_a_config_is_named() -> None:
    with pytest.raises(Refused, match="rope_theta is NaN"):
        read_config(case("config-with-nan"))
