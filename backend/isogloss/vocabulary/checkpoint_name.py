"""What a checkpoint's name tells of its place in training: step, tokens seen, epoch, stage.

Publishers write ``step-50K-105b``, ``epoch=0-step=500``, ``stage2-ingredient1-step1000-tokens3B``, ``iter_0001000``.
What can be meant in two ways (``ckpt_10``, ``1000``, ``step_1_000``) tells nothing: a wrong step is worse than none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

#: What a name's words count. ``ckpt`` is not among them: it numbers what was saved as often as it names a step.
_COUNTS = {
    "step": ("step", "steps", "globalstep", "trainstep", "iter", "iters", "iteration", "iterations", "update",
             "updates", "checkpoint"),
    "epoch": ("epoch", "epochs", "ep"),
    "tokens_seen": ("token", "tokens", "tok", "toks"),
    "stage": ("stage", "phase"),
    "branch": ("ingredient",),
}  # fmt: skip
_COUNTED = {word: kind for kind, words in _COUNTS.items() for word in words}
#: Words that may also stand behind their number: ``1000-steps``, ``0.5epoch``, ``4B-tokens``.
_BEHIND = _COUNTED.keys() - {"checkpoint", "ep", "stage", "phase", "ingredient"}
#: Only one after the other: ``e2s500``, ``ep1-ba1000``.
_SHORT = {("e", "s"), ("ep", "ba"), ("ep", "s"), ("e", "step")}
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_PIECE = re.compile(
    rf"(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+(?:\.[0-9]+)?)(?:e\+?(?P<power>[0-9]{{1,2}})(?![a-z0-9]))?"
    rf"(?P<unit>[kmbt](?=$|[^a-z0-9]|{'|'.join(sorted(_BEHIND))}))?|(?P<word>[a-z]+)"
)
_IN_NAME = re.compile(r"([0-9]+(?:\.[0-9]+)?(?=[kmbt](?![a-z0-9]))|[0-9]+)([kmbt](?![a-z0-9]))?|([^0-9]+)")
#: A step or a number of tokens from these on is a mistake; databases count up to ten times as many tokens.
MOST_STEPS, MOST_TOKENS = 10**15, 10**18
_MOST = {"step": MOST_STEPS, "tokens_seen": MOST_TOKENS, "stage": 10**6, "branch": 10**6, "epoch": 10**9}


@dataclass(frozen=True, slots=True)
class NameTold:
    """What a name tells; None where it does not. ``branch`` counts runs side by side within a stage.

    ``unclear``: it speaks of a step or an epoch, and more than one can be meant. ``bare_tokens``: its tokens are a
    number behind the step that only its unit tells from others (``step-50K-105b``).
    """

    step: int | None = None
    tokens_seen: int | None = None
    epoch: float | None = None
    stage: int | None = None
    branch: int | None = None
    unclear: bool = False
    bare_tokens: bool = False

    @property
    def tells(self) -> bool:
        """Whether it tells a place in training at all."""
        return any(value is not None for value in (self.step, self.epoch, self.tokens_seen, self.stage))


@dataclass(slots=True)
class _Piece:
    """A word, or a number with its unit; ``gap`` is what stands before it.

    ``glued``: letters that count nothing stand right behind the number (``step12abc``).
    """

    word: str
    value: Decimal | None
    unit: str
    gap: str
    claimed: bool = False
    glued: bool = False


def read_name(name: str) -> NameTold:
    """What a checkpoint's name tells."""
    pieces = _pieces(name.lower())
    found: dict[str, set[Decimal | None]] = {}
    for i in range(len(pieces)):
        kind = _kind(pieces, i)
        if kind and (number := _number_of(pieces, i)):
            number.claimed = True
            found.setdefault(kind, set()).add(_value(kind, number))
    unclear = _second_number(pieces, found)
    values = {kind: _one(values) for kind, values in found.items()}
    unclear |= any(kind in found and values[kind] is None for kind in ("step", "epoch"))
    if unclear:
        values |= {"step": None, "epoch": None}
    whole = {kind: None if value is None else int(value) for kind, value in values.items() if kind != "epoch"}
    epoch = values.get("epoch")
    bare = _bare_tokens(pieces) if whole.get("step") and "tokens_seen" not in found else None
    if bare is not None:
        whole["tokens_seen"] = bare
    return NameTold(
        **whole, epoch=None if epoch is None else float(epoch), unclear=unclear, bare_tokens=bare is not None
    )


