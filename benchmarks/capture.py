"""Capture with pooling of every linear output, against the bare body of the same model on the same padded batches.

The body alone is what anybody must pay: no hooks, no head, nothing kept. Random weights in BLOOM-560m's configuration
(speed does not depend on their values), random ids at the lengths of real sentences: the first hundred of SIB-200's
test split in eight languages, as a byte-level tokenizer of 8,192 pieces cuts them. One pair is one language, its
batches read by body and capture in turn; maximum, mean and firing rate of all 221,184 units are kept.
"""

import argparse
import gc
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psutil
import torch
import transformers

from isogloss.activations.batches import DEFAULT_BATCH_TOKENS, Batch, pad, plan
from isogloss.activations.capture import pool_tokens
from isogloss.activations.pooled import Pooled
from isogloss.models.hooks import run_body
from isogloss.models.load import LoadedModel
from isogloss.models.points import resolve
from isogloss.models.tokens import TokenBatch

LENGTHS = {
    "en": (
        "35 39 22 45 37 41 32 34 63 46 54 69 65 50 29 36 22 49 33 40 28 60 38 50 61 42 52 57 43 60 51 42 36 31 50 "
        "50 27 48 29 68 44 42 38 23 34 42 50 49 44 62 37 45 66 44 33 49 24 32 29 51 24 48 30 29 44 29 44 53 31 60 "
        "59 34 42 48 44 29 57 78 53 34 46 37 38 30 45 25 38 44 32 32 50 27 42 77 62 28 28 78 45 26"
    ),
    "de": (
        "36 42 22 47 41 48 34 36 65 52 58 83 69 53 36 74 31 64 34 48 27 72 43 57 82 43 78 66 44 65 72 47 44 45 56 "
        "55 33 52 28 84 40 47 41 28 43 44 56 55 37 65 48 52 87 48 36 65 23 44 39 57 35 65 42 43 58 32 65 65 45 59 "
        "80 43 46 43 48 30 59 97 62 42 50 41 46 33 52 27 47 52 40 34 53 36 47 88 72 33 37 90 53 26"
    ),
    "es": (
        "41 45 30 43 39 42 49 39 76 53 64 80 77 51 39 45 22 61 32 46 29 81 52 65 69 49 71 63 44 72 74 50 36 37 68 "
        "55 29 62 25 66 51 47 53 26 39 45 50 52 45 68 47 53 71 39 48 59 25 38 38 59 33 65 47 33 64 40 62 65 39 69 "
        "68 50 60 55 45 37 57 83 55 43 52 35 55 44 35 23 43 49 43 38 48 29 53 79 71 37 49 91 57 28"
    ),
    "ru": (
        "43 47 21 64 52 56 40 55 80 52 57 87 83 61 34 48 26 65 36 41 28 68 48 66 84 43 87 64 53 78 73 67 52 48 62 "
        "62 46 52 32 76 47 46 49 27 41 43 62 63 47 79 52 63 77 46 45 81 39 40 42 64 34 81 59 42 68 34 50 54 41 66 "
        "75 54 72 52 46 43 57 110 63 45 55 34 52 32 42 39 56 52 43 39 57 31 56 124 78 34 51 92 63 33"
    ),
    "ar": (
        "42 41 22 47 54 44 37 39 68 42 70 88 81 41 33 40 27 67 33 49 25 64 53 70 80 40 65 66 47 60 60 42 41 36 71 "
        "55 32 56 30 66 46 52 48 25 33 48 56 56 54 80 55 56 63 39 33 57 30 37 35 66 34 62 39 31 58 35 53 76 28 74 "
        "73 51 69 67 47 37 51 67 53 34 51 31 52 40 43 34 53 49 33 33 63 28 52 87 61 38 30 90 73 27"
    ),
    "hi": (
        "65 78 43 93 87 93 45 67 136 88 103 127 149 90 71 79 51 119 67 96 42 129 98 85 124 74 114 130 81 100 118 "
        "71 94 52 98 79 36 118 53 136 69 81 95 37 62 101 102 75 90 116 103 132 124 87 69 102 63 74 81 104 54 104 "
        "72 72 116 67 94 109 63 94 116 72 100 86 71 56 100 153 111 79 84 84 79 84 92 39 80 89 65 55 82 59 86 130 "
        "143 61 64 171 107 51"
    ),
    "tr": (
        "33 41 25 46 43 48 33 41 61 41 56 57 73 48 30 38 20 47 41 46 30 54 42 46 71 40 73 53 38 60 47 51 56 36 60 "
        "54 34 44 24 61 52 51 34 19 31 43 55 42 40 66 52 55 71 48 33 69 32 35 41 56 24 59 32 34 48 24 54 56 35 59 "
        "69 40 53 44 41 33 56 84 50 32 51 37 43 26 45 27 43 39 39 34 42 28 51 98 69 28 32 90 51 23"
    ),
    "zh": (
        "39 35 17 36 51 34 31 40 49 33 44 59 59 38 34 31 26 53 34 33 24 55 37 49 55 41 72 44 40 60 48 36 39 37 45 "
        "40 26 33 19 53 27 44 34 22 46 39 44 53 34 65 39 31 66 37 32 54 19 41 29 61 22 61 32 31 54 20 38 56 28 51 "
        "50 37 51 44 43 23 46 82 52 22 38 33 37 25 41 24 37 43 32 22 38 30 40 80 60 24 31 95 46 22"
    ),
}

