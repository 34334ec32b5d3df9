from pathlib import Path

import pytest

from isogloss.corpora.imports import import_corpus
from isogloss.corpora.tables import ConceptSetRow
from isogloss.vocabulary.errors import Refused
from tests.corpora.writing import write


def released(folder: Path, n: int = 3, metadata: bool = True) -> Path:
    """The layout of the published archive."""
    for split in ("dev", "devtest"):
        for code in ("deu_Latn", "eng_Latn", "zho_Hans"):
            write(folder / split / f"{code}.{split}", "".join(f"{code} {split} {i}\n" for i in range(n)))
        if metadata:
            rows = "".join(f"https://example.org/{i // 2}\twikinews\ttopic {i // 2}\t0\t0\n" for i in range(n))
            write(folder / f"metadata_{split}.tsv", "URL\tdomain\ttopic\thas_image\thas_hyperlink\n" + rows)
    return folder


def test_the_published_archive_is_read_row_by_row_with_its_articles_and_topics(store, tmp_path: Path) -> None:
    row = import_corpus(store, released(tmp_path / "flores200"), licence="CC BY-SA 4.0")
    assert (row.kind, row.languages, row.n_ids, row.n_complete) == ("flores", ["en", "de", "zh-Hans"], 6, 6)
    assert (row.n_documents, row.document_rule) == (2, "stated")
    assert "Ids are the numbers of lines." in row.note
    with store.app.session() as session:
        topics = session.get_one(ConceptSetRow, "flores200-topics").concepts
    assert topics["topic 1"] == ["dev-0003", "devtest-0003"]


@pytest.mark.parametrize("where", ["dev", "dev/deu_Latn.dev"])
def test_one_split_or_one_file_finds_its_metadata_too(tmp_path: Path, read, where: str) -> None:
    joined = read(released(tmp_path) / where)
    assert joined.ids == ("dev-0001", "dev-0002", "dev-0003") and joined.n_documents == 2
    assert {record.split for record in joined.records} == {"dev"}


def test_a_file_whose_name_states_no_split_is_refused(store, tmp_path: Path) -> None:
    file = write(tmp_path / "deu.txt", "a\nb\n")
    with pytest.raises(Refused, match=r"deu\.txt does not say which split.* must be \.dev or \.devtest"):
        import_corpus(store, file, format="flores", languages=["de"], licence="CC0")


def test_without_metadata_every_sentence_stands_alone(tmp_path: Path, read) -> None:
    assert read(released(tmp_path, metadata=False)).document_rule == "own"


def test_a_long_address_is_a_document_like_any(tmp_path: Path, read) -> None:
    released(tmp_path)
    long = ["https://example.org/" + "x" * 300 + end for end in "aab"]
    write(tmp_path / "metadata_dev.tsv", "URL\ttopic\n" + "".join(f"{url}\tt\n" for url in long))
    assert read(tmp_path / "dev").n_documents == 2


@pytest.mark.parametrize(("file", "text", "said"), [
    ("dev/deu_Latn.dev", "a\nb\n", "ends after 2 lines, and|ends after 3 lines, and"),
    ("dev/deu_Latn.dev", "a\n\nc\n", "line 2: the text is empty"),
    ("dev/deu_Latn.dev", "a\nb\nc\nd\n", "metadata beside it has only 3 rows"),
    ("metadata_dev.tsv", "URL\ttopic\nu\tt\n", "has only 1 rows"),
    ("dev/zho_Klingon.dev", "a\nb\nc\n", "does not say which language"),
])  # fmt: skip
def test_what_could_shift_a_row_is_refused(tmp_path: Path, read, file: str, text: str, said: str) -> None:
    released(tmp_path)
    write(tmp_path / file, text)
    with pytest.raises(Refused, match=said):
        read(tmp_path)


def test_files_of_two_lengths_are_refused_without_metadata_too(tmp_path: Path, read) -> None:
    write(tmp_path / "eng_Latn.dev", "a\nb\n")
    write(tmp_path / "deu_Latn.dev", "a\n")
    with pytest.raises(Refused, match=r"eng_Latn\.dev, line 2: the file ends after 2 lines, and deu_Latn\.dev has 1"):
        read(tmp_path)


def test_sib_200_whole_has_akan_and_twi(tmp_path: Path, read) -> None:
    for code in ("aka_Latn", "twi_Latn", "eng_Latn", "kor_Hang"):
        write(tmp_path / f"{code}.tsv", "index_id\tcategory\ttext\n1\tsports\tone\n2\thealth\ttwo\n")
    assert read(tmp_path).languages == ("en", "ak", "ko", "tw")
    assert read(tmp_path, ["twi_Latn.tsv=tw"]).counts["tw"] == 2
    assert read(tmp_path, ["en", "ak"]).languages == ("en", "ak")
