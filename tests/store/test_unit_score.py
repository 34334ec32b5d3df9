import re
import threading
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from isogloss.runs.rows.tables import RunRow
from isogloss.store.open import Store
from isogloss.store.unit_score import (
    SCORE,
    Score,
    UnitScoreRow,
    experts,
    label_ids,
    most_languages,
    of_unit,
    score_portions,
    write_scores,
)


def a_run(store: Store, key: str = "a" * 32) -> int:
    with store.app.session() as session:
        run = RunRow(key=key, kind="run", study="concept_neurons", params={}, inputs={})
        session.add(run)
        session.flush()
        return run.id


def some_scores(session: Session, n: int, concept: str = "fire", language: str = "de", seed: int = 0) -> np.ndarray:
    """``n`` experts with random numbers; every third was never held out."""
    ids = label_ids(session, [concept, language, "mlp_act.3"])
    random = np.random.default_rng(seed)
    rows = np.zeros(n, dtype=SCORE)
    rows["concept"], rows["language"], rows["place"] = ids[concept], ids[language], ids["mlp_act.3"]
    rows["rank"], rows["unit"], rows["folds"] = np.arange(1, n + 1), random.permutation(n), random.integers(1, 6, n)
    for name in ("ap_selected", "ap_held_out", "on_p50", "on_p90", "off_mean"):
        rows[name] = random.normal(size=n)
    rows["ap_held_out"][::3] = np.nan
    return rows


def as_read(row: np.void) -> dict[str, object]:
    """The numbers a reader should get, from the array alone."""
    values = {name: row[name].item() for name in ("rank", "unit", "folds")}
    for name in ("ap_selected", "ap_held_out", "on_p50", "on_p90", "off_mean"):
        values[name] = None if np.isnan(row[name]) else float(str(row[name]))
    return values


def numbers(score: Score) -> dict[str, object]:
    return {k: v for k, v in score._asdict().items() if k not in ("concept", "language", "place")}


def test_scores_come_back_in_rank_order_exactly_as_they_were(store):
    run = a_run(store)
    with store.app.session() as session:
        rows = some_scores(session, n=30)
        write_scores(session, run, rows[np.random.default_rng(1).permutation(30)])
    with store.app.session() as session:
        read = experts(session, run, "fire", "de", limit=100)
    assert [numbers(score) for score in read] == [as_read(row) for row in rows]
    assert {(s.concept, s.language, s.place) for s in read} == {("fire", "de", "mlp_act.3")}


def test_only_as_many_experts_as_asked_for_are_read(store):
    run = a_run(store)
    with store.app.session() as session:
        write_scores(session, run, some_scores(session, n=30))
        assert [s.rank for s in experts(session, run, "fire", "de", limit=4)] == [1, 2, 3, 4]


def test_an_unknown_concept_language_or_unit_has_no_scores(store):
    run = a_run(store)
    with store.app.session() as session:
        write_scores(session, run, some_scores(session, n=3))
        assert experts(session, run, "water", "de", 9) == []
        assert experts(session, run, "fire", "sw", 9) == []
        assert experts(session, run + 1, "fire", "de", 9) == []
        assert of_unit(session, run, "mlp_act.9", 0) == []
        assert of_unit(session, run, "mlp_act.3", 10_000) == []


def test_a_unit_is_found_in_every_concept_and_language_it_is_an_expert_for(store):
    run, other = a_run(store), a_run(store, "b" * 32)
    with store.app.session() as session:
        for concept, language, seed in (("fire", "de", 1), ("fire", "ar", 2), ("water", "de", 3)):
            rows = some_scores(session, 20, concept, language, seed)
            write_scores(session, run, rows)
            write_scores(session, other, rows[:1])
        found = of_unit(session, run, "mlp_act.3", 7)
    assert sorted((s.concept, s.language) for s in found) == [("fire", "ar"), ("fire", "de"), ("water", "de")]
    assert {s.unit for s in found} == {7}


def test_the_most_languages_of_one_concept_are_counted_for_every_expert(store):
    run, other = a_run(store), a_run(store, "b" * 32)
    counts: dict[tuple[str, int], int] = {}
    with store.app.session() as session:
        write_scores(session, other, some_scores(session, 9, "fire", "de", 9))
        for concept, languages in (("fire", ("de", "ar", "hi")), ("water", ("de", "ar"))):
            for seed, language in enumerate(languages):
                rows = some_scores(session, 20, concept, language, seed)
                rows["unit"] = np.random.default_rng([seed, len(languages)]).permutation(40)[:20]
                write_scores(session, run, rows)
                for unit in rows["unit"].tolist():
                    counts[concept, unit] = counts.get((concept, unit), 0) + 1
        found = most_languages(session, run)
        assert most_languages(session, run + 100) == []
    units = {unit for _, unit in counts}
    twin = [("mlp_act.3", unit, max(n for (_, u), n in counts.items() if u == unit)) for unit in sorted(units)]
    assert found == twin
    assert {n for _, _, n in found} == {1, 2, 3}


