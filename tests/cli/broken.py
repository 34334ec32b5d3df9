"""A folder of broken inputs of every kind, and the command that each is given to.

``write(folder)`` makes the files, ``CASES`` says what is called: ``{here}`` is the folder. Settings stand before the
command, as in a shell.
"""

import gzip
import json
import os
import shutil
import zipfile
from pathlib import Path

from tests.models.tiny import save

TEXT = '{"id": "1", "language": "en", "text": "a"}\n'
FREE = ("--licence", "CC0-1.0")
DEEP = "[" * 5000 + "]" * 5000


def _header(text: bytes, length: int | None = None) -> bytes:
    """A safetensors file that has nothing but its head."""
    return (len(text) if length is None else length).to_bytes(8, "little") + text


def _index(file: str) -> bytes:
    return json.dumps({"weight_map": {"lm_head.weight": file}}).encode()


def _params(**changes: object) -> bytes:
    """Params of concept-neurons that only lack their model."""
    whole = {
        "model": "nobody",
        "checkpoint": "main",
        "corpus": "little",
        "concepts": "parity",
        "languages": ["en", "de"],
    }
    return json.dumps(whole | changes).encode()


#: Corpora by file name.
CORPORA: dict[str, bytes] = {
    "empty.jsonl": b"",
    "spaces.jsonl": b"\n  \n",
    "half.jsonl": f'{TEXT}{{"id": "2", '.encode(),
    "no-language.jsonl": b'{"id": "1", "text": "a"}\n',
    "no-text.jsonl": b'{"id": "1", "language": "en"}\n',
    "text-is-a-number.jsonl": b'{"id": "1", "language": "en", "text": 3}\n',
    "text-is-nothing.jsonl": b'{"id": "1", "language": "en", "text": "  "}\n',
    "line-is-a-list.jsonl": b'["1", "en", "a"]\n',
    "line-is-deep.jsonl": f"{DEEP}\n".encode(),
    "language-is-none.jsonl": b'{"id": "1", "language": "not a language", "text": "a"}\n',
    "twice.jsonl": f"{TEXT}{TEXT.replace(chr(34) + 'a' + chr(34), chr(34) + 'b' + chr(34))}".encode(),
    "latin.jsonl": '{"id": "1", "language": "en", "text": "caf\xe9"}\n'.encode("latin-1"),
    "utf-16.jsonl": TEXT.encode("utf-16"),
    "nothing-but-a-head.csv": b"id,en,de\n",
    "no-head.csv": b"1,a,b\n2,c,d\n",
    "one-column.tsv": b"text\na\nb\n",
    "short-row.csv": b"id,en,de\n1,a\n",
    "two-columns-of-a-name.csv": b"id,en,en\n1,a,b\n",
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "no-columns.conllu": b"# text = a\n1\ta\n\n",
    "no-sentence.conllu": b"# nothing\n",
    "what.xyz": TEXT.encode(),
    "table.xlsx": b"PK\x03\x04" + bytes(40),
    "cut.jsonl.gz": gzip.compress("".join(TEXT.replace("1", str(i)) for i in range(500)).encode())[:-12],
    "no-gzip.jsonl.gz": TEXT.encode(),
}
#: Concept sets, and choices of ids, by file name.
SETS: dict[str, bytes] = {
    "empty": b"",
    "half": b'{"a": ["0"',
    "number": b"3",
    "deep": DEEP.encode(),
    "unknown-ids": b'{"a": ["no", "such", "ids"]}',
    "no-lists": b'{"a": "0"}',
    "lists-of-lists": b'{"a": [["0"]]}',
    "nothing-in-it": b"{}",
    "no-positives": b'{"a": []}',
    "not-a-number": b'{"a": [NaN]}',
    "binary": bytes(range(256)),
    "latin": '{"caf\xe9": ["0"]}'.encode("latin-1"),
}
LISTS: dict[str, bytes] = {
    "empty": b"",
    "half": b'["0"',
    "number": b"3",
    "deep": DEEP.encode(),
    "unknown-ids": b'["no", "such", "ids"]',
    "nothing-in-it": b"[]",
    "lists": b'[["0"]]',
    "not-a-number": b"[NaN]",
    "mapping": b'{"a": ["0"]}',
}
#: Models by folder: what is put in place of which file of a good one; None takes it away.
MODELS: dict[str, dict[str, bytes | None]] = {
    "no-config": {"config.json": None},
    "config-half": {"config.json": b'{"model_type": "llama"'},
    "config-a-list": {"config.json": b"[]"},
    "config-empty": {"config.json": b"{}"},
    "config-binary": {"config.json": bytes(range(256))},
    "unknown-family": {"config.json": b'{"model_type": "orakel", "architectures": ["Orakel"]}'},
    "no-weights": {"model.safetensors": None},
    "weights-empty": {"model.safetensors": b""},
    "weights-cut": {"model.safetensors": _header(b"{", 100)},
    "weights-huge-head": {"model.safetensors": _header(b"{}", 2**60)},
    "weights-no-json": {"model.safetensors": _header(b"nothing!")},
    "weights-without-any": {"model.safetensors": _header(b"{}")},
    "shard-away": {"model.safetensors": None, "model.safetensors.index.json": _index("model-1.safetensors")},
    "shard-elsewhere": {"model.safetensors": None, "model.safetensors.index.json": _index("../../etc/passwd")},
    "no-tokenizer": {"tokenizer.json": None, "tokenizer_config.json": None},
    "tokenizer-half": {"tokenizer.json": b'{"version": "1.0"'},
    "tokenizer-a-list": {"tokenizer.json": b"[]"},
    "activation-unknown": {"config.json": json.dumps({"model_type": "llama", "hidden_act": "xyzzy"}).encode()},
    "config-deep": {"config.json": DEEP.encode()},
    "tokenizer-deep": {"tokenizer.json": DEEP.encode()},
    "weights-a-pickle": {"model.safetensors": None, "pytorch_model.bin": b"\x80\x04garbage."},
    "weights-pickle-of-another-protocol": {"model.safetensors": None, "pytorch_model.bin": b"\x80\x05N."},
    "weights-pickle-cut": {"model.safetensors": None, "pytorch_model.bin": b"PK\x03\x04" + bytes(60)},
}
#: Params of concept-neurons.
PARAMS: dict[str, bytes] = {
    "half.json": b'{"corpus": "little"',
    "broken.yaml": b"a: 1\n b: [\n",
    "list.json": b"[]",
    "word.yaml": b"little\n",
    "nothing.yaml": b"",
    "tag.yaml": b"corpus: !!python/object/apply:os.system ['true']\n",
    "bomb.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "deep.json": DEEP.encode(),
    "latin.yaml": "corpus: caf\xe9\n".encode("latin-1"),
    "unknown-param.json": _params(colour="red"),
    "wrong-type.json": _params(halvings="many"),
    "out-of-range.json": _params(halvings=-1),
    "not-a-number.json": _params(k_share=float("nan")),
    "no-model.json": _params(),
    "model-is-a-list.json": b'{"model": ["m"], "corpus": "little", "concepts": "parity"}',
}
RECIPES: dict[str, bytes] = {
    "no-runs.yaml": b"runs: []\n",
    "runs-a-word.yaml": b"runs: all\n",
    "entry-a-word.yaml": b"runs: [one]\n",
    "no-study.yaml": b"runs:\n  - {name: a, params: {}}\n",
    "unknown-study.yaml": b"runs:\n  - {name: a, study: astrology, params: {}}\n",
    "names-twice.yaml": b"runs:\n  - {name: a, study: pretraining, params: {}}\n"
    b"  - {name: a, study: pretraining, params: {}}\n",
    "follows-nobody.yaml": b"runs:\n  - {name: a, study: concept-neurons, follows: b, params: {}}\n",
    "follows-itself.yaml": b"runs:\n  - {name: a, study: concept-neurons, follows: a, params: {}}\n",
    "another-version.yaml": b"runs:\n  - {name: a, study: pretraining, version: 999, params: {}}\n",
}
SETTINGS: dict[str, str] = {
    "PORT": "eighty",
    "READ_ONLY": "perhaps",
    "ARTIFACTS": "attic",
    "CACHE_BUDGET_BYTES": "-1",
    "TOKEN": "short",
    "LANES_BATCH": "0",
    "HEARTBEAT_S": "-2",
    "THREADS": "all",
    "DATABASE_URL": "mysql://host/name",
    "PUBLIC_URL": "lab.example",
    "HOME": "~nosuchuser/house",
}


