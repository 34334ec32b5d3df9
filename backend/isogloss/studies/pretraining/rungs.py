"""The rungs of a run's ladder: training from one to the next, and putting each into the house as it is reached."""

import json
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isogloss.methods.finite import check_finite
from isogloss.models.ladder import add_model
from isogloss.models.new_model import config_of
from isogloss.store.private import others
from isogloss.studies.pretraining.analysis.loss import mean_loss
from isogloss.studies.pretraining.analysis.schedule import learning_rate
from isogloss.studies.pretraining.schema import Frame
from isogloss.studies.pretraining.study import publishes, shape_of
from isogloss.studies.pretraining.tokens import Tokens
from isogloss.vocabulary.digest import digest_of
from isogloss.vocabulary.errors import NotFound, Refused

if TYPE_CHECKING:
    from isogloss.models.ladder_folder import LadderFolder

#: A state is kept so often (seconds), and no more often than keeping it costs this share of the time.
KEEP_EVERY, KEEP_SHARE = 5.0, 0.02
#: How often progress and the live curve are told, in seconds, and no more often than this share of the time so far.
TELL_EVERY, TELL_SHARE = 1.0, 0.004


def check_losses(losses: Any, what: str) -> None:
    """Raises Refused where the training diverged: later checkpoints would be of weights that are no numbers."""
    hint = "Take a lower learning rate or a longer warm-up; checkpoints reached before stay."
    check_finite(losses, f"The {what}", hint=hint, field="learning_rate")


