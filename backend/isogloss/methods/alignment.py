"""How alike languages' states of the same sentences are: retrieval of translations, and unbiased linear CKA.

States are the mean-pooled sentences of one layer, [languages, sentences, width], where sentence i is the same in every
language. They are computed with in their own type, float32 or float64.

Retrieval is the share of sentences whose nearest neighbour in the other language, by cosine, is their translation,
both ways round. Neighbours that are equally near share the hit.

CKA compares two languages' U-centred Gram matrices K and L::

    CKA = <K, L> / sqrt(<K, K> <L, L>)

U-centred: the diagonal is 0, and of all other entries what no sum of a row's and a column's part explains is left, so
that every row sums to 0. Then <K, L> is n (n - 3) times HSIC_1, the unbiased estimate of Song et al. (2012), used for
CKA by Nguyen et al. (2021). The plain form (Kornblith et al. 2019) keeps the diagonal, and calls unrelated states of
few sentences alike: about width / (width + n) for white noise. The unbiased one may be below 0.

A sentence beside another of its document is a little of the same (methods.md 0.0). Where documents are given, pairs
within one are left out as the diagonal is; where every sentence stands alone, this is HSIC_1.

The null of both is other sentences in place of the translations, by whole documents (:func:`pairings`).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from isogloss.methods.inference import WITHIN

#: HSIC_1 divides by n - 3.
FEWEST = 4
#: Cosines within so many roundings of the nearest are as near: products of equal rows differ in their last digits.
TIED = 16
#: Hits held at once for a null.
AT_ONCE = 1 << 22
#: What is left after centring is nothing where it is no more than so many roundings of what was there before.
NOTHING = 32


@dataclass(frozen=True, eq=False)
class Retrieval:
    """Retrieval between every two languages.

    value: [languages, languages], symmetric; hits: [languages, languages, sentences], each sentence's part in it: their
    mean is the value and :func:`~isogloss.methods.inference.clustered_mean` gives the interval; null: [draws,
    languages, languages], the share that retrieves the partner it was given in place of its translation.
    """

    value: Float[np.ndarray, "languages languages"]
    hits: Float[np.ndarray, "languages languages sentences"]
    null: Float[np.ndarray, "draws languages languages"]


@dataclass(frozen=True, eq=False)
class Cka:
    """Unbiased linear CKA between every two languages, symmetric.

    value, low, high: [languages, languages], the 95 % interval by leaving out one document at a time (NaN where too
    little would be left); null: [draws, languages, languages].
    """

    value: Float[np.ndarray, "languages languages"]
    low: Float[np.ndarray, "languages languages"]
    high: Float[np.ndarray, "languages languages"]
    null: Float[np.ndarray, "draws languages languages"]


def pairings(documents: Int[np.ndarray, " sentences"], *, draws: int, seed: int) -> Int[np.ndarray, "draws sentences"]:
    """Null partners: sentence i of one language stands beside sentence ``pairings[draw, i]`` of the other.

    The documents are laid end to end in a random order, as a ring, and one language's ring is turned against the
    other's: documents stay whole and in order, and no sentence ever stands beside one of its own document. A turn ends
    between two documents where one does that is long enough, so that documents of one size meet document by document.
    Raises ValueError where one document holds more than half of the sentences.
    """
    _, document = np.unique(documents, return_inverse=True)
    sizes = np.bincount(document)
    n, largest = len(documents), int(sizes.max(initial=0))
    if not n or 2 * largest > n:
        raise ValueError(f"one document holds {largest} of {n} sentences; whole documents can't change places")
    members = np.split(np.argsort(document, kind="stable"), sizes.cumsum()[:-1])
    rng = np.random.default_rng(seed)
    out = np.empty((draws, n), np.int64)
    for row in out:
        order = rng.permutation(len(members))
        ends = sizes[order].cumsum()
        between = ends[(ends >= largest) & (ends <= n - largest)]
        turn = rng.choice(between) if len(between) else rng.integers(largest, n - largest + 1)
        ring = np.concatenate([members[d] for d in order])
        row[ring] = np.roll(ring, -int(turn))
    return out


def centred(states: Float[np.ndarray, "*languages sentences width"]) -> Float[np.ndarray, "*languages sentences width"]:
    """States minus their language's own mean over sentences; exactly 0 where nothing but rounding is left.

    Raises ValueError where values are not finite, sentences are fewer than 4, or a language's states are all the same.
    """
    _check(states)
    # The mean in float64: a common part far larger than what tells sentences apart would otherwise leave its rounding.
    out: np.ndarray = states - states.mean(-2, keepdims=True, dtype=np.float64).astype(states.dtype)
    before = np.linalg.norm(states, axis=-1).max(-1, keepdims=True)
    nothing = np.linalg.norm(out, axis=-1) <= NOTHING * np.finfo(states.dtype).eps * before
    if nothing.all(-1).any():
        raise ValueError("a language's states are all the same")
    out[nothing] = 0
    return out


def retrieval(a: Float[np.ndarray, "sentences width"], b: Float[np.ndarray, "_ _"]) -> float:
    """Retrieval between two languages' states, as they are; centre them first where that is meant.

    Raises ValueError where shapes differ, values are not finite, sentences are fewer than 4, or a state is 0.
    """
    _check_alike(a, b)
    rows, columns, share = _nearest(_directions(a) @ _directions(b).T)
    return float(share[rows == columns].sum() / len(a))


def retrievals(
    states: Float[np.ndarray, "languages sentences width"],
    partners: Int[np.ndarray, "draws _"] | None = None,
) -> Retrieval:
    """:func:`retrieval` between every two languages, beside its null with ``partners`` (:func:`pairings`).

    In the null the earlier language keeps its place and the later one's sentences move. Raises as ``retrieval`` does.
    """
    directions = _directions(states)
    languages, n, _ = states.shape
    own, moved = np.arange(n), _moves(partners, n)
    hits = np.empty((languages, languages, n))
    null = np.empty((len(moved), languages, languages))
    for a in range(languages):
        for b in range(a, languages):
            rows, columns, share = _nearest(directions[a] @ directions[b].T)
            found = own[rows] == columns
            hits[a, b] = hits[b, a] = np.bincount(rows[found], share[found], n)
            at_once = max(1, AT_ONCE // len(rows))
            for start in range(0, len(moved), at_once):
                drawn = slice(start, start + at_once)
                null[drawn, a, b] = null[drawn, b, a] = (moved[drawn][:, rows] == columns) @ share / n
    return Retrieval(hits.mean(2), hits, null)


def linear_cka(
    a: Float[np.ndarray, "sentences width"],
    b: Float[np.ndarray, "_ _"],
    documents: Int[np.ndarray, " sentences"] | None = None,
) -> float:
    """Unbiased linear CKA between two languages' states; centring changes nothing.

    Without ``documents`` every sentence stands alone. Raises ValueError where shapes differ, values are not finite,
    sentences are fewer than 4, one document holds half of them, or nothing is left to compare: all sentences but one
    are the same, or all are equally far apart.
    """
    _check_alike(a, b)
    return float(np.clip(_inner(_grams(np.stack([a, b]), _Documents(documents, len(a))))[0, 1], -1, 1))


def linear_ckas(
    states: Float[np.ndarray, "languages sentences width"],
    partners: Int[np.ndarray, "draws _"] | None = None,
    documents: Int[np.ndarray, " sentences"] | None = None,
) -> Cka:
    """:func:`linear_cka` between every two languages, beside its null with ``partners`` (:func:`pairings`).

    The interval is a jackknife: a bootstrap would draw some documents twice, and a document beside itself is the very
    bias that is left out. In the null the earlier language keeps its place and the later one's sentences move. Raises
    as ``linear_cka`` does.
    """
    n = states.shape[1]
    within = _Documents(documents, n)
    grams = _grams(states, within)
    value = np.clip(_inner(grams), -1, 1)
    reach = WITHIN * _standard_errors(grams, within)
    low, high = (np.clip(end, -1, 1) for end in (value - reach, value + reach))
    return Cka(value, low, high, _null_ckas(grams, _moves(partners, n)))


class _Documents:
    """Which sentences were written together."""

    def __init__(self, documents: np.ndarray | None, sentences: int):
        named = np.arange(sentences) if documents is None else documents
        #: [sentences] whole numbers from 0; [documents] how many sentences each holds.
        self.of = np.unique(named, return_inverse=True)[1]
        self.sizes = np.bincount(self.of)
        if len(self.of) != sentences:
            raise ValueError(f"documents of {len(self.of)} sentences, states of {sentences}")

    def parts(self, sums: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """[languages, sentences] each row's part a in the least-squares fit of a_i + a_j to a matrix's entries between
        documents, from its rows' sums; ``sizes`` may be 0 for a document whose sentences are left out (sums of 0).

        Of the normal equations (n - s_d) a_i + A - A_d = r_i, with A_d the sum of a over document d, follows
        (n - 2 s_d) A_d = R_d - s_d A.
        """
        n = sizes.sum()
        by_document = np.stack([np.bincount(self.of, row, len(sizes)) for row in sums])
        room = n - 2 * sizes
        total = (by_document / room).sum(1, keepdims=True) / (1 + (sizes / room).sum())
        of_document = (by_document - sizes * total) / room
        found: np.ndarray = (sums - total + of_document[:, self.of]) / (n - sizes)[self.of]
        return found


def _nearest(
    similarity: Float[np.ndarray, "sentences sentences"],
) -> tuple[Int[np.ndarray, " found"], Int[np.ndarray, " found"], Float[np.ndarray, " found"]]:
    """Who is nearest to whom, both ways round: rows, columns, and the share of a hit that the two would be worth."""
    parts = []
    for axis in (0, 1):
        limit = similarity.max(axis, keepdims=True) - TIED * np.finfo(similarity.dtype).eps
        tied = similarity >= limit
        found = np.nonzero(tied)
        parts.append((*found, 0.5 / tied.sum(axis)[found[1 - axis]]))
    rows, columns, share = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, columns, share


def _directions(states: np.ndarray) -> np.ndarray:
    """States of length 1."""
    _check(states)
    length = np.linalg.norm(states, axis=-1, keepdims=True)
    if not length.all():
        raise ValueError("a sentence's state is 0, which has no direction")
    found: np.ndarray = states / length
    return found


def _grams(states: np.ndarray, within: _Documents) -> Float[np.ndarray, "languages sentences sentences"]:
    """U-centred Gram matrices of length 1, so that CKA is their inner product."""
    # U-centring would take the mean out as well, but only after its square had cost the Gram matrix its digits.
    apart = centred(states)
    if 2 * within.sizes.max() >= states.shape[1]:
        raise ValueError(f"one document holds {within.sizes.max()} of {states.shape[1]} sentences: no CKA")
    apart /= np.abs(apart).max((1, 2), keepdims=True)
    grams: np.ndarray = apart @ apart.transpose(0, 2, 1)
    before = np.linalg.norm(grams, axis=(1, 2))
    between = within.of[:, None] != within.of
    grams *= between
    part = within.parts(grams.sum(2), within.sizes).astype(grams.dtype)
    grams -= part[:, :, None] + part[:, None, :]
    grams *= between
    length = np.linalg.norm(grams, axis=(1, 2))
    if (length <= NOTHING * np.finfo(states.dtype).eps * before).any():
        raise ValueError("a language's sentences are all equally far apart, or all but one the same: no CKA")
    found: np.ndarray = grams / length[:, None, None]
    return found


def _inner(grams: np.ndarray) -> Float[np.ndarray, "languages languages"]:
    """Inner products of every two languages' matrices."""
    flat = grams.reshape(len(grams), -1)
    found: np.ndarray = flat @ flat.T
    return found


