"""Read-outs that need the model again: the next token, the curve over strength, held-out text."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from isogloss.activations.controls import Change
from isogloss.activations.losses import each_next, next_logits, text_losses
from isogloss.corpora.choosing import by_seed, held_out_from
from isogloss.models.editing import Edits
from isogloss.models.readable import readable
from isogloss.models.tokens import tokenize
from isogloss.studies.interventions import schema as wire
from isogloss.studies.interventions.analysis import effects
from isogloss.studies.interventions.panes import prompt_ids, reach_of
from isogloss.studies.interventions.plan import Plan
from isogloss.studies.interventions.study import chosen_doses

#: Variants that run side by side; tokens shown that rose or fell most.
AT_ONCE, MOVERS = 8, 8

Prepare = Callable[[Plan, Sequence[Sequence[Change]]], Edits]


def _divergences(plan: Plan, variants: Sequence[Sequence[Change]], plain: np.ndarray, prepare: Prepare) -> np.ndarray:
    """KL against plain of each variant at each prompt: [variants, prompts]."""
    loaded, prompts = plan.loaded(), prompt_ids(plan.loaded(), plan.params)
    out = np.zeros((len(variants), len(prompts)))
    for start in range(0, len(variants), AT_ONCE):
        part = variants[start : start + AT_ONCE]
        edits = prepare(plan, part)
        for v, p, row in each_next(
            loaded,
            prompts,
            edits=edits,
            variants=range(len(part)),
            reach=reach_of(plan.params, prompts),
            seed=plan.params.seed,
            check_cancelled=plan.ctx.check_cancelled,
        ):
            out[start + v, p] = effects.divergence(plain[p], row)
        plan.ctx.progress(start, 2 * len(variants), "random units")
    return out


def _plain(plan: Plan) -> np.ndarray:
    """Log-probabilities of the plain next token: [prompts, vocabulary]."""
    return next_logits(plan.loaded(), prompt_ids(plan.loaded(), plan.params))[0]


def next_token(
    plan: Plan, draws: Sequence[Sequence[Change]], prepare: Prepare
) -> tuple[list[wire.NextToken], wire.Estimate]:
    """What the change does to the first token that is written, prompt by prompt and in the mean."""
    loaded, prompts = plan.loaded(), prompt_ids(plan.loaded(), plan.params)
    plain = _plain(plan)
    edits = prepare(plan, [plan.changes])
    changed = next_logits(loaded, prompts, edits=edits, reach=reach_of(plan.params, prompts), seed=plan.params.seed)[0]
    mine = np.array([effects.divergence(a, b) for a, b in zip(plain, changed, strict=True)])
    random = _divergences(plan, draws, plain, prepare)
    out = []
    for p in range(len(prompts)):
        up, down = effects.movers(plain[p], changed[p], MOVERS)
        names = dict(zip([*up, *down], readable(loaded.tokenizer, [*up, *down]), strict=True))
        kl = effects.mean_effect(mine[p : p + 1], random[:, p : p + 1], seed=plan.params.seed)
        moved = [
            tuple(
                wire.Mover(token=names[t], plain=round(float(plain[p, t]), 4), changed=round(float(changed[p, t]), 4))
                for t in tokens
            )
            for tokens in (up, down)
        ]
        out.append(wire.NextToken(prompt=p, kl=wire.Estimate(**vars(kl)), up=moved[0], down=moved[1]))
    return out, wire.Estimate(**vars(effects.mean_effect(mine, random, seed=plan.params.seed)))


def doses(plan: Plan, draws: Sequence[Sequence[Change]], prepare: Prepare, asked: wire.Estimate) -> Iterable[wire.Dose]:
    """The effect on the next token at other strengths, with the strength that was asked for among them."""
    if not plan.params.doses:
        return
    plain = _plain(plan)
    for dose in sorted({*chosen_doses(plan.params), 1.0}):
        if dose == 1.0:
            yield wire.Dose(strength=1.0, kl=asked)
            continue
        variants = [[change.at_dose(dose) for change in variant] for variant in (plan.changes, *draws)]
        found = _divergences(plan, variants, plain, prepare)
        effect = effects.mean_effect(found[0], found[1:], seed=plan.params.seed)
        yield wire.Dose(strength=dose, kl=wire.Estimate(**vars(effect)))


def outside(plan: Plan) -> list[str]:
    """Ids of documents that the experts were not chosen on."""
    if plan.corpus is None:
        return []
    return list(held_out_from(plan.run_ids(), plan.corpus.complete(plan.languages), plan.corpus.groups(plan.languages)))


def held_ids(plan: Plan) -> list[str]:
    """At most so many sentences as were asked for, chosen by the seed: held out where there are any."""
    return by_seed(outside(plan) or plan.run_ids(), plan.params.held_out, seed=plan.params.seed)


def held_out(plan: Plan, draws: Sequence[Sequence[Change]], prepare: Prepare) -> Iterable[wire.HeldOut]:
    """What the change costs on text of each language, beside what random units cost."""
    if not plan.params.held_out or plan.corpus is None:
        return
    ids = held_ids(plan)
    groups = plan.corpus.groups(plan.languages)
    documents = np.unique([groups[i] for i in ids], return_inverse=True)[1]
    loaded, variants = plan.loaded(), [plan.changes, *draws]
    edits = [prepare(plan, [variant]) for variant in variants]
    for number, language in enumerate(plan.languages):
        tokens = tokenize(loaded, plan.corpus.texts(language, ids), max_tokens=128)

        def losses(of: Edits | None, tokens: Any = tokens) -> Any:
            return text_losses(
                loaded,
                tokens,
                edits=of,
                reach=reach_of(plan.params, []),
                seed=plan.params.seed,
                check_cancelled=plan.ctx.check_cancelled,
            )

        plain = losses(None)
        found = np.stack([losses(of).nats for of in edits])
        plan.ctx.progress(0.5 + 0.5 * number / len(plan.languages), 1, f"reading {language}")
        before, effect = effects.loss_change(
            plain.nats, found[0], found[1:], plain.tokens, documents, seed=plan.params.seed
        )
        yield wire.HeldOut(
            language=language,
            plain=before,
            change=wire.Estimate(**vars(effect)),
            perplexity_plain=effects.perplexity(before),
            perplexity_changed=effects.perplexity(before + effect.value),
        )