BLOOM_560M = {"hidden_size": 1024, "n_layer": 24, "n_head": 16, "vocab_size": 250_880}
#: What --toy makes of it and of the languages: a trial, whose numbers mean nothing.
TOY = {"hidden_size": 16, "n_layer": 2, "n_head": 2, "vocab_size": 300}
TOY_LENGTHS = {language: lengths[:11] for language, lengths in LENGTHS.items()}
GIB = 2**30


def random_bloom(layers: int) -> LoadedModel:
    """The configuration of BLOOM-560m with random weights; fewer layers for a trial."""
    transformers.logging.set_verbosity_error()
    config = transformers.BloomConfig(**(BLOOM_560M | {"n_layer": layers}))
    model = transformers.BloomForCausalLM._from_config(config, attn_implementation="eager").eval().requires_grad_(False)
    tokenizer = SimpleNamespace(pad_token_id=3, eos_token_id=2)
    return LoadedModel(model, tokenizer, config.to_dict(), attention="eager")


def random_tokens(language: str) -> TokenBatch:
    """Random ids at the lengths of this language's sentences."""
    lengths = [int(length) for length in LENGTHS[language].split()]
    generator = torch.Generator().manual_seed(len(language) + sum(lengths))
    ids = [torch.randint(4, BLOOM_560M["vocab_size"], (n,), generator=generator).tolist() for n in lengths]
    return TokenBatch(ids, [[(i, i + 1) for i in range(n)] for n in lengths], [0] * len(lengths))


def padded(loaded: LoadedModel, tokens: TokenBatch, budget: int) -> list[Batch]:
    """The batches that capture makes of these tokens."""
    return [pad(loaded, tokens, rows) for rows in plan([len(ids) for ids in tokens.ids], budget)]


class Turns:
    """Runs the body alone on the next batch whenever it is its turn, and knows how long all its turns took."""

    def __init__(self, loaded: LoadedModel, batches: list[Batch]):
        self.loaded, self.waiting = loaded, iter(batches)
        self.clock = self.busy = 0.0

    def __call__(self, *_: object) -> None:
        """One turn."""
        clock, busy = time.perf_counter(), time.process_time()
        batch = next(self.waiting)
        run_body(self.loaded, batch.ids, batch.mask)
        self.clock += time.perf_counter() - clock
        self.busy += time.process_time() - busy


def pair(loaded: LoadedModel, tokens: TokenBatch, budget: int, *, body_first: bool) -> tuple[Pooled, Turns, Turns]:
    """One capture, and the body alone between its batches: whatever else the machine does meets both alike.

    Returns what was captured, and the times of body and capture; the capture's are those of its whole call, without
    the body's turns in it.
    """
    places = resolve(loaded.config, "all_linear")
    body, capture = Turns(loaded, padded(loaded, tokens, budget)), Turns(loaded, [])
    clock, busy = time.perf_counter(), time.process_time()
    turn = {"check_cancelled": body} if body_first else {"on_progress": body}
    pooled = pool_tokens(loaded, tokens, places, batch_tokens=budget, **turn)
    capture.clock = time.perf_counter() - clock - body.clock
    capture.busy = time.process_time() - busy - body.busy
    return pooled, body, capture


