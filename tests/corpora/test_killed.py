"""kill -9 in the middle of writing a corpus: it is there whole, or not at all. Real processes, on SQLite, whose
transactions are the less usual ones."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from isogloss.corpora.tables import ConceptSetRow, CorpusRow, IdSetRow, SentenceRow
from isogloss.store.open import open_store

pytestmark = pytest.mark.processes

DIES = """
import os, signal, sys
from pathlib import Path
from isogloss.store.open import open_store

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

store = open_store(home=Path(sys.argv[1]))
"""
#: Where it dies: the sample corpus after its sentences and concepts, another in the middle of its sentences.
PLACES = {
    "sample": """
from isogloss.corpora.sample import registration
registration.keep_ids = die
registration.add_sample(store)
""",
    "sample-before-its-concepts": """
from isogloss.corpora.sample import registration
registration.keep_concepts = die
registration.add_sample(store)
""",
    "corpus": """
from isogloss.corpora.imports import import_corpus
tell = lambda done, total, label: label == "writing sentences" and done > 1 and die()
import_corpus(store, sys.argv[2], id="many", licence="CC0-1.0", progress=tell)
""",
}


@pytest.mark.parametrize("place", list(PLACES))
def test_a_corpus_whose_writer_was_killed_is_not_there(home: Path, tmp_path: Path, place):
    lines = (f'{{"id": "{i}", "language": "en", "text": "Sentence {i}."}}\n' for i in range(1500))
    (file := tmp_path / "many.jsonl").write_text("".join(lines))
    script = [sys.executable, "-c", DIES + PLACES[place], str(home), str(file)]
    ended = subprocess.run(script, capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with closing(open_store(home=home)) as store, store.app.session() as session:
        tables = (CorpusRow, SentenceRow, ConceptSetRow, IdSetRow)
        assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == [0, 0, 0, 0]