def read_names(names: Sequence[str]) -> dict[str, NameTold]:
    """The same of a ladder. Bare tokens that are alike at several steps are none: ``step500-7b`` tells a size."""
    told = {name: read_name(name) for name in names}
    bare = [one.tokens_seen for one in told.values() if one.bare_tokens]
    if len(set(bare)) == len(bare):
        return told
    return {
        name: replace(one, tokens_seen=None, bare_tokens=False) if one.bare_tokens else one
        for name, one in told.items()
    }


def natural(name: str) -> tuple[tuple[int, float, str], ...]:
    """A key that sorts names by the numbers in them: ckpt_2 before ckpt_10, 500k before 1M."""
    found = _IN_NAME.findall(name.lower())
    return tuple((1, 0.0, text) if text else (0, float(number) * _UNITS[unit], "") for number, unit, text in found)


def _pieces(name: str) -> list[_Piece]:
    pieces, end = [], 0
    for match in _PIECE.finditer(name):
        number = match["number"]
        value = None if number is None else Decimal(number.replace(",", "")) * 10 ** int(match["power"] or 0)
        pieces.append(_Piece(match["word"] or "", value, match["unit"] or "", name[end : match.start()]))
        end = match.end()
    for i, piece in enumerate(pieces[:-1]):
        piece.glued = piece.value is not None and not pieces[i + 1].gap and not _kind(pieces, i + 1)
    return pieces


def _kind(pieces: Sequence[_Piece], i: int) -> str | None:
    """What this word counts."""
    words = [piece.word for piece in pieces]
    if tuple(words[i : i + 3 : 2]) in _SHORT:
        return "epoch"
    if i > 1 and (words[i - 2], words[i]) in _SHORT:
        return "step"
    return _COUNTED.get(words[i])


def _number_of(pieces: Sequence[_Piece], i: int) -> _Piece | None:
    """The number behind a word, else the one before it that belongs to no other."""
    if i + 1 < len(pieces) and pieces[i + 1].value is not None and len(pieces[i + 1].gap) <= 2:
        return pieces[i + 1]
    before = pieces[i - 1] if i else None
    free = before is not None and before.value is not None and not before.claimed and len(pieces[i].gap) <= 1
    return before if free and pieces[i].word in _BEHIND else None


def _value(kind: str, number: _Piece) -> Decimal | None:
    assert number.value is not None
    value = number.value * _UNITS[number.unit]
    # Nobody takes a billion steps: such a number is of tokens, or of weights.
    fits = number.unit in ("", "k", "m") if kind == "step" else not number.unit or kind == "tokens_seen"
    whole = kind == "epoch" or value == value.to_integral_value()
    return value if fits and whole and not number.glued and value < _MOST[kind] else None


def _second_number(pieces: Sequence[_Piece], found: dict[str, set[Decimal | None]]) -> bool:
    """Whether a bare number follows the step's or the epoch's: step_1_000 may be 1 or 1,000."""
    for i in range(1, len(pieces) - 1):
        first, second = pieces[i], pieces[i + 1]
        counts = first.claimed and _kind(pieces, i - 1) in ("step", "epoch")
        if counts and second.value is not None and not second.claimed and second.unit not in ("b", "t"):
            return True
    return False


def _bare_tokens(pieces: Sequence[_Piece]) -> int | None:
    """105b in step-50K-105b: the number right behind the step's, in billions or more."""
    for i in range(1, len(pieces) - 1):
        second = pieces[i + 1]
        follows = pieces[i].claimed and _kind(pieces, i - 1) == "step"
        if follows and second.value is not None and second.unit in ("b", "t"):
            value = _value("tokens_seen", second)
            return None if value is None else int(value)
    return None


def _one(values: set[Decimal | None]) -> Decimal | None:
    """The one thing that is said, if it is one."""
    return next(iter(values)) if len(values) == 1 else None
