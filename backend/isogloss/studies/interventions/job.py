"""The job: write the texts plain and changed, then with random units, then read out what the change did.

Steps: ``write`` (plain and changed, in frames), ``control`` (the first draw of random units writes too), ``read out``
(next token, doses, held-out text, languages), each kept, so that a death costs one of them.
"""

from collections.abc import Sequence

import orjson

from isogloss.contract.context import FinishedRun, RunContext, SeriesContext
from isogloss.kit.ladder import ladder
from isogloss.models.editing import check_touched
from isogloss.studies.interventions import figures
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.answer import answer
from isogloss.studies.interventions.panes import Panes, Text
from isogloss.studies.interventions.schema import Pane, Params, Result, SeriesResult
from isogloss.studies.interventions.study import Plan
from isogloss.studies.interventions.work import Intervention


def run(plan: Plan, ctx: RunContext) -> None:
    """One intervention at one checkpoint."""
    work = Intervention(plan, ctx)
    ctx.plan({"write": 4.0, "control": 2.0, "read out": 4.0})
    touched = ctx.step("write", lambda: _write(work))
    control = ctx.step("control", lambda: _control(work))
    ctx.step("read out", lambda: _read_out(work, touched, control))


def _write(work: Intervention) -> dict[str, int]:
    panes = Panes(work.ctx, work.loaded(), work.params, work.prompts)
    edits = work.prepared([work.changes])
    # The first frame of every attempt: what was told before it is void.
    told = wire.Frame(
        sets=tuple(wire.ToldSet(label=s.label, operation=s.operation, units=len(s.units)) for s in work.chosen_sets()),
        prompts=tuple(wire.ToldPrompt(language=of.language, text=of.text) for of in work.params.prompts),
    )
    work.ctx.frame(told.model_dump(mode="json", exclude_unset=True))
    texts = panes.write({"plain": None, "changed": edits})
    touch = check_touched(edits)
    work.ctx.save_bytes("texts", _packed(texts), kind="texts")
    units = sum(len(change.units) for change in work.changes)
    return {"units": units, "positions": touch.positions, "values": touch.values, "changed": touch.changed}


def _control(work: Intervention) -> dict[str, int]:
    """The first draw of random units writes the same prompts. Random units that change nothing are a finding, and no
    fault of the intervention."""
    draws = work.random()
    if not draws:
        return {"texts": 0, "changed": 0}
    edits = work.prepared([draws[0]])
    texts = Panes(work.ctx, work.loaded(), work.params, work.prompts).write({"random": edits})
    work.ctx.save_bytes("random texts", _packed(texts), kind="texts")
    return {"texts": len(texts["random"]), "changed": edits.touch.changed}


def _packed(texts: dict[Pane, list[Text]]) -> bytes:
    return orjson.dumps({pane: [vars(text) for text in of] for pane, of in texts.items()})


def _read_out(work: Intervention, touched: dict[str, int], control: dict[str, int]) -> None:
    result = answer(work, touched, control)
    work.ctx.answer(result, figures.of_run(result))


def series(children: Sequence[FinishedRun[Params, Result]], ctx: SeriesContext) -> SeriesResult:
    """The same intervention along a ladder, as far as it is finished."""
    languages = children[0].result.identifier.candidates
    return ladder(SeriesResult, children, ctx, draw=figures.of_series, languages=languages)
