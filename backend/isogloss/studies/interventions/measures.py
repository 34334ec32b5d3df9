"""Read-outs that need the model again: the next token, the curve over strength, held-out text."""

from collections.abc import Iterable, Sequence

import numpy as np

from isogloss.activations.controls import Change
from isogloss.activations.losses import Losses, each_next, next_logits, text_losses
from isogloss.contract.estimate import Estimate
from isogloss.corpora.choosing import by_seed, held_out_from
from isogloss.models.editing import Edits
from isogloss.models.readable import readable
from isogloss.models.tokens import TokenBatch, tokenize
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.analysis import effects
from isogloss.studies.interventions.panes import reach_of
from isogloss.studies.interventions.study import chosen_doses
from isogloss.studies.interventions.work import Intervention

#: Variants that run side by side; tokens shown that rose or fell most.
AT_ONCE, MOVERS = 8, 8


def _divergences(work: Intervention, variants: Sequence[Sequence[Change]], plain: np.ndarray) -> np.ndarray:
    """KL against plain of each variant at each prompt: [variants, prompts]."""
    out = np.zeros((len(variants), len(work.prompts)))
    for start in range(0, len(variants), AT_ONCE):
        part = variants[start : start + AT_ONCE]
        for v, p, row in each_next(
            work.loaded(),
            work.prompts,
            edits=work.prepared(part),
            variants=range(len(part)),
            reach=reach_of(work.params),
            seed=work.params.seed,
            check_cancelled=work.ctx.check_cancelled,
        ):
            out[start + v, p] = effects.divergence(plain[p], row)
        work.ctx.progress(start, 2 * len(variants), "random units")
    return out


def _plain(work: Intervention) -> np.ndarray:
    """Log-probabilities of the plain next token: [prompts, vocabulary]."""
    found: np.ndarray = next_logits(work.loaded(), work.prompts)[0]
    return found


def next_token(work: Intervention, draws: Sequence[Sequence[Change]]) -> tuple[list[wire.NextToken], Estimate]:
    """What the change does to the first token that is written, prompt by prompt and in the mean."""
    loaded, prompts, plain = work.loaded(), work.prompts, _plain(work)
    edits = work.prepared([work.changes])
    changed = next_logits(loaded, prompts, edits=edits, reach=reach_of(work.params), seed=work.params.seed)[0]
    mine = np.array([effects.divergence(a, b) for a, b in zip(plain, changed, strict=True)])
    random = _divergences(work, draws, plain)
    out = []
    for p in range(len(prompts)):
        up, down = effects.movers(plain[p], changed[p], MOVERS)
        names = dict(zip([*up, *down], readable(loaded.tokenizer, [*up, *down]), strict=True))
        kl = effects.mean_effect(mine[p : p + 1], random[:, p : p + 1], seed=work.params.seed)
        moved = [
            tuple(
                wire.Mover(token=names[t], plain=round(float(plain[p, t]), 4), changed=round(float(changed[p, t]), 4))
                for t in tokens
            )
            for tokens in (up, down)
        ]
        out.append(wire.NextToken(prompt=p, kl=Estimate(**vars(kl)), up=moved[0], down=moved[1]))
    return out, Estimate(**vars(effects.mean_effect(mine, random, seed=work.params.seed)))


def doses(work: Intervention, draws: Sequence[Sequence[Change]], asked: Estimate) -> Iterable[wire.Dose]:
    """The effect on the next token at other strengths, with the strength that was asked for among them."""
    if not work.params.doses:
        return
    plain = _plain(work)
    for dose in sorted({*chosen_doses(work.params), 1.0}):
        if dose == 1.0:
            yield wire.Dose(strength=1.0, kl=asked)
            continue
        variants = [[change.at_dose(dose) for change in variant] for variant in (work.changes, *draws)]
        found = _divergences(work, variants, plain)
        effect = effects.mean_effect(found[0], found[1:], seed=work.params.seed)
        yield wire.Dose(strength=dose, kl=Estimate(**vars(effect)))


def outside(work: Intervention) -> list[str]:
    """Ids of documents that the experts were not chosen on."""
    source = work.source
    if source is None:
        return []
    ids, languages = source.corpus.complete(source.languages), source.languages
    return list(held_out_from(source.read_ids, ids, source.corpus.groups(languages)))


def held_ids(work: Intervention) -> list[str]:
    """At most so many sentences as were asked for, chosen by the seed: held out where there are any."""
    read = work.source.read_ids if work.source else ()
    return by_seed(outside(work) or read, work.params.held_out, seed=work.params.seed)


def held_out(work: Intervention, draws: Sequence[Sequence[Change]]) -> Iterable[wire.HeldOut]:
    """What the change costs on text of each language, beside what random units cost."""
    if not work.params.held_out or work.source is None:
        return
    ids, corpus = held_ids(work), work.source.corpus
    groups = corpus.groups(work.languages)
    documents = np.unique([groups[i] for i in ids], return_inverse=True)[1]
    loaded, variants = work.loaded(), [work.changes, *draws]
    edits = [work.prepared([variant]) for variant in variants]
    for number, language in enumerate(work.languages):
        tokens = tokenize(loaded, corpus.texts(language, ids), max_tokens=128)

        def losses(of: Edits | None, tokens: TokenBatch = tokens) -> Losses:
            return text_losses(
                loaded,
                tokens,
                edits=of,
                reach=reach_of(work.params),
                seed=work.params.seed,
                check_cancelled=work.ctx.check_cancelled,
            )

        plain = losses(None)
        found = np.stack([losses(of).nats for of in edits])
        work.ctx.progress(0.5 + 0.5 * number / len(work.languages), 1, f"reading {language}")
        before, effect = effects.loss_change(
            plain.nats, found[0], found[1:], plain.tokens, documents, seed=work.params.seed
        )
        yield wire.HeldOut(
            language=language,
            plain=before,
            change=Estimate(**vars(effect)),
            perplexity_plain=effects.perplexity(before),
            perplexity_changed=effects.perplexity(before + effect.value),
        )