def test_writing_again_replaces_only_the_same_concept_and_language(store):
    run = a_run(store)
    with store.app.session() as session:
        write_scores(session, run, some_scores(session, 20, language="ar"))
        write_scores(session, run, some_scores(session, 20))
        write_scores(session, run, some_scores(session, 5, seed=9))
    with store.app.session() as session:
        assert len(experts(session, run, "fire", "de", 99)) == 5
        assert len(experts(session, run, "fire", "ar", 99)) == 20


def test_a_failed_transaction_writes_no_scores(store):
    run = a_run(store)
    with pytest.raises(KeyError), store.app.session() as session:
        write_scores(session, run, some_scores(session, 20))
        raise KeyError("mine")
    with store.app.session() as session:
        assert session.scalar(select(func.count()).select_from(UnitScoreRow)) == 0


def test_scores_of_no_run_are_refused(store):
    with pytest.raises(IntegrityError), store.app.session() as session:
        write_scores(session, 12345, some_scores(session, 5))


def test_two_experts_of_one_rank_are_refused(store):
    run = a_run(store)
    with pytest.raises(IntegrityError), store.app.session() as session:
        rows = some_scores(session, 5)
        rows["rank"] = 1
        write_scores(session, run, rows)


def test_an_array_of_another_shape_is_refused(store):
    with store.app.session() as session, pytest.raises(TypeError, match="SCORE"):
        write_scores(session, 1, np.zeros(3, dtype=[("concept", "<i4")]))


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), max_size=12),
    at_most=st.integers(1, 60),
    shuffle=st.randoms(use_true_random=False),
)
def test_portions_are_all_of_the_rows_small_and_never_tear_a_concept_and_language(sizes, at_most, shuffle):
    rows = np.zeros(sum(sizes), dtype=SCORE)
    group = np.repeat(np.arange(len(sizes)), sizes)
    rows["concept"], rows["language"], rows["rank"] = group // 3, group % 3, np.arange(len(rows))
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    portions = list(score_portions(rows[order], at_most))
    assert sorted(np.concatenate([rows[:0], *portions])["rank"]) == list(range(len(rows)))
    groups = [{(row["concept"].item(), row["language"].item()) for row in portion} for portion in portions]
    assert sum(map(len, groups)) == len(sizes)
    assert all(len(portion) <= at_most or len(found) == 1 for portion, found in zip(portions, groups, strict=True))
    assert all(len(a) + len(b) > at_most for a, b in pairwise(portions))


def test_writing_nothing_writes_nothing(store):
    with store.app.session() as session:
        write_scores(session, a_run(store), np.zeros(0, dtype=SCORE))


def test_scores_go_with_their_run(store):
    run = a_run(store)
    with store.app.session() as session:
        write_scores(session, run, some_scores(session, 20))
    with store.app.session() as session:
        session.execute(delete(RunRow).where(RunRow.id == run))
        assert session.scalar(select(func.count()).select_from(UnitScoreRow)) == 0


def test_many_labels_get_one_number_each_even_when_added_at_once(store):
    texts = [f"label {n}" for n in range(1200)]
    answers: list[dict[str, int]] = []

    def add() -> None:
        with store.app.session() as session:
            answers.append(label_ids(session, texts))

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]
    assert len(set(answers[0].values())) == 1200


def test_each_reading_uses_the_index_made_for_it(store):
    run = a_run(store)
    with store.app.session() as session:
        rows = [some_scores(session, 400, f"concept {c}", "de", c) for c in range(20)]
        write_scores(session, run, np.concatenate(rows))
    with store.app.session() as session:
        if store.app.dialect == "postgresql":
            session.execute(text("ANALYZE unit_score"))
    assert "(run_id=? AND concept=? AND language=?)" in plan_of(store, lambda s: experts(s, run, "concept 1", "de", 9))
    assert "(run_id=? AND place=? AND unit=?)" in plan_of(store, lambda s: of_unit(s, run, "mlp_act.3", 7))


def plan_of(store: Store, read: Callable[[Session], object]) -> str:
    """How the database answers the reading's question to ``unit_score``; Postgres's words are put into SQLite's."""
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if "FROM unit_score" in statement:
            asked.append((statement, parameters))

    event.listen(store.app.engine, "before_cursor_execute", note)
    with store.app.session() as session:
        read(session)
    event.remove(store.app.engine, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    explain = "EXPLAIN" if store.app.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
    with store.app.session() as session:
        rows = session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()
    plan = "\n".join(str(row[-1]) for row in rows)
    return _in_the_words_of_sqlite(plan) if store.app.dialect == "postgresql" else plan


def _in_the_words_of_sqlite(plan: str) -> str:
    """``Index Cond: ((run_id = 1) AND (place = 3))`` becomes ``(run_id=? AND place=?)``."""
    condition = re.search(r"Index Cond: \((.*)\)", plan)
    assert condition, plan
    return "(" + " AND ".join(f"{name}=?" for name in re.findall(r"\((\w+) = ", condition[1])) + ")"
