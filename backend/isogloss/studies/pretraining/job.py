"""The work: learn a vocabulary, write the stream, train along the ladder, and publish each checkpoint as it is reached.

``run`` is the Methods paragraph. What a step needs of earlier ones lies under the run's name or in the ladder's folder,
so that a process that takes over goes on from the last state that was kept, and ends with the same weights.
"""

from functools import partial
from itertools import pairwise

from isogloss.contract.context import RunContext
from isogloss.studies.pretraining import figures
from isogloss.studies.pretraining.answer import answer
from isogloss.studies.pretraining.schema import Params
from isogloss.studies.pretraining.study import Plan
from isogloss.studies.pretraining.task import Pretraining
from isogloss.studies.pretraining.tokens import Tokens

#: Shares of the time that go into reading the text, and into each rung beside its training.
_VOCABULARY, _STREAM, _RUNG = 0.04, 0.06, 0.005


def run(plan: Plan, ctx: RunContext) -> None:
    """One model, from text to its last checkpoint."""
    tokens = Tokens(plan, ctx)
    task = Pretraining(tokens)
    ctx.plan(_shares(plan.params, task.config.rungs))
    read = ctx.step("vocabulary", tokens.learn_vocabulary)
    rungs = [ctx.step("untrained", task.ladder.first)]
    written = ctx.step("stream", tokens.write_stream)
    for low, high in pairwise(task.config.rungs):
        rungs.append(ctx.step(_name(low, high), partial(task.ladder.train, low, high)))
    result = answer(tokens, task.made(), read | written, rungs)
    ctx.answer(result, figures.of_run(result))


def _name(low: int, high: int) -> str:
    return f"steps {low + 1} to {high}" if high > low + 1 else f"step {high}"


def _shares(params: Params, steps: tuple[int, ...]) -> dict[str, float]:
    """The steps to come with their shares of the time."""
    left = 1.0 - _VOCABULARY - _STREAM - _RUNG * len(steps)
    plan = {"vocabulary": _VOCABULARY, "untrained": _RUNG, "stream": _STREAM}
    return plan | {_name(a, b): _RUNG + left * (b - a) / params.steps for a, b in pairwise(steps)}
