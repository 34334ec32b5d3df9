"""The playground: texts written under an intervention, and how soon a person sees the first token.

Writing: twenty units forced at every position, against the bare model's own ``generate`` with the same greedy settings
and length, interleaved, one row and eight rows (a prompt in each of eight languages, by the lengths they have). Two
models: the last checkpoint of the real mini-ladder (random weights of its shape where it is not there) and random
weights of BLOOM-560m's shape.

The first token: a served house with a training running on a batch lane. From the question's being sent to the arrival
of the first frame with text, over the event stream, against one ``generate`` of one token by the bare model in a
process of its own beside the same training.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import torch
import transformers
from cached_pages import isogloss
from capture import BLOOM_560M, TOY, random_bloom

from isogloss.models.editing import Edit, Edits, check_touched, prepare
from isogloss.models.load import LoadedModel, load_model
from isogloss.models.writing import Writing
from isogloss.vocabulary.address import Address, UnitAddress

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ISOGLOSS_TEST_DATA") or HERE.parent.parent / "shared" / "data")
LADDER = DATA / "models" / "mini-ladder"
#: Tokens of a beginning in eight languages, half of a sentence each.
PROMPTS = (18, 20, 21, 24, 22, 43, 19, 18)
UNITS = 20
OVER_GENERATE, OVER_ONE_LANGUAGE, OVER_FIRST_MS = 1.25, 2.5, 400.0
MINI = {
    "vocab_size": 8192, "hidden_size": 192, "num_hidden_layers": 6, "num_attention_heads": 6, "intermediate_size": 768,
    "max_position_embeddings": 512,
}  # fmt: skip


def mini() -> tuple[str, LoadedModel]:
    """The last checkpoint of the real ladder, or random weights of its shape."""
    if LADDER.is_dir():
        return "mini-ladder, step 3001", load_model(LADDER / "step3001")
    transformers.logging.set_verbosity_error()
    config = transformers.GPTNeoXConfig(**MINI)
    model = transformers.GPTNeoXForCausalLM._from_config(config).eval().requires_grad_(False)
    words = SimpleNamespace(pad_token_id=1, eos_token_id=0)
    return "random weights of mini-ladder's shape", LoadedModel(model, words, config.to_dict())  # type: ignore[arg-type]


def prompts(loaded: LoadedModel, n: int) -> list[list[int]]:
    """Random ids at the lengths of real beginnings."""
    generator = torch.Generator().manual_seed(3)
    top = int(loaded.config["vocab_size"])
    return [torch.randint(4, top, (length,), generator=generator).tolist() for length in PROMPTS[:n]]


def forced(loaded: LoadedModel) -> Edits:
    """Twenty units over the middle layers, set to 1 at every position."""
    layers = loaded.config.get("n_layer") or loaded.config["num_hidden_layers"]
    units = [UnitAddress(Address("mlp_act", layers // 4 + i % (layers // 2)), 7 * i) for i in range(UNITS)]
    return prepare(loaded, [[Edit(unit, 0.0, 1.0) for unit in units]])


class Unending(Writing):
    """Both sides write the whole length, whatever the model thinks of it."""

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self._ends = self._ends[:0]


def ours(loaded: LoadedModel, ids: list[list[int]], length: int, edits: Edits) -> list[list[int]]:
    """Texts under the intervention."""
    writing = Unending(loaded, ids, [0] * len(ids), length, edits=edits)
    while not writing.done:
        writing.step()
    check_touched(edits)
    return writing.written


def theirs(loaded: LoadedModel, ids: list[list[int]], length: int) -> torch.Tensor:
    """The bare model's own generate, padded on the left as its documentation says."""
    width = max(map(len, ids))
    batch = torch.tensor([[0] * (width - len(row)) + row for row in ids])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in ids])
    with torch.inference_mode():
        return loaded.model.generate(
            batch, attention_mask=mask, max_new_tokens=length, min_new_tokens=length, do_sample=False, pad_token_id=0
        )


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def writing_claims(name: str, loaded: LoadedModel, length: int, pairs: int, say: Callable[[str], None]) -> list[Any]:
    """Intervened texts against generate; eight languages against one."""
    edits = forced(loaded)
    one, eight = prompts(loaded, 1), prompts(loaded, 8)
    for ids in (one, eight):
        ours(loaded, ids, 4, edits)
        theirs(loaded, ids, 4)
    over, languages = [], []
    for i in range(pairs):
        sides = [lambda: ours(loaded, eight, length, edits), lambda: theirs(loaded, eight, length)]
        times = [seconds(side) for side in (sides if i % 2 == 0 else reversed(sides))]
        mine, bare = times if i % 2 == 0 else reversed(times)
        alone = seconds(lambda: ours(loaded, one, length, edits))
        over.append(mine / bare)
        languages.append(mine / alone)
        say(f"{name}: intervened {mine:.2f} s, generate {bare:.2f} s, one language {alone:.2f} s")
    medians = statistics.median(over), statistics.median(languages)
    return [
        {
            "name": f"texts under an intervention, time over generate, 8 rows ({name})",
            "value": round(medians[0], 3), "unit": "x", "goal": f"<= {OVER_GENERATE}",
            "comparison": f"the bare model's generate, greedy, {length} tokens", "n": pairs,
            "holds": medians[0] <= OVER_GENERATE,
        },
        {
            "name": f"eight languages in one batch, time over one language ({name})",
            "value": round(medians[1], 3), "unit": "x", "goal": f"<= {OVER_ONE_LANGUAGE}",
            "comparison": "the same intervention on one prompt", "n": pairs,
            "holds": medians[1] <= OVER_ONE_LANGUAGE,
        },
    ]  # fmt: skip


