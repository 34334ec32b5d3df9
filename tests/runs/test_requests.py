"""Asking and taking back, without a worker: what the web process and the command line do by themselves."""

import multiprocessing
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from isogloss.runs.asking import recipe_look
from isogloss.runs.asking.recipe import ask_recipe
from isogloss.runs.asking.requests import ask_run, ask_series, cancel, estimate, link
from isogloss.runs.keeping import Keeping
from isogloss.runs.lane.hold import Hold, LeaseLost, take_up
from isogloss.runs.rows.reading import events_since, list_runs, status
from isogloss.runs.rows.state import LOG_LINES, emit, lock, lock_family, log
from isogloss.runs.rows.tables import RunEventRow, RunRow, find_run
from isogloss.store.open import open_store
from isogloss.vocabulary.errors import Cancelled, Conflict, NotFound, Refused
from tests.runs import maker
from tests.runs.maker import add_rung
from tests.runs.toy import STUDY

TOY = {"model": "toy"}
TOY_RUN = {"study": "toy", "params": {"nonce": 77}}


def begin(store, key, attempt=1, executor="w/batch-1"):
    taken = take_up(store, key, attempt, executor)
    return taken and Hold(store, taken.run.id, attempt, executor)


def test_asking_twice_is_one_run_with_two_askers(store):
    first = ask_run(store, STUDY, {}, "ann")
    second = ask_run(store, STUDY, {"steps": 6}, "bob")
    assert first.key == second.key
    assert (second.askers, second.attempt, second.status, second.mine) == (2, 1, "queued", True)
    assert [line.text for line in second.log] == ["Queued."]


def test_the_key_is_made_of_study_version_params_and_inputs(store):
    keys = {
        ask_run(store, STUDY, params, "ann").key
        for params in ({}, {"seed": 1}, {"checkpoint": "step1"}, {"dtype": "float16"})
    }
    assert len(keys) == 4
    assert len(ask_run(store, STUDY, {}, "ann").key) == 32


def test_bad_params_name_their_field(store):
    with pytest.raises(Refused) as refused:
        ask_run(store, STUDY, {"steps": "many"}, "ann")
    assert refused.value.field == "steps"
    with pytest.raises(Refused, match="Extra inputs") as refused:
        ask_run(store, STUDY, {"stepps": 1}, "ann")
    assert "steps" in refused.value.hint
    with pytest.raises(Refused, match="at most 1000"):
        ask_run(store, STUDY, {"steps": 2000}, "ann")
    with pytest.raises(Refused, match="asker"):
        ask_run(store, STUDY, {}, " ")
    assert list_runs(store) == []


def test_a_run_goes_on_until_the_last_asker_lets_go(store):
    key = ask_run(store, STUDY, {}, "ann").key
    ask_run(store, STUDY, {}, "bob")
    assert cancel(store, key, "ann").status == "queued"
    with pytest.raises(Conflict, match="Others asked"):
        cancel(store, key, "ann")
    assert cancel(store, key, "bob").status == "cancelled"
    assert cancel(store, key, "bob").status == "cancelled"
    assert ask_run(store, STUDY, {}, "ann").attempt == 2


def test_an_unknown_run_is_not_found(store):
    for look in (lambda: status(store, "0" * 32), lambda: cancel(store, "0" * 32, "ann")):
        with pytest.raises(NotFound):
            look()


def test_a_running_run_is_asked_to_stop_and_one_asked_for_meanwhile_starts_anew(store):
    key = ask_run(store, STUDY, {}, "ann").key
    hold = begin(store, key)
    stopping = cancel(store, key, "ann")
    assert (stopping.status, stopping.stopping) == ("running", True)
    with pytest.raises(Cancelled):
        hold.check()
    ask_run(store, STUDY, {}, "bob")
    hold.let_go("cancelled", "Cancelled.")
    again = status(store, key)
    assert (again.status, again.attempt, again.stopping) == ("queued", 2, False)


