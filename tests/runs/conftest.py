"""Houses with real workers, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from isogloss.models.tables import CheckpointRow, ModelRow
from isogloss.store.open import Store, open_store
from tests.conftest import _execute, _new_database, _server
from tests.runs.processes import Worker, Workers, workers_of


@pytest.fixture
def workers(tmp_path: Path, home: Path, database_url: str | None) -> Iterator[Workers]:
    """Start real workers of the test's house."""
    with workers_of(tmp_path, home, database_url) as found:
        yield found


@pytest.fixture
def side_file(tmp_path: Path) -> Path:
    """Where the toy counts its executions."""
    return tmp_path / "executions"


@pytest.fixture
def toy_ladder(store: Store) -> None:
    """See :func:`add_toy_ladder`."""
    add_toy_ladder(store)


def add_toy_ladder(store: Store) -> None:
    """The toy's model: four checkpoints that exist as rows only, for the toy reads no weights."""
    with store.app.session() as session:
        session.add(
            ModelRow(
                id="toy", source="/nowhere", kind="folder", family="gpt2", architecture="Toy", config={}, n_layers=1,
                d_model=1, n_parameters=1, tokenizer_digest="t", tokenizer_path="/nowhere", bos_policy="never", note="",
            )
        )  # fmt: skip
        session.flush()
        for i in range(4):
            facts = {"step": i, "fingerprint": f"weights-of-step{i}", "path": "/nowhere", "n_bytes": 1}
            session.add(CheckpointRow(model_id="toy", revision=f"step{i}", position=i, **facts))


@contextmanager
def _own_postgres() -> Iterator[str]:
    """A Postgres database that lives as long as a module's tests."""
    name = _new_database()
    try:
        yield _server().set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(None, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class House:
    """A house with a worker in it, for tests that leave both as they found them."""

    store: Store
    worker: Worker
    home: Path
    database_url: str | None


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One worker with two lanes, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("house")
    home = folder / "home"
    with ExitStack() as stack:
        url = stack.enter_context(_own_postgres()) if request.param == "postgres" else None
        store = stack.enter_context(closing(open_store(home=home, database_url=url)))
        add_toy_ladder(store)
        workers = stack.enter_context(workers_of(folder, home, url))
        worker = workers.start(lanes_batch=2)
        assert worker.name
        yield House(store, worker, home, url)