# ---- the first token -----------------------------------------------------------------------------------------------

_BARE = """
import sys, time, json, torch
from isogloss.models.load import load_model
torch.set_num_threads(1)
loaded = load_model(sys.argv[1])
ids = torch.tensor([[5] * 18])
def once():
    began = time.perf_counter()
    with torch.inference_mode():
        ones = torch.ones_like(ids)
        loaded.model.generate(ids, attention_mask=ones, max_new_tokens=1, do_sample=False, pad_token_id=0)
    return time.perf_counter() - began
once()
for line in sys.stdin:
    print(once(), flush=True)
"""

TRAINING = {"text": "sample", "vocabulary": 2048, "context": 128, "batch": 32, "steps": 20_000}


class Served:
    """A house with its worker, served; a training keeps one batch lane busy."""

    def __init__(self, home: Path):
        self.home = home
        command = [sys.executable, "-m", "isogloss.cli", "serve", "--port", "0", "--home", str(home)]
        without = os.environ | {"ISOGLOSS_TOKEN": "none"}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=without)
        assert self.process.stderr
        line = next(line for line in self.process.stderr if "http://" in line)
        address = next(word for word in line.split() if word.startswith("http://"))
        threading.Thread(target=lambda: [None for _ in self.process.stderr or ()], daemon=True).start()
        self.client = httpx.Client(base_url=address, timeout=120)

    def ask(self, slug: str, params: dict[str, Any]) -> str:
        """The key of a run that was asked for."""
        answer = self.client.post(f"/api/studies/{slug}/runs", json={"params": params})
        answer.raise_for_status()
        return str(answer.json()["key"])

    def until(self, key: str, *wanted: str) -> dict[str, Any]:
        """The run's status once it is one of these."""
        while (run := self.client.get(f"/api/runs/{key}").json())["status"] not in wanted:
            time.sleep(0.1)
        return dict(run)

    def first_text(self, params: dict[str, Any]) -> float:
        """Seconds from the question to the first frame with text, as a page would ask and listen."""
        began = time.perf_counter()
        key = self.ask("interventions", params)
        with self.client.stream("GET", f"/api/runs/{key}/events", params={"after": 0}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:") and '"gained"' in line:
                    found = time.perf_counter() - began
                    break
        self.until(key, "done", "failed")
        return found

    def close(self) -> None:
        """Stop it."""
        self.client.close()
        self.process.terminate()
        self.process.wait(30)


def first_token_claim(rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """The first token on the page against the bare model's, both beside a training."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        isogloss(home, "models", "add", str(LADDER), "--id", "mini-ladder", "--revisions", "step3001")
        served = Served(home)
        bare = subprocess.Popen(
            [sys.executable, "-c", _BARE, str(LADDER / "step3001")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert bare.stdin and bare.stdout
        try:
            training = served.ask("pretraining", TRAINING)
            served.until(training, "running", "failed")
            base = {
                "model": "mini-ladder", "checkpoint": "step3001", "length": 24, "draws": 0,
                "units": [{"addresses": ["mlp_act.2.7", "mlp_act.3.9"], "operation": "force", "value": 2.0}],
            }  # fmt: skip
            over, firsts, bares = [], [], []
            for i in range(-1, rounds):
                bare.stdin.write("go\n")
                bare.stdin.flush()
                alone = float(bare.stdout.readline())
                # A question nobody asked before, or the answer would be there at once.
                first = served.first_text(base | {"prompts": [{"language": "en", "text": f"The team of {i} people"}]})
                say(f"first token: on the page {1000 * first:.0f} ms, bare {1000 * alone:.0f} ms")
                if i >= 0:
                    over.append(1000 * (first - alone))
                    firsts.append(1000 * first)
                    bares.append(1000 * alone)
            run = served.client.get(f"/api/runs/{training}").json()
            assert run["status"] == "running", run["error"]
        finally:
            bare.kill()
            served.close()
    value = statistics.median(over)
    return {
        "name": "first token on the page beyond the bare model's, on a warm lane beside a training",
        "value": round(value), "unit": "ms", "goal": f"<= {OVER_FIRST_MS:.0f}",
        "comparison": f"generate of one token: {statistics.median(bares):.0f} ms beside the same training",
        "n": rounds, "holds": value <= OVER_FIRST_MS,
    }  # fmt: skip


def main() -> int:
    """Measure, print, and say by the exit code whether all claims hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the claims as JSON")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--length", type=int, default=24)
    parser.add_argument("--layers", type=int, default=24, help="of BLOOM; fewer for a trial, 0 for none")
    parser.add_argument("--toy", action="store_true", help="a trial in seconds; its numbers mean nothing")
    asked = parser.parse_args()
    if asked.toy:
        asked.pairs, asked.length, asked.layers = 1, 4, min(asked.layers, 4)
        BLOOM_560M.update(TOY | {"hidden_size": 64})
        MINI.update(hidden_size=48, intermediate_size=192, vocab_size=300)
    say = (lambda text: print(text, file=sys.stderr)) if asked.json else print
    load = os.getloadavg()[0]
    name, loaded = mini()
    claims = writing_claims(name, loaded, asked.length, asked.pairs, say)
    if asked.layers:
        claims += writing_claims("BLOOM-560m's shape", random_bloom(asked.layers), asked.length, asked.pairs, say)
    if LADDER.is_dir():
        claims.append(first_token_claim(asked.pairs, say))
    setup = {
        "units": UNITS, "length": asked.length, "prompts": PROMPTS, "threads": torch.get_num_threads(),
        "torch": torch.__version__, "transformers": transformers.__version__, "machine": platform.machine(),
        "processors": os.cpu_count(), "load before": f"{load:.1f}",
    }  # fmt: skip
    print(json.dumps({"claims": claims, "setup": setup}, indent=None if asked.json else 1))
    return 0 if all(claim["holds"] for claim in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
