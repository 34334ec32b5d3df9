"""Publishing a kind of thing that the installation knows nothing of: whole, once, and never changed."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from isogloss.app import app_over
from isogloss.contract.params import StudyParams
from isogloss.contract.publication import Publishes, Ready, kinds
from isogloss.contract.study import Inputs, Study
from isogloss.contract.wire import Wire
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run
from isogloss.runs.lane.hold import Hold, LeaseLost, take_up
from isogloss.runs.lane_context import LaneContext
from isogloss.runs.rows.publishing import FACTS_BYTES, published
from isogloss.runs.rows.reading import events_since
from isogloss.runs.rows.tables import find_run
from isogloss.store.database import Beaten
from isogloss.store.open import open_store
from isogloss.store.unit_score import ScoreLabelRow
from isogloss.studies import STUDIES
from isogloss.training.model_kind import MODEL
from isogloss.vocabulary.errors import Conflict, Refused


class Params(StudyParams):
    """``glossary`` is the id it publishes under."""

    glossary: str = "words"
    nonce: int = 0


class Result(Wire):
    """Nothing."""


@dataclass(frozen=True)
class Page:
    """A part of a glossary: a letter with its words. ``torn`` is one whose rows cannot be written."""

    name: str
    words: tuple[str, ...]
    torn: bool = False


class Glossaries:
    """A kind that no layer knows. It keeps its words in a table that happens to be there."""

    name, has_checkpoints = "glossary", False

    def ready(self, store, id, part):
        if not part.words:
            raise Refused("no_words", f"The page {part.name} has no words.", hint="Give it some.")

        def add(within):
            with within.writing() as session:
                session.add_all(ScoreLabelRow(text=f"{id}/{part.name}/{word}") for word in part.words)
                session.flush()
                if part.torn:
                    raise RuntimeError("the press broke")

        return Ready(f"digest of {' '.join(part.words)}", facts={"words": len(part.words)}, add=add)


STUDY = Study(
    name="press",
    version=1,
    title="A press",
    question=None,
    params=Params,
    result=Result,
    resolve=lambda params, catalogue: params,
    inputs=lambda params: Inputs(),
    publishes=Publishes(Glossaries(), lambda params, key: params.glossary),
)


def begun(store, **params):
    """The hands of a run that a lane has just begun; asked for anew where it had failed."""
    key = ask_run(store, STUDY, params, "ann").key
    with store.app.session() as session:
        row = find_run(session, key)
    taken = take_up(store, key, row.attempt, "here/batch-1")
    hold = Hold(store, row.id, row.attempt, "here/batch-1")
    ctx = LaneContext(hold, taken, STUDY, Params(**params), SimpleNamespace(pooled=None))
    ctx.hold = hold
    return ctx


def parts(store, **wanted):
    with store.app.session() as session:
        return [(part.id, part.part) for part in published(session, **wanted)][::-1]


def words(store):
    with store.app.session() as session:
        return session.scalar(select(func.count()).select_from(ScoreLabelRow))


def told(store, key):
    return [e.data["published"]["part"] for e in events_since(store, 0, [key], 500) if "published" in (e.data or {})]


A, B = Page("a", ("apple", "ash")), Page("b", ("birch",))


def test_a_run_that_is_retried_does_not_publish_twice(store):
    first = begun(store)
    digest = first.publish(A)
    first.hold.let_go("failed", "It failed.", {"code": "x", "message": "x", "hint": "", "field": None, "details": {}})
    again = begun(store)
    assert again.key == first.key
    assert again.publish(A) == digest
    again.publish(B)
    assert parts(store, kind="glossary") == [("words", "a"), ("words", "b")]
    assert told(store, first.key) == ["a", "b"]
    assert words(store) == 3


def test_a_failure_leaves_nothing_half_written(store):
    ctx = begun(store)
    for page, error in ((Page("a", A.words, torn=True), RuntimeError), (Page("c", ("x", "x")), Beaten)):
        with pytest.raises(error):
            ctx.publish(page)
        assert (parts(store), told(store, ctx.key), words(store)) == ([], [], 0)
    with pytest.raises(Refused, match="no words"):
        ctx.publish(Page("d", ()))
    ctx.publish(A)
    assert (parts(store), told(store, ctx.key), words(store)) == ([("words", "a")], ["a"], 2), "and then it can be had"


def test_a_lane_that_lost_its_run_publishes_nothing(store):
    ctx = begun(store)
    ctx._hold = replace(ctx.hold, executor="another/batch-1")
    with pytest.raises(LeaseLost):
        ctx.publish(A)
    assert (parts(store), words(store)) == ([], 0)


def test_what_was_published_never_changes(store):
    ctx = begun(store)
    ctx.publish(A)
    with pytest.raises(Conflict, match="other contents") as refused:
        ctx.publish(replace(A, words=("aspen",)))
    assert "another id" in refused.value.hint
    assert words(store) == 2


def test_an_id_belongs_to_the_run_that_published_it_first(store):
    first, second = begun(store), begun(store, nonce=1)
    first.publish(A)
    for page in (A, B):
        with pytest.raises(Conflict, match=first.key) as refused:
            second.publish(page)
        assert "another id" in refused.value.hint
    assert parts(store) == [("words", "a")]
    begun(store, nonce=2, glossary="others").publish(A)
    assert parts(store, id="others") == [("others", "a")]


def test_facts_are_small_and_a_study_that_says_nothing_publishes_nothing(store, monkeypatch):
    ctx = begun(store)
    large = {"words": "x" * FACTS_BYTES}
    monkeypatch.setattr(Glossaries, "ready", lambda self, store, id, part: Ready("d", facts=large))
    with pytest.raises(TypeError, match="artifact"):
        ctx.publish(A)
    ctx._study = replace(STUDY, publishes=None)
    with pytest.raises(TypeError, match="says of nothing"):
        ctx.publish(A)
    assert parts(store) == []


def test_a_server_that_only_shows_shows_it(tmp_path):
    home = tmp_path / "home"
    store = open_store(home=home)
    ctx = begun(store)
    ctx.publish(A)
    store.close()
    shown = open_store(home=home, only_read=True)
    with TestClient(app_over(shown, read_only=True), base_url="http://127.0.0.1") as client:
        found = client.get("/api/published", params={"kind": "glossary"}).json()
        assert client.get("/api/published", params={"kind": "model"}).json() == {"parts": [], "more": False}
        assert client.get("/api/published", params={"run": "0" * 32}).json()["parts"] == []
        assert client.get("/api/published", params={"run": ctx.key}).json() == found
    assert not found["more"]
    (part,) = found["parts"]
    assert {name: part[name] for name in ("kind", "id", "part", "run", "study", "facts")} == {
        "kind": "glossary", "id": "words", "part": "a", "run": ctx.key, "study": "press", "facts": {"words": 2},
    }  # fmt: skip


def test_recipes_go_on_with_checkpoints_alone(store):
    runs = [{"name": "made", "study": "press", "params": {}},
            {"study": "concept-neurons", "follows": "made", "params": {}}]  # fmt: skip
    studies = {study.name: study for study in (STUDY, *STUDIES)}
    with pytest.raises(Refused, match="no run before this one that publishes checkpoints"):
        ask_recipe(store, studies, {"runs": runs}, "ann")
    with store.app.session() as session:
        assert find_run(session, begun(store).key).model is None


def test_two_kinds_of_one_name_are_refused_where_studies_come_together():
    assert kinds(study.publishes for study in STUDIES) == {"model": MODEL}
    impostor = Publishes(SimpleNamespace(name="model"), lambda params, key: key)
    with pytest.raises(ValueError, match="model"):
        kinds([impostor, *(study.publishes for study in STUDIES)])