def test_a_lane_that_lost_its_run_can_write_nothing(store):
    key = ask_run(store, STUDY, {}, "ann").key
    old = begin(store, key, executor="w1/batch-1")
    new = begin(store, key, executor="w2/batch-1")
    with pytest.raises(LeaseLost):
        old.check()
    with pytest.raises(LeaseLost), old.writing():
        pass
    with pytest.raises(LeaseLost), store.app.session() as session:
        old.note(session, label="mine")
    with pytest.raises(LeaseLost):
        old.let_go("done", "Done.")
    new.let_go("done", "Done.")
    assert status(store, key).status == "done"
    assert begin(store, key) is None, "a run that ended is not taken up again"


def test_upstream_runs_must_be_finished_and_of_the_right_study(store):
    upstream = ask_run(store, STUDY, {"nonce": 1}, "ann").key
    with pytest.raises(Refused, match="is queued") as refused:
        ask_run(store, STUDY, {"upstream": upstream}, "ann")
    assert refused.value.field == "upstream"
    with pytest.raises(Refused, match="not known here"):
        ask_run(store, STUDY, {"upstream": "0" * 32}, "ann")
    begin(store, upstream).let_go("done", "Done.")
    downstream = ask_run(store, STUDY, {"upstream": upstream}, "ann")
    assert downstream.inputs["upstream"] == [upstream]
    with store.app.session() as session:
        find_run(session, upstream).study = "other"
    with pytest.raises(Refused, match="belongs to the study other"):
        ask_run(store, STUDY, {"upstream": upstream, "nonce": 3}, "ann")


def test_a_series_has_its_checkpoints_in_order_and_claims_them(store, toy_ladder):
    series = ask_series(store, STUDY, TOY, "all", "ann")
    assert [child.name for child in series.children] == ["step0", "step1", "step2", "step3"]
    assert series.kind == "series"
    assert ask_series(store, STUDY, TOY, ["step0", "step1", "step2", "step3"], "bob").key == series.key
    assert ask_series(store, STUDY, TOY, ["step1", "step0"], "bob").key != series.key
    assert len(list_runs(store)) == 2, "children are listed with their series"
    assert len(list_runs(store, children=True)) == 6
    child = status(store, series.children[0].key)
    assert child.askers == 2, "both series want it"
    assert set(child.parents) >= {series.key}


def test_unknown_and_repeated_checkpoints_are_refused(store, toy_ladder):
    with pytest.raises(NotFound, match="step9") as missing:
        ask_series(store, STUDY, TOY, ["step0", "step9"], "ann")
    assert "step0, step1" in missing.value.hint
    with pytest.raises(Refused, match="named twice"):
        ask_series(store, STUDY, TOY, ["step0", "step0"], "ann")
    with pytest.raises(Refused, match="1 to 1000"):
        ask_series(store, STUDY, TOY, [], "ann")
    assert list_runs(store, children=True) == []


def test_cancelling_a_series_releases_what_nobody_else_wants(store, toy_ladder):
    series = ask_series(store, STUDY, TOY, "all", "ann")
    ask_run(store, STUDY, {"checkpoint": "step2"}, "bob")
    ended = cancel(store, series.key, "ann")
    assert ended.status == "cancelled"
    assert [child.status for child in ended.children] == ["cancelled", "cancelled", "queued", "cancelled"]
    again = ask_series(store, STUDY, TOY, "all", "ann")
    assert {child.status for child in again.children} == {"queued"}
    assert again.status == "running"


def test_one_checkpoint_can_be_stopped_by_the_only_asker_of_its_series(store, toy_ladder):
    series = ask_series(store, STUDY, TOY, "all", "ann")
    with pytest.raises(Conflict):
        cancel(store, series.children[1].key, "bob")
    assert cancel(store, series.children[1].key, "ann").status == "cancelled"
    assert status(store, series.key).status == "running"


