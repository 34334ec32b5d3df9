"""What this study brings to a training: its model, its stream, what is measured, and what is said of the model."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from isogloss.models.new_model import config_of
from isogloss.studies.pretraining.schema import Frame
from isogloss.studies.pretraining.study import config_for, model_id, shape_of
from isogloss.studies.pretraining.tokens import Tokens
from isogloss.training.held_out import held_out_loss
from isogloss.training.ladder import ModelFacts, Rung, TrainingLadder
from isogloss.vocabulary.digest import digest_of

if TYPE_CHECKING:
    from isogloss.models.ladder_folder import Tokenizer
    from isogloss.models.training import Training


class Pretraining:
    """A :class:`isogloss.training.ladder.TrainingTask` of one run's tokens."""

    def __init__(self, tokens: Tokens):
        self.tokens, self.params, self.ctx = tokens, tokens.params, tokens.ctx
        self.config = config_for(self.params)

    @cached_property
    def ladder(self) -> TrainingLadder:
        """The run's ladder, wherever it stands."""
        return TrainingLadder(self.ctx, self, model_id(self.params, self.ctx.key))

    def untrained(self) -> "Training":
        """A new model; arms of one seed begin with the same weights."""
        from isogloss.models.training import Descent, Training
        from isogloss.models.vocabulary_training import BEGIN_ID, PAD_ID

        p = self.params
        shape = shape_of(p, self.tokens.tokenizer.get_vocab_size())
        return Training(
            config_of(shape, begin=BEGIN_ID, pad=PAD_ID),
            seed=int(digest_of(["weights", p.seed])[:8], 16),
            dtype=p.dtype,
            attention=p.attention,
            device=self.ctx.device,
            descent=Descent(weight_decay=p.weight_decay),
        )

    def batch(self, step: int) -> np.ndarray:
        """The stream's rows of this update."""
        return self.tokens.stream.batch(step)

    def measure(self, training: "Training") -> dict[str, Any]:
        """The held-out loss of every language."""
        from isogloss.models.vocabulary_training import BEGIN_ID

        p, held_out = self.params, {}
        for language, rows in self.tokens.held_out.items():
            self.ctx.check_cancelled()
            found = held_out_loss(training, rows, language, batch=p.batch, begin=BEGIN_ID, seed=p.seed)
            held_out[language] = vars(found)
        return {"held_out": held_out}

    def tokenizer(self) -> "Tokenizer":
        """The vocabulary that was learned."""
        from isogloss.models.vocabulary_training import as_pretrained

        return as_pretrained(self.tokens.tokenizer)

    def facts(self) -> ModelFacts:
        """Its languages, licence and text, and which run made it."""
        text = self.tokens.text
        kind = "constructed text" if text.constructed else f"“{text.name}”"
        note = f"Trained here on {kind} by run {self.ctx.key}."
        return ModelFacts(text.languages, text.trained_on, note, text.licence)

    def frame(self, losses: tuple[tuple[int, float], ...], rung: Rung | None) -> Frame:
        """The curve; of a checkpoint its held-out losses beside those of token frequencies, once the stream is
        written."""
        if rung is None:
            return Frame(losses=losses)
        held_out = {language: round(m["value"], 4) for language, m in rung.measured["held_out"].items()}
        nulls = {language: round(null, 4) for language, null in self.tokens.nulls.items()} if rung.step else {}
        return Frame(losses=losses, checkpoint=rung.checkpoint, step=rung.step, held_out=held_out, nulls=nulls)

    def made(self) -> dict[str, Any]:
        """What the answer says of the model."""
        row = self.ctx.catalogue.model(self.ladder.model)
        return {
            "model": row.id,
            "architecture": row.family,
            "n_parameters": row.n_parameters,
            "tokenizer_digest": row.tokenizer_digest,
            "losses": self.ladder.training.losses,
        }
