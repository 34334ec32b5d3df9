import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from isogloss.store.base import BigInt, Float32, Json, UtcDateTime
from isogloss.store.database import Database, postgres_url, sqlite_url
from isogloss.store.open import Store, open_store
from isogloss.vocabulary.errors import IsoglossError, Refused, Unavailable


class Scratch(DeclarativeBase):
    metadata = MetaData()


class Sample(Scratch):
    """A table of every portable type, of the tests' own."""

    __tablename__ = "sample"
    id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    moment: Mapped[datetime | None] = mapped_column(UtcDateTime)
    number: Mapped[float | None] = mapped_column(Float32)
    value: Mapped[dict | None] = mapped_column(Json)
    name: Mapped[str | None] = mapped_column(unique=True)


@pytest.fixture
def app(store: Store) -> Database:
    Scratch.metadata.create_all(store.app.engine)
    return store.app


def through(app: Database, **values) -> Sample:
    with app.session() as session:
        session.add(Sample(id=1, **values))
    with app.session() as session:
        return session.scalars(select(Sample)).one()


def test_a_moment_comes_back_aware_in_utc(app):
    moment = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    back = through(app, moment=moment).moment
    assert back == moment
    assert back.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(app):
    with pytest.raises(StatementError, match="time zone"):
        through(app, moment=datetime(2026, 3, 1))


def test_moments_compare_in_the_database(app):
    through(app, moment=datetime(2026, 3, 1, 23, tzinfo=timezone(timedelta(hours=2))))
    with app.session() as session:
        later = datetime(2026, 3, 1, 22, tzinfo=UTC)
        assert session.scalar(select(Sample.id).where(Sample.moment < later)) == 1
        assert session.scalar(select(Sample.id).where(Sample.moment >= later)) is None


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e-30, 0.0, 16777217.0, float("nan")])
def test_a_single_precision_number_reads_the_same_on_both_databases(app, number):
    import numpy as np

    back = through(app, number=None if number != number else number).number
    assert back is None if number != number else back == float(str(np.float32(number)))


def test_json_keeps_every_script_and_null_is_null(app):
    value = {"हिन्दी": ["عربي", 1.5, None, True]}
    assert through(app, value=value).value == value
    with app.session() as session:
        session.add(Sample(id=2, value=None))
        session.flush()
        assert session.scalar(select(Sample.id).where(Sample.value.is_(None))) == 2


def test_json_refuses_what_has_no_json(app):
    with pytest.raises((StatementError, ValueError), match="JSON compliant"):
        through(app, value={"x": float("nan")})


def test_an_error_rolls_everything_back(app):
    with pytest.raises(KeyError), app.session() as session:
        session.add(Sample(id=1))
        session.flush()
        raise KeyError("mine")
    with app.session() as session:
        assert session.scalars(select(Sample)).all() == []


def test_a_broken_constraint_passes_as_what_it_is(app):
    through(app, name="taken")
    with pytest.raises(IntegrityError), app.session() as session:
        session.add(Sample(id=2, name="taken"))


def test_a_mistake_of_ours_is_not_dressed_up(app):
    with pytest.raises((ProgrammingError, OperationalError)), app.session() as session:
        session.execute(text("SELECT nothing FROM nowhere"))


def test_rows_stay_readable_after_their_session(app):
    assert through(app, name="still here").name == "still here"


def test_two_that_read_and_then_write_wait_for_each_other(app):
    """Without ``writing`` each would read the old number and one addition would be lost."""
    through(app, value={"n": 0})

    def add(times: int) -> None:
        for _ in range(times):
            with app.writing() as session:
                row = session.scalars(select(Sample).with_for_update()).one()
                time.sleep(0.001)
                row.value = {"n": row.value["n"] + 1}

    threads = [threading.Thread(target=add, args=(10,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.session() as session:
        assert session.scalars(select(Sample)).one().value == {"n": 40}


def test_readers_do_not_wait_for_a_writer(app):
    through(app, name="old")
    with app.writing() as writer:
        writer.scalars(select(Sample)).one().name = "new"
        writer.flush()
        started = time.monotonic()
        with app.session() as reader:
            assert reader.scalars(select(Sample)).one().name == "old"
        assert time.monotonic() - started < 1


def test_sqlite_is_set_up_for_many_processes(home):
    store = open_store(home=home)
    with store.app.session() as session:
        names = ("journal_mode", "foreign_keys", "synchronous")
        read = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in names}
        assert read == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    with Database(store.jobs_url).session() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert sorted(f.name for f in home.glob("*.sqlite")) == ["app.sqlite", "artifacts.sqlite", "jobs.sqlite"]
    store.close()


def test_a_writer_that_waits_too_long_says_that_the_database_is_busy(home):
    store = open_store(home=home)
    with store.app.writing(), pytest.raises(Unavailable, match="busy"), store.app.session() as second:
        second.execute(text("PRAGMA busy_timeout=50"))
        second.execute(text("DELETE FROM score_label"))
    store.close()


@pytest.mark.parametrize("url", ["postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg://a@b/c"])
def test_every_common_spelling_of_a_postgres_address_is_taken(url):
    assert postgres_url(url) == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize("url", ["mysql://root:secret@b/c", "sqlite:///x.sqlite", "nonsense", ""])
def test_other_databases_are_refused_without_repeating_the_password(url):
    with pytest.raises(Refused, match="not a Postgres address") as caught:
        postgres_url(url)
    assert "secret" not in str(caught.value.public())


def test_a_home_with_odd_characters_works(tmp_path):
    home = tmp_path / "with space % and ? and #"
    store = open_store(home=home)
    digest = store.artifacts.put(b"x", kind="test")
    assert store.artifacts.get(digest) == b"x"
    assert sqlite_url(home / "a.sqlite").startswith("sqlite:///")
    assert (home / "artifacts.sqlite").exists()
    store.close()


def test_a_home_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IsoglossError, match="home folder"):
        open_store(home=tmp_path / "file" / "home")


@pytest.mark.postgres
def test_tables_are_made_in_the_schema_the_address_names(home, postgres):
    admin = Database(postgres)
    with admin.session() as session:
        session.execute(text("CREATE SCHEMA elsewhere"))
    store = open_store(home=home, database_url=f"{postgres}?options=-csearch_path%3Delsewhere")
    digest = store.artifacts.put(b"x", kind="test")
    assert store.artifacts.get(digest) == b"x"
    with admin.session() as session:
        where = session.scalars(text("SELECT schemaname FROM pg_tables WHERE tablename LIKE 'artifact%'")).all()
    assert set(where) == {"elsewhere"}
    store.close()
    admin.dispose()


@pytest.mark.postgres
def test_a_schema_that_does_not_exist_is_refused(home, postgres):
    with pytest.raises(Refused, match="schema"):
        open_store(home=home, database_url=f"{postgres}?options=-csearch_path%3Dnowhere")
