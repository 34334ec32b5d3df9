"""The panes: texts written plain, changed and by random units, shown while they are written."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from isogloss.contract.context import RunContext
from isogloss.models.editing import Edits
from isogloss.models.load import LoadedModel
from isogloss.models.tokens import bos_id, tokenize
from isogloss.models.writing import Choice, Reach, Writing, check_room, text_of
from isogloss.studies.interventions.schema import Frame, Gained, Pane, Params
from isogloss.vocabulary.errors import Refused

#: Rows in one batch; texts of a prompt that are shown while they are written; seconds between frames.
ROWS, SHOWN, FRAME = 64, 8, 0.1


@dataclass(frozen=True)
class Text:
    """One text of a pane."""

    prompt: int
    seed: int
    text: str
    tokens: int
    ended: bool


def prompt_ids(loaded: LoadedModel, params: Params) -> list[list[int]]:
    """Tokens of every prompt; raises Refused, by its number, for one that has none or is too long."""
    out: list[list[int]] = []
    for prompt in params.prompts:
        if prompt.text is None:
            out.append([bos_id(loaded)])
            continue
        tokens = tokenize(loaded, [prompt.text])
        # What a tokenizer adds behind a text says that it is over.
        out.append(tokens.ids[0][: tokens.bounds(0)[1]])
    check_room(loaded, out, params.length)
    _check_reached(params, out)
    return out


def _check_reached(params: Params, prompts: Sequence[Sequence[int]]) -> None:
    """Raises Refused, before a word is written, where no position from the first one on is ever read."""
    longest = max(map(len, prompts))
    # The last token that is written is not read any more.
    if params.from_position is not None and params.from_position >= longest + params.length - 1:
        raise Refused(
            "touched_nothing",
            f"The intervention touched nothing. Position {params.from_position} is past the end of every text: the "
            f"longest prompt has {longest} tokens, and {params.length} are written. No text was written.",
            hint=f"Begin at {longest - 1} or before, or change every position.",
            field="from_position",
        )


def reach_of(params: Params) -> Reach:
    """Which positions are changed; raises by :func:`check_touched` later if none of them is ever reached."""
    return Reach(params.where, params.from_position or 0)


def choice_of(params: Params) -> Choice:
    """How tokens are chosen."""
    return Choice(params.sampling == "greedy", params.temperature, params.top_p)


class Panes:
    """Writes panes side by side, a token in each in turn, and says what each has gained."""

    def __init__(self, ctx: RunContext, loaded: LoadedModel, params: Params, prompts: Sequence[Sequence[int]]):
        self.ctx, self.loaded, self.params, self.prompts = ctx, loaded, params, prompts
        self.rows = [(p, params.seed + j) for p in range(len(prompts)) for j in range(params.texts)]
        self._told: dict[tuple[Pane, int, int], str] = {}
        self._last = 0.0

    def write(self, edits: dict[Pane, Edits | None]) -> dict[Pane, list[Text]]:
        """All texts of these panes."""
        out: dict[Pane, list[Text]] = {name: [] for name in edits}
        for start in range(0, len(self.rows), ROWS):
            rows = self.rows[start : start + ROWS]
            for name, texts in self._chunk(rows, edits, start).items():
                out[name] += texts
        return out

    def _chunk(
        self, rows: list[tuple[int, int]], edits: dict[Pane, Edits | None], start: int
    ) -> dict[Pane, list[Text]]:
        ids = [list(self.prompts[p]) for p, _ in rows]
        panes = {
            name: Writing(
                self.loaded,
                ids,
                [seed for _, seed in rows],
                self.params.length,
                choice=choice_of(self.params),
                edits=edits[name],
                reach=reach_of(self.params),
            )
            for name in edits
        }
        while not all(pane.done for pane in panes.values()):
            self.ctx.check_cancelled()
            for pane in panes.values():
                if not pane.done:
                    pane.step()
                    # The very first token is shown at once; a person waits for it.
                    self._tell(rows, panes, now=pane.steps == 1 and not self._told, start=start)
        self._tell(rows, panes, now=True, start=start)
        return {
            name: [
                Text(p, seed, text_of(self.loaded, ids[i], pane.written[i]), len(pane.written[i]), pane.ended[i])
                for i, (p, seed) in enumerate(rows)
            ]
            for name, pane in panes.items()
        }

    def _tell(self, rows: list[tuple[int, int]], panes: dict[Pane, Writing], *, now: bool, start: int) -> None:
        moment = time.monotonic()
        if not now and moment - self._last < FRAME:
            return
        self._last = moment
        gained = []
        for name, pane in panes.items():
            for i, (p, seed) in enumerate(rows):
                if seed - self.params.seed >= SHOWN or not pane.written[i]:
                    continue
                text = text_of(self.loaded, self.prompts[p], pane.written[i], ended=pane.done)
                before = self._told.get((name, p, seed), "")
                if len(text) > len(before) and text.startswith(before):
                    gained.append(Gained(pane=name, prompt=p, seed=seed, text=text[len(before) :]))
                    self._told[name, p, seed] = text
        steps = max(pane.steps for pane in panes.values())
        if gained:
            frame = Frame(gained=tuple(gained), written=steps, of=self.params.length)
            self.ctx.frame(frame.model_dump(mode="json", exclude_unset=True))
        whole = len(self.rows) * self.params.length
        self.ctx.progress(start * self.params.length + steps * len(rows), whole, f"writing {' and '.join(panes)}")