class Rungs:
    """One run's training, wherever it stands. The folder of its ladder holds all it takes to go on."""

    def __init__(self, tokens: Tokens):
        self.tokens, self.params, self.ctx = tokens, tokens.params, tokens.ctx
        self.model = publishes(self.params, self.ctx.key)
        self._told: list[tuple[int, float]] = []
        self._told_at = self._kept_at = self._began_at = time.monotonic()
        self._keeping = 0.0

    @cached_property
    def folder(self) -> "LadderFolder":
        """The ladder on this machine."""
        from isogloss.models.ladder_folder import LadderFolder

        ladders = self.ctx.store.home / "ladders"
        ladders.mkdir(mode=0o777 & ~others(ladders.parent), exist_ok=True)
        return LadderFolder(ladders / self.ctx.key)

    @property
    def _state(self) -> Path:
        return self.folder.work / "state.safetensors"

    def revision(self, step: int) -> str:
        """The checkpoint's name."""
        from isogloss.models.ladder_folder import revision_of

        return revision_of(step, self.params.steps)

    @cached_property
    def training(self) -> Any:
        """The model in training, as it was last kept or untrained."""
        from isogloss.models.training import Descent, Training
        from isogloss.models.vocabulary_training import BEGIN_ID, PAD_ID

        p = self.params
        shape = shape_of(p, self.tokens.tokenizer.get_vocab_size())
        made = Training(
            config_of(shape, begin=BEGIN_ID, pad=PAD_ID),
            seed=self._weights_seed(),
            dtype=p.dtype,
            attention=p.attention,
            device=self.ctx.device,
            descent=Descent(weight_decay=p.weight_decay),
        )
        if self._state.is_file():
            made.go_on_from(self._state)
        return made

    def _weights_seed(self) -> int:
        """From the seed alone: arms of one seed begin with the same weights."""
        return int(digest_of(["weights", self.params.seed])[:8], 16)

    # ---- steps -----------------------------------------------------------------------------------------------------

    def first(self) -> dict[str, Any]:
        """Publish the untrained model."""
        self._refuse_elsewhere()
        if not self._known(0):
            self._not_beyond(0)
            self._land(0, None)
        return self._publish(0)

    def train(self, low: int, high: int) -> dict[str, Any]:
        """Go on to the next rung, and publish it."""
        self._refuse_elsewhere()
        known = self._known(high)
        if not known:
            self._not_beyond(high)
        if not known or self.training.step < high:
            seconds = self._learn(high)
            losses = self.training.losses[low:high]
            self._land(high, sum(losses) / len(losses), seconds)
        return self._publish(high)

    def _not_beyond(self, step: int) -> None:
        """Begin anew where the state that was kept is of a later step than a rung that is missing: somebody took that
        away, and there is no way back."""
        if self.training.step > step:
            self._state.unlink()
            del self.training

    def _refuse_elsewhere(self) -> None:
        """A ladder lies on one machine: its checkpoints are found by their paths."""
        try:
            there = self.ctx.catalogue.model(self.model)
        except NotFound:
            return
        if there.source != str(self.folder.root.resolve()):
            raise Refused(
                "began_elsewhere",
                "The first checkpoints of this training lie on another machine, or its home folder was moved.",
                hint="Start a worker there, or ask for the training under another model id.",
                field="model",
            )

    def _learn(self, high: int) -> float:
        """Train up to a step; returns the seconds it took here."""
        p, training = self.params, self.training
        began = time.perf_counter()
        while training.step < high:
            step = training.step
            rate = learning_rate(step, steps=p.steps, peak=p.learning_rate, warmup=p.warmup, schedule=p.schedule)
            loss = training.learn(self.tokens.batch(step), rate)
            check_losses(loss, f"loss of step {step + 1:,}")
            self.ctx.check_cancelled()
            self._tell(step + 1, loss)
            self._keep()
        self._keep(now=True)
        return time.perf_counter() - began

    def _keep(self, *, now: bool = False) -> None:
        """Keep the state from time to time: the process may be killed at any moment."""
        began = time.monotonic()
        if now or began - self._kept_at > max(KEEP_EVERY, self._keeping / KEEP_SHARE):
            self.training.keep(self._state)
            self._kept_at = time.monotonic()
            self._keeping = self._kept_at - began

    def _tell(self, step: int, loss: float) -> None:
        """Progress, and the points of the live curve since the last frame."""
        self._told.append((step, round(loss, 4)))
        now = time.monotonic()
        if now - self._told_at > max(TELL_EVERY, TELL_SHARE * (now - self._began_at)):
            self.ctx.progress(*self._within(step), f"step {step:,} of {self.params.steps:,}, loss {loss:.2f}")
            self._frame()
            self._told_at = now

    def _frame(self, **landed: Any) -> None:
        frame = Frame(losses=tuple(self._gained()), **landed)
        self.ctx.frame(frame.model_dump(mode="json", exclude_none=True))

    def _gained(self) -> list[tuple[int, float]]:
        """What the live curve gained since it was last told, thinned where that is much."""
        gained, self._told = self._told, []
        return gained[:: -(-len(gained) // 200) or 1]

    def _within(self, step: int) -> tuple[float, float]:
        """How far the durable step is: from the rung before to the next."""
        low, high = self._between(step)
        return step - low, high - low

    def _between(self, step: int) -> tuple[int, int]:
        from isogloss.studies.pretraining.analysis.schedule import checkpoint_steps

        steps = checkpoint_steps(self.params.steps, self.params.checkpoint_steps)
        return max(s for s in steps if s < step), min(s for s in steps if s >= step)

    # ---- landing ---------------------------------------------------------------------------------------------------

    def _known(self, step: int) -> bool:
        """Whether a rung was reached in an earlier life, and all that is told of it is on the disk."""
        return self.folder.has(self.revision(step)) and self._note(step).is_file()

    def _note(self, step: int) -> Path:
        return self.folder.work / f"{self.revision(step)}.json"

    def _land(self, step: int, loss: float | None, seconds: float = 0.0) -> None:
        """Measure the model as it is now, and write it into its ladder."""
        from isogloss.models.vocabulary_training import as_pretrained

        began = time.perf_counter()
        held_out = {language: self._measure(language) for language in self.tokens.languages}
        seconds += time.perf_counter() - began
        self.folder.note_file(self._note(step), {"loss": loss, "held_out": held_out, "seconds": seconds})
        self.folder.write(self.revision(step), self.training.model, as_pretrained(self.tokens.tokenizer))

    def _measure(self, language: str) -> dict[str, Any]:
        from isogloss.models.vocabulary_training import BEGIN_ID

        rows = self.tokens.held_out[language]
        self.ctx.check_cancelled()
        losses = self.training.read(rows.tokens, self.params.batch)
        check_losses(losses, f"held-out loss in {language} at step {self.training.step:,}")
        return vars(mean_loss(losses, rows.tokens, rows.documents, begin=BEGIN_ID, seed=self.params.seed))

    def _publish(self, step: int) -> dict[str, Any]:
        """Put a rung into the house, tell everybody, and say what is known of it."""
        tokens, revision = self.tokens, self.revision(step)
        text = tokens.text
        said: dict[str, Any] = json.loads(self._note(step).read_text())
        batch = self.params.batch * self.params.context
        there = [s for s in self._steps() if self._known(s)]
        facts = {"tokens_per_step": batch, "bos_policy": "add", "languages": list(text.languages)}
        self.folder.describe(there, facts | ({"licence": text.licence} if text.licence else {}))
        add_model(
            self.ctx.store,
            str(self.folder.root),
            id=self.model,
            revisions=[revision],
            licence=text.licence,
            trained_on=text.trained_on,
            note=self._words(text),
        )
        rung = self.ctx.catalogue.checkpoint(self.model, revision)
        self._frame(
            checkpoint=revision,
            step=step,
            held_out={language: round(m["value"], 4) for language, m in said["held_out"].items()},
            nulls={language: round(null, 4) for language, null in tokens.nulls.items()} if step else {},
        )
        self.ctx.published(revision)
        return said | {"checkpoint": revision, "step": step, "fingerprint": rung.fingerprint}

    def _steps(self) -> tuple[int, ...]:
        from isogloss.studies.pretraining.analysis.schedule import checkpoint_steps

        return checkpoint_steps(self.params.steps, self.params.checkpoint_steps)

    def _words(self, text: Any) -> str:
        kind = "constructed text" if text.constructed else f"“{text.name}”"
        return f"Trained here on {kind} by run {self.ctx.key}."

    def facts(self) -> dict[str, Any]:
        """What the answer says of the model."""
        row = self.ctx.catalogue.model(self.model)
        return {
            "model": row.id,
            "architecture": row.family,
            "n_parameters": row.n_parameters,
            "tokenizer_digest": row.tokenizer_digest,
            "losses": self.training.losses,
        }
