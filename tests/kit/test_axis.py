"""The axis of a ladder: what it is titled, and where checkpoints stand on it."""

from types import SimpleNamespace

import pytest

from isogloss.contract.context import MissingRun
from isogloss.kit.axis import StepAxis
from isogloss.vocabulary.checkpoint import step_of


def axis_of(*names: str, missing: tuple[str, ...] = (), **steps: int) -> StepAxis:
    points = [SimpleNamespace(checkpoint=name, step=steps.get(name, step_of(name))) for name in names]
    return StepAxis(points, [MissingRun("k", name, "running", step=steps.get(name, step_of(name))) for name in missing])


@pytest.mark.parametrize(
    ("names", "title", "labels"),
    [
        (("step0", "step8", "step64"), "training step, log scale", ["0", "8", "64"]),
        (("step-500k", "step-1M", "step-2M"), "training step, log scale", ["500,000", "1,000,000", "2,000,000"]),
        (("epoch1", "epoch2", "epoch10"), "epoch", ["1", "2", "10"]),
        (("0.5epoch", "1epoch"), "epoch", ["0.5", "1"]),
        (("1B-tokens", "4.5B-tokens", "1T-tokens"), "tokens seen, log scale", ["1B", "4.5B", "1T"]),
        (("ckpt_1", "ckpt_2", "ckpt_10"), "checkpoint", ["ckpt_1", "ckpt_2", "ckpt_10"]),
        (("1000", "2000", "10000"), "checkpoint", ["1000", "2000", "10000"]),
        (("step1000", "step10000", "main"), "checkpoint", ["step1000", "step10000", "main"]),
        (("e1s500", "e2s500"), "checkpoint", ["e1s500", "e2s500"]),
        (
            ("stage1-step1000", "stage2-step0", "stage2-step1000"),
            "stage: step, in training order",
            ["1: 1,000", "2: 0", "2: 1,000"],
        ),
        (
            ("stage1-step5", "stage2-ingredient1-step5-tokens1B", "stage2-ingredient2-step5-tokens1B"),
            "stage: step, in training order",
            ["1: 5", "2.1: 5", "2.2: 5"],
        ),
    ],
)
def test_an_axis_says_what_it_shows_and_gives_each_checkpoint_a_place(
    names: tuple[str, ...], title: str, labels: list[str]
) -> None:
    for shown in (names, names[::-1]):
        drawn = axis_of(*shown)
        axis = drawn.axis()
        assert (axis["title"]["text"], axis["ticktext"]) == (title, labels)
        places = [drawn.positions[name] for name in names]
        assert places == sorted(set(places)) == axis["tickvals"]
        assert axis["range"][0] < places[0]
        assert axis["range"][1] > places[-1]


def test_checkpoints_to_come_stand_in_order_also_where_no_step_is_known() -> None:
    drawn = axis_of("epoch1", "epoch3", missing=("epoch2",))
    assert drawn.axis()["ticktext"] == ["1", "2", "3"]
    assert axis_of("ckpt_1", "ckpt_10", missing=("ckpt_2",)).positions == {"ckpt_1": 0, "ckpt_2": 1, "ckpt_10": 2}
    final = axis_of("step0", "final", missing=("step100",))
    assert final.axis()["ticktext"] == ["step0", "step100", "final"]
    assert "step" not in final.title


def test_two_checkpoints_of_one_step_do_not_share_a_place() -> None:
    drawn = axis_of("a", "b", a=5, b=5)
    assert drawn.positions == {"a": 0, "b": 1}
    assert drawn.title == "checkpoint"


def test_given_steps_are_drawn_as_steps_also_of_what_is_to_come() -> None:
    drawn = axis_of("ckpt_1", missing=("ckpt_2",), ckpt_1=1000, ckpt_2=4000)
    assert drawn.title == "training step, log scale"
    assert drawn.positions == {"ckpt_1": 1, "ckpt_2": 3}


def test_what_failed_or_was_cancelled_is_not_to_come() -> None:
    states = {"step1": "failed", "step2": "cancelled", "step4": "queued", "step8": "running"}
    missing = [MissingRun("k", name, state, "Why.", step_of(name)) for name, state in states.items()]
    meta = StepAxis([SimpleNamespace(checkpoint="step0", step=0)], missing).meta([])
    assert meta["positions"].keys() == {"step0", *states}
    assert (meta["to_come"], meta["failed"], meta["cancelled"]) == (["step4", "step8"], ["step1"], ["step2"])