def _bundles(folder: Path) -> None:
    (folder / "empty.zip").write_bytes(b"")
    (folder / "words.zip").write_bytes(b"this is no bundle")
    with zipfile.ZipFile(folder / "nothing.zip", "w"):
        pass
    with zipfile.ZipFile(folder / "elsewhere.zip", "w") as file:
        file.writestr("../outside.json", "{}")
    with zipfile.ZipFile(folder / "half-a-manifest.zip", "w") as file:
        file.writestr("manifest.json", '{"format": 2')
    with zipfile.ZipFile(folder / "future.zip", "w") as file:
        file.writestr("manifest.json", json.dumps({"format": 999, "title": "x", "files": {}}))
    whole = (folder / "future.zip").read_bytes()
    (folder / "cut.zip").write_bytes(whole[: len(whole) // 2])


def write(folder: Path) -> None:
    """All of them."""
    for kind, files in (
        ("corpora", CORPORA),
        ("sets", SETS),
        ("lists", LISTS),
        ("params", PARAMS),
        ("recipes", RECIPES),
    ):
        (folder / kind).mkdir()
        for name, data in files.items():
            (folder / kind / (f"{name}.json" if kind in ("sets", "lists") else name)).write_bytes(data)
    save(folder / "good")
    for name, contents in MODELS.items():
        shutil.copytree(folder / "good", folder / "models" / name)
        for file, data in contents.items():
            (folder / "models" / name / file).unlink(missing_ok=True)
            if data is not None:
                (folder / "models" / name / file).write_bytes(data)
    (folder / "bundles").mkdir()
    _bundles(folder / "bundles")
    (folder / "sets" / "some.json").write_text('{"a": ["0", "1", "2"]}')
    (folder / "lists" / "some.json").write_text('["0", "1"]')
    (folder / "nothing-here").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "a-file").write_text("x")
    (folder / "damaged").mkdir()
    (folder / "damaged" / "app.sqlite").write_bytes(os.urandom(8192))


def cases() -> dict[str, list[str]]:
    """The command of each case by name."""
    found = {f"corpora/{name}": ["corpora", "add", f"{{here}}/corpora/{name}", "--id", "x", *FREE] for name in CORPORA}
    found |= {
        f"concepts/{name}": ["concepts", "add", f"{{here}}/sets/{name}.json", "--corpus", "little", "--id", "x", *FREE]
        for name in SETS
    }
    found |= {
        f"ids/{name}": ["ids", "add", f"{{here}}/lists/{name}.json", "--corpus", "little", "--name", "x"]
        for name in LISTS
    }
    found |= {f"models/{name}": ["models", "add", f"{{here}}/models/{name}", "--id", "x"] for name in MODELS}
    run = ["run", "concept-neurons", "--params"]
    found |= {f"params/{name}": [*run, f"{{here}}/params/{name}"] for name in PARAMS}
    found |= {f"recipes/{name}": ["run", f"{{here}}/recipes/{name}"] for name in RECIPES}
    bundles = ("empty", "words", "nothing", "elsewhere", "half-a-manifest", "future", "cut")
    found |= {f"bundles/{name}": ["import", f"{{here}}/bundles/{name}.zip"] for name in bundles}
    found |= {f"settings/{name}": [f"ISOGLOSS_{name}={value}", "migrate"] for name, value in SETTINGS.items()}
    return found | OTHERS


OTHERS: dict[str, list[str]] = {
    "corpora/away": ["corpora", "add", "{here}/away.jsonl", "--id", "x"],
    "corpora/folder": ["corpora", "add", "{here}/nothing-here", "--id", "x"],
    "corpora/loop": ["corpora", "add", "{here}/loop", "--id", "x"],
    "corpora/format": ["corpora", "add", "{here}/corpora/what.xyz", "--id", "x", "--format", "runes"],
    "corpora/id": ["corpora", "add", "{here}/corpora/half.jsonl", "--id", "../x"],
    "corpora/hub": ["ISOGLOSS_OFFLINE=1", "corpora", "add", "some/where", "--id", "x"],
    "concepts/corpus": [
        "concepts",
        "add",
        "{here}/sets/some.json",
        "--corpus",
        "nobody",
        "--id",
        "x",
        "--licence",
        "CC0-1.0",
    ],
    "concepts/away": ["concepts", "add", "{here}/sets/away.json", "--corpus", "little", "--id", "x"],
    "concepts/folder": ["concepts", "add", "{here}/nothing-here", "--corpus", "little", "--id", "x"],
    "ids/corpus": ["ids", "add", "{here}/lists/some.json", "--corpus", "nobody", "--name", "x"],
    "ids/pointer": ["ids", "add", "{here}/sets/some.json", "--corpus", "little", "--name", "x", "--pointer", "/b/c"],
    "models/away": ["ISOGLOSS_OFFLINE=1", "models", "add", "{here}/models/away", "--id", "x"],
    "models/file": ["models", "add", "{here}/a-file", "--id", "x"],
    "models/loop": ["ISOGLOSS_OFFLINE=1", "models", "add", "{here}/loop", "--id", "x"],
    "models/hub": ["ISOGLOSS_OFFLINE=1", "models", "add", "some/where", "--id", "x"],
    "run/study": ["run", "astrology", "--params", "{here}/params/list.json"],
    "run/no-params": ["run", "concept-neurons"],
    "run/away": ["run", "concept-neurons", "--params", "{here}/away.json"],
    "run/folder": ["run", "{here}/nothing-here.yaml"],
    "bundles/away": ["import", "{here}/away.zip"],
    "bundles/folder": ["import", "{here}/nothing-here"],
    "models/readme": ["ISOGLOSS_OFFLINE=1", "models", "add", "{here}/nothing-here", "--id", "x"],
    "export/key": ["export", "0" * 32, "{here}/out"],
    "export/folder": ["export", "0" * 32, "{here}/nothing-here"],
    "export/one": ["export", "0" * 32],
    "settings/path": ["ISOGLOSS_PUBLIC_URL=https://lab.example/isogloss", "serve", "--port", "0"],
    "settings/file": ["ISOGLOSS_HOME={here}/a-file", "migrate"],
    "settings/damaged": ["ISOGLOSS_HOME={here}/damaged", "models", "list"],
    "settings/nowhere": ["ISOGLOSS_HOME={here}/away", "ISOGLOSS_READ_ONLY=1", "serve", "--port", "0"],
    "settings/database": ["ISOGLOSS_DATABASE_URL=postgresql://x@127.0.0.1:1/x", "models", "list"],
}