def forget_peak() -> None:
    """Start the process's peak memory anew, where the system can (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass


def peak_bytes() -> int:
    """The most memory the process held since then; what it holds now where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return psutil.Process().memory_info().rss


def measure(
    loaded: LoadedModel, pairs: int, budget: int, say: Callable[[str], None]
) -> tuple[list[float], list[float], list[int]]:
    """For each pair, capture's throughput over the body's, the same by processor time, and the tokens read.

    The pooled values of all languages are held, as one would hold them to compare them.
    """
    kept: list[Pooled] = []
    shares, busy, read = [], [], []
    first = padded(loaded, random_tokens("en"), budget)[-1]
    run_body(loaded, first.ids, first.mask)
    for i in range(pairs):
        language = list(LENGTHS)[i % len(LENGTHS)]
        tokens = random_tokens(language)
        pooled, body, capture = pair(loaded, tokens, budget, body_first=i % 2 == 0)
        kept = [*kept, pooled][-len(LENGTHS) :]
        shares.append(body.clock / capture.clock)
        busy.append(body.busy / capture.busy)
        read.append(sum(len(ids) for ids in tokens.ids))
        say(
            f"{language}: body {body.clock:.1f} s, capture {capture.clock:.1f} s, "
            f"ratio {shares[-1]:.3f} ({busy[-1]:.3f} of processor time)"
        )
    return shares, busy, read


def main() -> int:
    """Measure, print, and say by the exit code whether all claims hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=8, help="a pair is one language's 100 sentences")
    parser.add_argument("--threads", type=int, default=0, help="torch's threads; its own choice if absent")
    parser.add_argument("--layers", type=int, default=24, help="fewer for a trial")
    parser.add_argument("--batch-tokens", type=int, default=DEFAULT_BATCH_TOKENS)
    parser.add_argument("--json", action="store_true", help="print the claims as JSON")
    parser.add_argument("--toy", action="store_true", help="a trial in a second; its numbers mean nothing")
    asked = parser.parse_args()
    if asked.toy:
        asked.pairs, asked.layers = 2, TOY["n_layer"]
        BLOOM_560M.update(TOY)
        LENGTHS.update(TOY_LENGTHS)
    say = (lambda text: print(text, file=sys.stderr)) if asked.json else print
    if asked.threads:
        torch.set_num_threads(asked.threads)
    loaded = random_bloom(asked.layers)
    gc.collect()
    forget_peak()
    shares, busy, read = measure(loaded, asked.pairs, asked.batch_tokens, say)
    over = (peak_bytes() - loaded.n_bytes) / GIB
    share = statistics.median(shares)
    claims = [
        {
            "name": "capture with pooling of all linear outputs, throughput over the bare body's",
            "value": round(share, 4),
            "unit": "x",
            "goal": ">= 0.9",
            "comparison": "the body alone on the same padded batches (no head on either side)",
            "n": len(shares),
            "holds": share >= 0.9,
        },
        {
            "name": "capture, peak memory beyond the weights",
            "value": round(over, 3),
            "unit": "GiB",
            "goal": "<= 1.5",
            "comparison": "the weights' own bytes; the pooled values of all languages are held to the end",
            "n": len(shares),
            "holds": over <= 1.5,
        },
    ]
    setup = {
        "model": f"BLOOM-560m's configuration, random weights, {asked.layers} layers, float32, eager attention",
        "sentences": 100 * len(shares),
        "tokens": sum(read),
        "units": sum(loaded.places[place] for place in resolve(loaded.config, "all_linear")),
        "batch_tokens": asked.batch_tokens,
        "shares": [round(value, 4) for value in shares],
        "shares_of_processor_time": [round(value, 4) for value in busy],
        "weights_gib": round(loaded.n_bytes / GIB, 3),
        "threads": torch.get_num_threads(),
        "machine": platform.machine(),
        "torch": torch.__version__,
        "processors": psutil.cpu_count(),
        "load": round(psutil.getloadavg()[1], 1),
    }
    if asked.json:
        print(json.dumps({"claims": claims, "setup": setup}))
    else:
        for claim in claims:
            print(f"{claim['name']}: {claim['value']} {claim['unit']} (goal {claim['goal']}, n {claim['n']})")
    return 0 if all(claim["holds"] for claim in claims) else 1


if __name__ == "__main__":
    raise SystemExit(main())
