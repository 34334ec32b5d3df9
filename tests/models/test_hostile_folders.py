"""Folders of models that anybody may have written: each is refused soon, in one sentence, and nothing is kept."""

import json
import os
import re
import shutil
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from isogloss.models.ladder import add_model, list_models
from isogloss.store.open import Store, open_store
from isogloss.vocabulary.errors import IsoglossError
from tests.models.tiny import save

Break = Callable[[Path], None]
#: What Linux says of this process; elsewhere it is not there.
PROCESS = Path("/proc/self")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(home=tmp_path_factory.mktemp("home"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ladder of two checkpoints, with ladder.json."""
    root = tmp_path_factory.mktemp("made") / "ladder"
    for step in (0, 20):
        save(root / f"step{step}", seed=step)
    (root / "ladder.json").write_text('{"steps": [0, 20], "tokens_per_step": 512, "languages": ["en"]}')
    return root


def edit(file: str, **changes: Any) -> Break:
    """Other values in a JSON file; ``...`` takes a key away."""

    def change(root: Path) -> None:
        said = json.loads((root / file).read_text()) | changes
        (root / file).write_text(json.dumps({key: value for key, value in said.items() if value is not ...}))

    return change


def config(**changes: Any) -> Break:
    return edit("step20/config.json", **changes)


def ladder(**changes: Any) -> Break:
    return edit("ladder.json", **changes)


def text(file: str, value: str | bytes) -> Break:
    return lambda root: (root / file).write_bytes(value.encode() if isinstance(value, str) else value) and None


def header(change: Callable[[dict[str, Any]], Any], data: Callable[[bytes], bytes] = lambda data: data) -> Break:
    """Another header over the weights of step20."""

    def write(root: Path) -> None:
        file = root / "step20/model.safetensors"
        whole = file.read_bytes()
        (length,) = struct.unpack("<Q", whole[:8])
        said = json.loads(whole[8 : 8 + length])
        new = json.dumps(said if change(said) is None else change(said)).encode()
        file.write_bytes(struct.pack("<Q", len(new)) + new + data(whole[8 + length :]))

    return write


def weights(value: bytes) -> Break:
    return text("step20/model.safetensors", value)


TWO = ("1.safetensors", "2.safetensors")
NORM, HEAD = "model.norm.weight", "model.embed_tokens.weight"


def moved(by: int) -> Break:
    def change(said: dict[str, Any]) -> None:
        said[NORM]["data_offsets"] = [place + by for place in said[NORM]["data_offsets"]]

    return header(change)


def sharded(index: Any, *, copies: tuple[str, ...] = ()) -> Break:
    """An index instead of the whole file, with copies of the weights as its shards."""

    def write(root: Path) -> None:
        whole = root / "step20/model.safetensors"
        for shard in copies:
            shutil.copy(whole, root / "step20" / shard)
        whole.unlink()
        (root / "step20/model.safetensors.index.json").write_text(json.dumps(index))

    return write


def pickled(value: Any) -> Break:
    def write(root: Path) -> None:
        (root / "step20/model.safetensors").unlink()
        torch.save(value, root / "step20/pytorch_model.bin")

    return write


def instead(file: str, make: Callable[[Path], object]) -> Break:
    """Something else in a file's place."""

    def put(root: Path) -> None:
        (root / file).unlink(missing_ok=True)
        make(root / file)

    return put


def renamed(name: str | bytes) -> Break:
    return lambda root: os.rename(os.fsencode(root / "step20"), os.path.join(os.fsencode(root), os.fsencode(name)))


def long_file(file: str, size: int) -> Break:
    return lambda root: os.truncate(root / file, size)


DEEP = "[" * 100_000 + "]" * 100_000
A_BOOK = json.dumps({"x": "y" * (9 << 20)})

BROKEN: dict[str, tuple[Break, str]] = {
    # config.json
    "config: no JSON": (text("step20/config.json", "{\n\n,"), r"config\.json in “step20” cannot be read: line 3"),
    "config: a list": (text("step20/config.json", "[]"), "it is no JSON object"),
    "config: empty": (text("step20/config.json", ""), "line 1 is not JSON"),
    "config: no UTF-8": (text("step20/config.json", b'{"a": "\xff"}'), "not UTF-8"),
    "config: deep": (text("step20/config.json", '{"x": ' + DEEP + "}"), "nested too deep"),
    "config: rather deep": (text("step20/config.json", '{"x": ' + "[" * 200 + "]" * 200 + "}"), "more than 50 deep"),
    "config: a book": (text("step20/config.json", A_BOOK), "8,388,608 are read at most"),
    "config: NaN": (config(rope_theta=float("nan")), "rope_theta is NaN"),
    "config: infinite": (config(initializer_range=float("inf")), "initializer_range is infinite"),
    "config: NaN far down": (config(rope_parameters={"a": [{"factor": float("-inf")}]}), "factor is infinite"),
    "config: too large a number": (text("step20/config.json", '{"rms_norm_eps": 1e999}'), "rms_norm_eps is infinite"),
    "config: a long number": (text("step20/config.json", '{"x": ' + "9" * 6000 + "}"), "a number in it is too long"),
    "config: half a character": (text("step20/config.json", '{"x": "\\ud800"}'), "x holds characters that no text has"),
    "config: a NUL": (config(_name_or_path="a\0b"), "_name_or_path holds characters"),
    "config: a family nobody knows": (config(model_type="mamba"), "“mamba” cannot be read yet"),
    "config: a family that is a list": (config(model_type=["llama"]), "cannot be read yet"),
    "config: a size as a list": (config(hidden_size=[24, 24]), r"hidden_size as \[24, 24\]"),
    "config: a size as a text": (config(hidden_size="24"), 'hidden_size as "24"'),
    "config: a size as a fraction": (config(num_attention_heads=4.5), r"num_attention_heads as 4\.5"),
    "config: true for a size": (config(num_hidden_layers=True), "num_hidden_layers as true"),
    "config: no layers": (config(num_hidden_layers=0), "num_hidden_layers as 0"),
    "config: fewer than none": (config(vocab_size=-259), "vocab_size as -259"),
    "config: three million layers": (config(num_hidden_layers=3_000_000), "from 1 to 1,000"),
    "config: a width beyond any": (config(intermediate_size=10**12), "intermediate_size as 1000000000000"),
    "config: no size": (config(hidden_size=...), "does not state its size"),
    "config: heads that do not divide": (config(num_attention_heads=5, head_dim=None), "5 heads"),
    "config: keys that do not divide": (config(num_key_value_heads=3), r"\(3 of keys\)"),
    "config: no heads of keys": (config(num_key_value_heads=0), "num_key_value_heads as 0"),
    "config: another shape": (config(intermediate_size=48), "differ in shape"),
    "config: quantised by GPTQ": (config(quantization_config={"quant_method": "gptq"}), r"quantised \(gptq\)"),
    "config: quantised somehow": (config(quantization_config=[4]), r"quantised \(quantization_config\)"),
    "config: a classifier": (config(architectures=["LlamaForSequenceClassification"]), "does not say the next token"),
    "config: a T5": (config(model_type="t5", architectures=["T5ForConditionalGeneration"]), "“t5” cannot be.*Llama"),
    "config: an ALBERT": (config(model_type="albert", architectures=["AlbertForMaskedLM"]), "“albert” cannot be read"),
    "config: an XLM-R": (config(model_type="xlm-roberta", architectures=["XLMRobertaForMaskedLM"]), "“xlm-roberta” c"),
    "config: code of its own": (config(auto_map={"AutoModel": "x.Y"}), "never done here"),
    "config: a pipe": (instead("step20/config.json", os.mkfifo), "no checkpoint|names step 20"),
    "config: a folder": (instead("step20/config.json", os.mkdir), "names step 20"),
    "config: a loop": (instead("step20/config.json", lambda path: path.symlink_to(path)), "names step 20"),
    # what else lies in a checkpoint
    "an adapter beside": (text("step20/adapter_config.json", "{}"), "an adapter"),
    "quantised by its own file": (text("step20/quantize_config.json", "{}"), "quantised"),
    "a pipe beside": (lambda root: os.mkfifo(root / "step20/chat_template.jinja"), "neither a file nor a folder"),
    # ladder.json
    "ladder: deep": (text("ladder.json", '{"steps": ' + DEEP + "}"), "nested too deep"),
    "ladder: a list": (text("ladder.json", "[0]"), "no JSON object"),
    "ladder: a book": (text("ladder.json", A_BOOK), "are read at most"),
    "ladder: NaN": (ladder(x=float("nan")), "x is NaN"),
    "ladder: steps of texts": (ladder(steps=["0"]), "as whole numbers"),
    "ladder: a step beyond all": (ladder(tokens_per_step=10**40), "as whole numbers|no training reaches"),
    "ladder: tokens of a fraction": (ladder(tokens_per_step=1e40), "as whole numbers"),
    "ladder: tokens less than none": (ladder(tokens_per_step=-1), "as whole numbers"),
    "ladder: tokens of a list": (ladder(tokens_per_step=[1]), "as whole numbers"),
    "ladder: tokens beyond all together": (ladder(tokens_per_step=10**18), "no training reaches"),
    "ladder: languages of numbers": (ladder(languages=[1, {}]), "“1” is not a language code"),
    "ladder: a language": (ladder(languages="en"), r"ladder\.json"),
    "ladder: a policy that is a list": (ladder(bos_policy=["add"]), r"ladder\.json"),
    "ladder: a policy nobody knows": (ladder(bos_policy="perhaps"), "perhaps"),
    "ladder: a pipe": (instead("ladder.json", os.mkfifo), "it is no file"),
    # names
    "a step beyond all": (renamed("step10000000000000000000000"), "no training reaches|names step 20"),
    "a name of no text": (renamed(b"step20\xff"), "has a name that cannot be shown"),
    "a name that steers the terminal": (renamed("step20\x1b[31m"), "has a name that cannot be shown"),
    "a name that turns around": (renamed("step20\u202e"), "has a name that cannot be shown"),
    # safetensors
    "weights: none": (instead("step20/model.safetensors", lambda path: None), "holds no weights"),
    "weights: empty": (weights(b""), "not whole, or not safetensors"),
    "weights: a header of nothing": (weights(struct.pack("<Q", 2) + b"{}"), "it holds no tensor"),
    "weights: half a length": (weights(b"\x10\0\0"), "not whole"),
    "weights: a length that lies": (weights(struct.pack("<Q", 1 << 60) + b"{}"), "not whole"),
    "weights: a length that is short": (weights(struct.pack("<Q", 1) + b"{}"), "not whole"),
    "weights: a header of a book": (weights(struct.pack("<Q", 9 << 20) + b" " * (10 << 20)), "are read at most"),
    "weights: a deep header": (weights(struct.pack("<Q", len(DEEP)) + DEEP.encode()), "not whole"),
    "weights: a list": (weights(struct.pack("<Q", 2) + b"[]"), "not whole"),
    "weights: overlapping": (moved(-4), "overlaps"),
    "weights: before the beginning": (moved(-(10**9)), "cannot be"),
    "weights: with a gap": (header(lambda said: said.pop(NORM) and None), "gap|not whole"),
    "weights: past the end": (header(lambda said: None, lambda data: data[:-1]), "not whole"),
    "weights: more than said": (header(lambda said: None, lambda data: data + b"\0"), "not whole"),
    "weights: a type nobody knows": (header(lambda said: said[NORM].update(dtype="F99")), "'F99', which is none"),
    "weights: a type that is a list": (header(lambda said: said[NORM].update(dtype=["F32"])), "which is none"),
    "weights: a shape that overflows": (header(lambda said: said[NORM].update(shape=[1 << 40] * 3)), "other bytes"),
    "weights: a shape less than none": (header(lambda said: said[NORM].update(shape=[-6, -4])), "cannot be"),
    "weights: a shape of texts": (header(lambda said: said[NORM].update(shape=["24"])), "cannot be"),
    "weights: places of one": (header(lambda said: said[NORM].update(data_offsets=[0])), "cannot be"),
    "weights: an entry that is none": (header(lambda said: said.update({NORM: 7})), "which is none"),
    "weights: words that are none": (header(lambda said: said.update(__metadata__=[1])), "no table of texts"),
    "weights: a pipe": (instead("step20/model.safetensors", os.mkfifo), "neither a file nor a folder"),
    "weights: a loop": (instead("step20/model.safetensors", lambda p: p.symlink_to(p)), "lacks model.safetensors"),
    "weights: a folder": (instead("step20/model.safetensors", os.mkdir), "lacks model.safetensors"),
    "weights: other rows": (
        header(lambda said: said[HEAD].update(shape=[24, 259])),
        r"another shape than its config\.json says \(model\.embed_tokens\.weight\)",
    ),
    # index
    "index: out of the folder": (sharded({"weight_map": {"a": "../step0/model.safetensors"}}), "no files beside it"),
    "index: from the root": (sharded({"weight_map": {"a": "/etc/model.safetensors"}}), "no files beside it"),
    "index: the folder above": (sharded({"weight_map": {"a": ".."}}), "no files beside it"),
    "index: another file": (sharded({"weight_map": {"a": "config.json"}}), "no files beside it"),
    "index: a long name": (sharded({"weight_map": {"a": "x" * 300 + ".safetensors"}}), "no files beside it"),
    "index: lists": (sharded({"weight_map": {"a": ["x.safetensors"], "b": 1}}), "no files beside it"),
    "index: a list": (sharded({"weight_map": ["x.safetensors"]}), "no files beside it"),
    "index: nothing": (sharded({"weight_map": {}}), "no files beside it"),
    "index: no map": (sharded({}), "no files beside it"),
    "index: no object": (sharded([1]), "it is no JSON object"),
    "index: a lost shard": (sharded({"weight_map": {"a": "x-1.safetensors"}}), r"lacks x-1\.safetensors"),
    "index: a tensor twice": (
        sharded({"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}, copies=TWO),
        "twice, in two files",
    ),
    # pickles
    "pickle: no tensors": (pickled([1, 2]), "more than tensors"),
    "pickle: a number among them": (pickled({"a": torch.ones(2), "b": 3}), "more than tensors"),
    "pickle: a tensor without a name": (pickled({1: torch.ones(2), "b": torch.ones(2)}), "more than tensors"),
    "pickle: one value spread over a petabyte": (pickled({"a": torch.ones(1).expand(1 << 48)}), "more than tensors"),
    "pickle: empty": (lambda root: (pickled({})(root), text("step20/pytorch_model.bin", "")(root)), "cannot be read"),
    # the tokenizer's files
    "tokenizer: none": (instead("step20/tokenizer.json", lambda path: None), "holds no tokenizer"),
    "tokenizer: deep": (text("step20/tokenizer.json", '{"x": ' + DEEP + "}"), "nested too deep"),
    "tokenizer: a list": (text("step20/tokenizer.json", "[]"), "no JSON object"),
    "tokenizer: no JSON": (text("step20/tokenizer.json", "{"), "not JSON"),
    "tokenizer: half a gigabyte": (long_file("step20/tokenizer.json", 500 << 20), "524,288,000 bytes"),
    "tokenizer: a pipe": (instead("step20/tokenizer.json", os.mkfifo), "neither a file nor a folder"),
    "tokenizer: a folder": (instead("step20/tokenizer.json", os.mkdir), "holds no tokenizer"),
    "tokenizer: merges that are none": (
        edit("step20/tokenizer.json", model={"type": "BPE", "vocab": 3}),
        "does not read it",
    ),
    "tokenizer: words that are a list": (text("step20/tokenizer_config.json", "[]"), "no JSON object"),
    "tokenizer: deep words": (text("step20/tokenizer_config.json", '{"x": ' + DEEP + "}"), "nested too deep"),
    "tokenizer: code of its own": (edit("step20/tokenizer_config.json", auto_map={"a": "b"}), "never done here"),
}  # fmt: skip


def peak_kilobytes(*, anew: bool = False) -> int:
    """The most memory this process had at once, counted from now if ``anew``; 0 where the system does not say."""
    if not PROCESS.exists():
        return 0
    if anew:
        (PROCESS / "clear_refs").write_text("5")
    return int(re.search(r"VmHWM:\s+(\d+) kB", (PROCESS / "status").read_text())[1])


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_folder_is_refused_soon_in_one_sentence(store: Store, made: Path, tmp_path: Path, kind: str) -> None:
    breaking, match = BROKEN[kind]
    root = shutil.copytree(made, tmp_path / "ladder")
    breaking(root)
    before, held = time.process_time(), peak_kilobytes(anew=True)
    with pytest.raises(IsoglossError, match=match) as caught:
        add_model(store, str(root))
    assert time.process_time() - before < 2
    assert peak_kilobytes() - held < 300_000
    public = caught.value.public()
    assert public["field"]
    assert "\n" not in public["message"] and len(public["message"]) < 400
    json.dumps(public, ensure_ascii=False).encode()
    with store.app.session() as session:
        assert list_models(session) == []


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda root: root / "nothing", "no such folder"),
        (lambda root: "", "The source is empty"),
        (lambda root: root / ("x" * 300), "longer than this system allows"),
        (lambda root: "~nosuchuser/model", "a home folder that is not known here"),
        (lambda root: "/".join(["x"] * 3000), "longer than this system allows"),
        (lambda root: f"{root}/a\0b", "is not UTF-8 or holds a NUL"),
        (lambda root: "\udcff", "is not UTF-8 or holds a NUL"),
        (lambda root: root / "step20/config.json", "is a file"),
        (lambda root: os.fsdecode(os.fsencode(root) + b"/\xff"), "is not UTF-8 or holds a NUL"),
        (lambda root: root / "loop", "a link that leads back to itself"),
    ],
)
def test_a_path_that_leads_to_no_folder_is_refused(
    store: Store, made: Path, tmp_path: Path, make: Callable[[Path], object], match: str
) -> None:
    root = shutil.copytree(made, tmp_path / "ladder")
    (root / "loop").symlink_to(root / "loop")
    shutil.copytree(root / "step0", os.fsdecode(os.fsencode(root) + b"/\xff"))
    with pytest.raises(IsoglossError, match=match) as caught:
        add_model(store, str(make(root)))
    assert caught.value.hint


def emptied(root: Path, *files: str) -> Path:
    root.mkdir()
    for file in files:
        (root / file).write_bytes(b"\0")
    return root


@pytest.mark.parametrize(
    ("files", "match"),
    [
        (["adapter_config.json", "adapter_model.safetensors"], "an adapter"),
        (["model-Q4_K_M.gguf"], "GGUF"),
        (["model.onnx"], "ONNX"),
        (["tf_model.h5"], "TensorFlow"),
        (["flax_model.msgpack"], "Flax"),
        (["consolidated.00.pth", "params.json"], "a training program"),
        (["optimizer.pt", "scheduler.pt"], "neither a checkpoint nor"),
    ],
)
def test_weights_of_another_kind_alone_are_told_apart(
    store: Store, tmp_path: Path, files: list[str], match: str
) -> None:
    with pytest.raises(IsoglossError, match=match) as caught:
        add_model(store, str(emptied(tmp_path / "theirs", *files)))
    assert caught.value.hint


def test_other_formats_beside_weights_that_are_read_do_no_harm(store: Store, made: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(made / "step0", tmp_path / "theirs")
    for name in ("model.gguf", "model.onnx", "optimizer.pt", "README.md"):
        (folder / name).write_bytes(b"\n" * 1000)
    assert add_model(store, str(folder), id="theirs").id == "theirs"