def test_an_estimate_counts_what_is_known_already(store, toy_ladder):
    cost = estimate(store, STUDY, TOY | {"seconds": 1.0, "steps": 3}, "all")
    assert (cost.seconds, cost.bytes, cost.runs, cost.known) == (12.0, 4000, 4, 0)
    assert (cost.smaller, cost.smaller_seconds) == ({"steps": 1}, 4.0)
    key = ask_run(store, STUDY, {"seconds": 1.0, "steps": 3, "checkpoint": "step1"}, "ann").key
    begin(store, key).let_go("done", "Done.")
    assert estimate(store, STUDY, TOY | {"seconds": 1.0, "steps": 3}, "all").seconds == 9.0
    assert estimate(store, STUDY, {"seconds": 1.0, "steps": 3, "checkpoint": "step1"}).known == 1


def test_of_progress_only_the_latest_is_kept_and_the_log_has_an_end(store):
    key = ask_run(store, STUDY, {}, "ann").key
    with store.app.writing() as session:
        run = find_run(session, key)
        for i in range(5):
            emit(session, run.id, "progress", data={"fraction": i / 5})
    progress = [event for event in events_since(store, 0, [key]) if event.kind == "progress"]
    assert [event.data for event in progress] == [{"fraction": 0.8}]
    with store.app.writing() as session:
        run_id = find_run(session, key).id
        log(session, run_id, "\n".join(["x" * 5000] * 3))
        session.add_all([RunEventRow(run_id=run_id, kind="log", text="y") for _ in range(LOG_LINES - 4)])
        session.flush()
        log(session, run_id, "a\nb\nc")
        log(session, run_id, "d")
        count = session.scalar(select(func.count()).select_from(RunEventRow).where(RunEventRow.kind == "log"))
        assert count == LOG_LINES + 1
    lines = [line.text for line in status(store, key, log_lines=10_000).log]
    assert max(map(len, lines)) == 2000
    assert lines[-2:] == ["a", f"The log is full ({LOG_LINES} lines); what follows is not kept."]


def _ask_at(home, url, moment, keys):
    store = open_store(home=home, database_url=url)
    time.sleep(max(0.0, moment - time.time()))
    keys.put(
        [ask_run(store, STUDY, {"nonce": n}, f"asker-{multiprocessing.current_process().pid}").key for n in range(20)]
    )
    store.close()


