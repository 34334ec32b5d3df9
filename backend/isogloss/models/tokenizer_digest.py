"""The digest of a tokenizer: everything in its files that decides how text becomes ids, in one spelling. Torch-free.

``models.reading`` holds the tokenizer it loads against tokenizer.json, and reads by that where they differ. So the
class that a folder names does not decide, and is digested only where something is left to it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isogloss.models.files import TOKENIZER_EXTRAS, TOKENIZERS
from isogloss.models.json_file import read_json
from isogloss.vocabulary.digest import digest_bytes, digest_file, digest_of
from isogloss.vocabulary.errors import Refused

#: Every file that can decide ids (config.json by the class it stands for).
TOKENIZER_FILES = (
    *(name for names in TOKENIZERS for name in names),
    *TOKENIZER_EXTRAS,
    "config.json",
)

_EXTRA = ("extra_special_tokens", "additional_special_tokens")
_ADDING = ("add_bos_token", "add_eos_token")

#: What tokenizer_config.json says of other things than ids: versions, lengths and padding (a run states its own), and
#: how ids become text again. Without a tokenizer.json all the rest counts.
_NOT_DECIDING = frozenset(
    {"tokenizer_class", "processor_class", "name_or_path", "special_tokens_map_file", "tokenizer_file", "backend"}
    | {"transformers_version", "model_max_length", "max_length", "truncation_side", "truncation_strategy", "stride"}
    | {"padding_side", "pad_to_multiple_of", "pad_token_type_id", "clean_up_tokenization_spaces", "chat_template"}
    | {"is_local", "local_files_only", "model_input_names", "verbose"}
)

#: Fields that tokenizers writes now and did not always, by the type of the part that has them.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "BPE": {
        "dropout": None,
        "unk_token": None,
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": False,
        "byte_fallback": False,
        "ignore_merges": False,
    },
    "Unigram": {"byte_fallback": False},
    "ByteLevel": {"add_prefix_space": True, "trim_offsets": True, "use_regex": True},
    "Metaspace": {"prepend_scheme": "always", "split": True},
}


def tokenizer_digest(folder: Path) -> str:
    """A digest of what decides how text becomes ids; raises Refused where there is no tokenizer, or a broken one."""
    files = _files(folder)
    try:
        return digest_of(_deciding(folder, files, _said(folder)))
    except (AttributeError, TypeError, ValueError, RecursionError):
        raise Refused(
            "broken_tokenizer", f"The tokenizer of “{folder.name}” is not as tokenizers are written.", field="tokenizer"
        ) from None


def _deciding(folder: Path, files: tuple[str, ...], said: Mapping[str, Any]) -> dict[str, Any]:
    if files == ("tokenizer.json",):
        found = pipeline(read_json(folder / files[0], "broken_tokenizer"))
        return {"tokenizer": found} | _specials(said, found["added_tokens"])
    rest = {name: value for name, value in said.items() if name not in _NOT_DECIDING}
    return {"files": _file_digests(folder, files), "said": rest, "class": _class(folder, said)} | _specials(said, [])


def _file_digests(folder: Path, files: tuple[str, ...]) -> dict[str, Any]:
    return {name: digest_file(folder / name) if (folder / name).is_file() else digest_bytes(b"") for name in files}


def earlier_digests(folder: Path) -> set[str]:
    """The digests that earlier versions kept of the same files: a model that was added by one of them is still itself.

    They held tokenizer.json as it was spelled, and of its neighbours six fields of tokenizer_config.json.
    """
    file, extra = folder / "tokenizer.json", folder / "tokenizer_config.json"
    parts = _file_digests(folder, _files(folder))
    if file.is_file():
        plain = {**read_json(file, "broken_tokenizer"), "padding": None, "truncation": None}
        parts[file.name] = digest_of(plain)
    said = read_json(extra, "broken_tokenizer") if extra.is_file() else {}
    names = ("bos_token", "eos_token", "pad_token", "unk_token", *_ADDING)
    return {digest_of(parts | {name: said[name] for name in names if said.get(name) is not None})}


def _files(folder: Path) -> tuple[str, ...]:
    files = next((names for names in TOKENIZERS if (folder / names[0]).is_file()), None)
    if files is None:
        raise Refused(
            "no_tokenizer",
            f"“{folder.name}” holds no tokenizer.",
            hint="Name the folder or hub id whose tokenizer belongs to it (tokenizer=...).",
            field="tokenizer",
        )
    return files


def _said(folder: Path) -> dict[str, Any]:
    """tokenizer_config.json with what two older files add, which are read where it has no added_tokens_decoder."""
    read = {
        name: read_json(folder / name, "broken_tokenizer") if (folder / name).is_file() else {}
        for name in TOKENIZER_EXTRAS
    }
    said = read["tokenizer_config.json"]
    if "added_tokens_decoder" in said:
        return said
    return said | read["special_tokens_map.json"] | {"added_tokens": read["added_tokens.json"]}


def _specials(said: Mapping[str, Any], there: list[list[Any]]) -> dict[str, Any]:
    """The special tokens, the tokens added to those that are ``there``, and what is put around a text."""
    named = {name: _token(value) for name, value in said.items() if name.endswith("_token") and _token(value)}
    extra = sorted({str(_token(token)) for name in _EXTRA for token in said.get(name) or ()})
    added = [[int(id), *_flags(token)] for id, token in (said.get("added_tokens_decoder") or {}).items()]
    added += [[int(id), *_flags(token)] for token, id in (said.get("added_tokens") or {}).items()]
    around = {name: said[name] for name in _ADDING if said.get(name) is not None}
    new = sorted(token for token in added if token not in there)
    found = {"named": named, "extra": extra, "added": new, "around": around}
    # Where nobody says how a sequence begins, the class may.
    return found if "bos_token" in named else found | {"begins": _plain_class(said.get("tokenizer_class"))}


def _token(value: object) -> str | None:
    found = value.get("content") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None


def _flags(token: object) -> list[Any]:
    """An added token with its flags, one that is not written being off; ``normalized`` is on for plain tokens."""
    token = token if isinstance(token, Mapping) else {"content": token}
    special = bool(token.get("special", False))
    on = [bool(token.get(name, False)) for name in ("lstrip", "rstrip", "single_word")]
    return [token.get("content"), special, bool(token.get("normalized", not special)), *on]


def _class(folder: Path, said: Mapping[str, Any]) -> str:
    """Whose rules make a tokenizer of the files: the class, or the family that stands for one."""
    config = folder / "config.json"
    family = read_json(config).get("model_type") if config.is_file() else None
    return _plain_class(said.get("tokenizer_class")) or str(family or "")


def _plain_class(name: object) -> str:
    """A class without the word for its speed, and nothing for those that have no rules of their own."""
    name = str(name or "").removesuffix("Fast")
    return "" if name in ("PreTrainedTokenizer", "TokenizersBackend") else name


def pipeline(read: Mapping[str, Any]) -> dict[str, Any]:
    """tokenizer.json in one spelling. It also remembers how the last caller before ``save_pretrained`` padded and cut
    its texts: a training loop that pads writes another file for step 100 than for step 0, and it is the same tokenizer.
    """
    found = {name: _part(value) for name, value in read.items() if name not in ("padding", "truncation", "version")}
    for name in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        found.setdefault(name, None)
    tokens = read.get("added_tokens") or []
    found["added_tokens"] = sorted([token.get("id"), *_flags(token)] for token in tokens if isinstance(token, Mapping))
    return found


def _part(value: object) -> object:
    """A part of the pipeline with the defaults of its type written out, and merges as pairs."""
    if isinstance(value, list):
        return [_part(inner) for inner in value]
    if not isinstance(value, Mapping):
        return value
    # The largest parts are not walked: nothing in them has a type.
    found = {name: inner if name in ("vocab", "merges") else _part(inner) for name, inner in value.items()}
    if found.get("type") is None and isinstance(found.get("merges"), list):
        found["type"] = "BPE"
    if isinstance(merges := found.get("merges"), list):
        found["merges"] = [pair.split(" ") if isinstance(pair, str) else pair for pair in merges]
    if found.get("type") == "Metaspace":
        found.pop("str_rep", None)
        if found.pop("add_prefix_space", True) is False:
            found.setdefault("prepend_scheme", "never")
    return _DEFAULTS.get(str(found.get("type")), {}) | found
