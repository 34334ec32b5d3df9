"""Every kind of broken input ends with one sentence and an exit code, and leaves the house as it was."""

import json
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from isogloss.cli import main
from isogloss.store.database import Database, sqlite_url
from tests.cli.broken import cases, write

CASES = cases()


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """The folder of broken inputs, beside a house with a corpus and its concepts."""
    folder = tmp_path_factory.mktemp("broken")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    from isogloss.corpora.concepts import import_concepts
    from isogloss.corpora.imports import import_corpus
    from isogloss.store.open import open_store

    folder = tmp_path_factory.mktemp("house")
    rows = [{"id": f"{i}", "language": code, "text": f"{code} {i}"} for i in range(30) for code in ("en", "de")]
    (folder / "little.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "parity.json").write_text(json.dumps({"even": [str(i) for i in range(0, 30, 2)]}))
    store = open_store(home=folder / "home")
    import_corpus(store, str(folder / "little.jsonl"), id="little", licence="CC0-1.0")
    import_concepts(store, folder / "parity.json", corpus="little", id="parity", licence="CC0-1.0")
    store.close()
    return folder / "home"


def rows(home: Path) -> dict[str, int]:
    """How many rows every table of the house has."""
    found = {}
    for name in ("app", "artifacts"):
        database = Database(sqlite_url(home / f"{name}.sqlite"))
        with database.session() as session:
            for table in inspect(session.connection()).get_table_names():
                found[f"{name}.{table}"] = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()
        database.dispose()
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_broken_input_is_one_sentence_and_leaves_nothing(name, here, house, monkeypatch, capsys, recwarn):
    words = [part.replace("{here}", str(here)) for part in CASES[name]]
    settings = [word.partition("=") for word in words if word.startswith("ISOGLOSS_")]
    monkeypatch.setenv("ISOGLOSS_HOME", str(house))
    for variable, _, value in settings:
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "argv", ["isogloss", *words[len(settings) :]])
    before, began = rows(house), time.process_time()
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if line.strip()]
    assert ended.value.code in (1, 2), said.err
    assert said.out == ""
    assert lines[0].startswith("Error"), said.err
    assert lines[0].rstrip().endswith("."), said.err
    assert len(lines) <= 2, said.err  # the sentence, and what to do
    assert "Traceback" not in said.err
    # A shell would show those before the sentence.
    assert not [str(found.message) for found in recwarn if issubclass(found.category, UserWarning)]
    assert "\x1b" not in said.err
    assert rows(house) == before
    assert time.process_time() - began < 20  # imports of the first case included
    assert not (here / "out").exists()
    assert not (here / "away").exists()