def _null_ckas(grams: np.ndarray, moved: np.ndarray) -> Float[np.ndarray, "draws languages languages"]:
    """CKA of the earlier language with the later one's sentences moved, mirrored: [draws, languages, languages]."""
    languages, n, _ = grams.shape
    out = np.empty((len(moved), languages, languages))
    if not len(moved):
        return out
    first, second = np.triu_indices(n, 1)
    # Languages side by side: one look-up moves a pair of sentences in all of them.
    beside = np.ascontiguousarray(grams.reshape(languages, n * n).T)
    fixed = np.ascontiguousarray(beside[first * n + second].T)
    for row, move in zip(out, moved, strict=True):
        # ``take`` without its range check is five times as fast as indexing.
        upper = np.triu(2 * (fixed @ beside.take(move[first] * n + move[second], axis=0, mode="clip")))
        row[:] = upper + np.triu(upper, 1).T
    return out


def _standard_errors(grams: np.ndarray, within: _Documents) -> Float[np.ndarray, "languages languages"]:
    """Jackknife over documents.

    With a document left out, the others' rows sum to what they had with it, negated; U-centring them anew takes away
    twice the inner product of those sums with their parts.
    """
    whole, n = _inner(grams), grams.shape[1]
    found = np.full((len(within.sizes), *whole.shape), np.nan)
    for d, out in enumerate(found):
        inside = within.of == d
        sizes = np.where(np.arange(len(found)) == d, 0, within.sizes)
        if n - inside.sum() < FEWEST or 2 * sizes.max() >= sizes.sum():
            continue
        rows = grams[:, inside]
        sums = -rows.sum(1)
        sums[:, inside] = 0
        product = whole - 2 * _inner(rows) - 2 * sums @ within.parts(sums, sizes).T
        length = np.sqrt(np.maximum(np.diagonal(product), 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            out[:] = product / np.outer(length, length)
    error: np.ndarray = np.sqrt((len(found) - 1) / len(found) * ((found - found.mean(0)) ** 2).sum(0))
    return error


def _moves(partners: np.ndarray | None, n: int) -> np.ndarray:
    """[draws, sentences] null partners, checked; no draws where there are none."""
    if partners is None:
        return np.empty((0, n), np.int64)
    if partners.shape[1] != n:
        raise ValueError(f"partners are for {partners.shape[1]} sentences, states for {n}")
    if (np.sort(partners, axis=1) != np.arange(n)).any():
        raise ValueError("partners are no permutation of the sentences")
    return partners


def _check_alike(a: np.ndarray, b: np.ndarray) -> None:
    """Raises ValueError where two languages differ in shape."""
    if a.shape != b.shape:
        raise ValueError(f"the languages' states differ in shape: {a.shape} and {b.shape}")


def _check(states: np.ndarray) -> None:
    """Raises ValueError for states that nothing can be computed with."""
    if states.dtype not in (np.float32, np.float64):
        raise ValueError(f"states are {states.dtype}; float32 or float64 is computed with")
    if states.shape[-2] < FEWEST:
        raise ValueError(f"{states.shape[-2]} sentences; at least {FEWEST} are needed")
    if not np.isfinite(states).all():
        raise ValueError("states are not finite")