def test_two_processes_that_ask_at_the_same_moment_share_one_run(store, home, database_url):
    context = multiprocessing.get_context("spawn")
    keys = context.Queue()
    moment = time.time() + 4.0
    processes = [context.Process(target=_ask_at, args=(home, database_url, moment, keys)) for _ in range(2)]
    for process in processes:
        process.start()
    found = [keys.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(30)
    assert found[0] == found[1]
    with store.app.session() as session:
        assert session.scalar(select(func.count()).select_from(RunRow)) == 20
    assert {status(store, key).askers for key in found[0]} == {2}
    assert {len(status(store, key).log) for key in found[0]} == {1}, "queued once"


def test_many_threads_that_ask_and_cancel_series_at_once_never_wait_for_each_other(store, toy_ladder):
    failures = []

    def someone(n):
        orders = [["step0", "step1", "step2"], ["step2", "step1", "step0"], ["step1", "step3"]]
        for i in range(4):
            try:
                series = ask_series(store, STUDY, TOY, orders[(n + i) % 3], f"asker-{n}")
                cancel(store, series.key, f"asker-{n}")
            except Conflict:
                pass
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=someone, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert {run.status for run in list_runs(store, children=True)} == {"cancelled"}


def test_a_recipe_of_another_version_is_another_recipe(store):
    """Else a recipe that is done would answer for a study, or defaults, that have changed since."""
    key = ask_recipe(store, {"toy": STUDY}, {"runs": [TOY_RUN]}, "ann").key

    class Slower(STUDY.params):
        seconds: float = 0.5

    for other in (replace(STUDY, version=2), replace(STUDY, params=Slower)):
        assert ask_recipe(store, {"toy": other}, {"runs": [TOY_RUN]}, "ann").key != key
    spelled_out = {"study": "toy", "version": 1, "params": {"nonce": 77, "seconds": 0.0}}
    assert ask_recipe(store, {"toy": STUDY}, {"runs": [spelled_out]}, "ann").key == key
    with pytest.raises(Refused, match="wants version 2") as refused:
        ask_recipe(store, {"toy": STUDY}, {"runs": [TOY_RUN | {"version": 2}]}, "ann")
    assert refused.value.field == "runs.0.version"


def test_a_family_that_grows_while_its_locks_are_waited_for_is_locked_whole(store):
    """Else who has them goes on to lock a series below a recipe it holds, against the order."""
    studies = {"toy": STUDY}
    key = ask_recipe(store, studies, {"runs": [TOY_RUN]}, "ann").key
    recipe_look.advance(store, key, studies)
    other = ask_run(store, STUDY, {"nonce": 78}, "bob").key
    found, walked = [], threading.Event()

    def someone():
        with store.app.writing() as session:
            row = find_run(session, key)
            walked.set()
            found.extend(lock_family(session, [row]))

    with store.app.writing() as session:
        locked = lock(session, [status(store, key).children[0].key, other])
        waiting = threading.Thread(target=someone)
        waiting.start()
        walked.wait(0.5)
        time.sleep(0.3)
        link(session, find_run(session, key), [(locked[other].id, "late")], 1)
    waiting.join(30)
    assert other in found


def test_two_looks_that_keep_the_same_name_at_once_both_have_it(store, toy_ladder):
    """Two looks at a series draw the same: who is later finds the name there."""
    key = ask_series(store, STUDY, TOY, ["step0"], "ann").key
    with store.app.session() as session:
        run_id = find_run(session, key).id
    failures, named = [], threading.Event()

    @contextmanager
    def slowly():
        with store.app.writing() as session:
            yield session
            session.flush()
            named.set()
            time.sleep(0.3)

    def look(writing):
        try:
            Keeping(store, run_id, writing).put("figure", b"the same", kind="figure")
        except Exception as error:
            failures.append(error)

    first = threading.Thread(target=look, args=(slowly,))
    first.start()
    assert named.wait(10)
    look(store.app.writing)
    first.join(10)
    assert failures == []
    assert Keeping(store, run_id, store.app.writing).get("figure") == b"the same"


def test_recipes_that_share_a_growing_series_and_are_cancelled_at_once_never_wait_for_each_other(store):
    """Two recipes over one model in the making: looks, ends of runs and cancelling, each from threads of their own."""
    studies, failures, over = {"toy": STUDY, "maker": maker.STUDY}, [], threading.Event()

    def recipe(n):
        follower = {"name": "neurons", "study": "toy", "follows": "model", "params": {"steps": 1}}
        return {"runs": [{"name": "model", "study": "maker", "params": {}}, follower, *([TOY_RUN] * n)]}

    keys = [ask_recipe(store, studies, recipe(n), f"asker-{n}").key for n in range(2)]
    recipe_look.advance(store, keys[0], studies)
    model = status(store, keys[0]).children[0]

    def again_and_again(work):
        while not over.is_set():
            try:
                work()
            except (Conflict, LeaseLost, Cancelled):
                pass
            except Exception as error:
                failures.append(error)
                return

    def grow():
        for rung in range(12):
            add_rung(store, model.model, rung)
            time.sleep(0.1)
        over.set()

    def end_one():
        queued = [run for run in list_runs(store, children=True, status="queued") if run.study == "toy"]
        for run in queued[:2]:
            if hold := begin(store, run.key, status(store, run.key).attempt):
                hold.let_go("done", "Done.")

    def restless(n):
        cancel(store, keys[n], f"asker-{n}")
        ask_recipe(store, studies, recipe(n), f"asker-{n}")

    looks = [lambda key=key: recipe_look.advance(store, key, studies) for key in keys]
    threads = [threading.Thread(target=again_and_again, args=(work,)) for work in (*looks, end_one, end_one)]
    threads += [threading.Thread(target=again_and_again, args=(lambda n=n: restless(n),)) for n in range(2)]
    for thread in (*threads, growing := threading.Thread(target=grow)):
        thread.start()
    growing.join(60)
    for thread in threads:
        thread.join(60)
    assert failures == []
