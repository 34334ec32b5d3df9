"""Whatever a file holds: it is a bundle, or nothing of it comes in."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from isogloss.findings.bundle.format import BY_DIGEST
from isogloss.findings.bundle.importing import import_bundle
from isogloss.findings.bundle.opening import Limits
from isogloss.runs.asking.key import recipe_key, stored_run_key
from isogloss.store.open import Store, open_store
from isogloss.vocabulary.errors import IsoglossError, Refused, TooLarge
from tests.findings.bundle.forging import edited, entries_of, first, replaced_artifact, sealed, spoken_of, written
from tests.findings.holdings import holdings
from tests.findings.toy import STUDIES, STUDY
from tests.runs.conftest import _own_postgres

KEY, DIGEST = "0" * 32, "0" * 64


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path_factory) -> Iterator[Store]:
    """An empty house on either database, shared: after every refusal it is as empty as before."""
    with ExitStack() as stack:
        url = stack.enter_context(_own_postgres()) if request.param == "postgres" else None
        home = tmp_path_factory.mktemp("empty")
        yield stack.enter_context(closing(open_store(home=home, database_url=url)))


def refused(
    store: Store, file: Path, says: str, error: type[IsoglossError] = Refused, studies=STUDIES, **limits
) -> IsoglossError:
    with pytest.raises(error, match=says) as caught:
        import_bundle(store, studies, file, Limits(**limits))
    assert holdings(store) == {}
    return caught.value


# ---- the file ------------------------------------------------------------------------------------------------------


def test_what_is_no_zip_is_refused(empty, tmp_path):
    for name, data in {"nothing": b"", "text": b"hello " * 100, "short": b"PK\x05\x06"}.items():
        (tmp_path / name).write_bytes(data)
        refused(empty, tmp_path / name, "no zip")
    refused(empty, tmp_path / "absent.zip", "cannot be read")
    refused(empty, tmp_path, "is no file")


def test_a_bundle_that_was_cut_anywhere_is_refused(empty, bundle, tmp_path):
    whole = bundle.read_bytes()
    for at in (len(whole) - 1, len(whole) - 30, len(whole) // 2, 100):
        (tmp_path / "cut.zip").write_bytes(whole[:at])
        refused(empty, tmp_path / "cut.zip", "no zip|no plain zip")
    (tmp_path / "missing.zip").write_bytes(whole[:200] + whole[300:])
    refused(empty, tmp_path / "missing.zip", "no plain zip")
    for extra in (b"more" + whole, whole + b"more"):
        (tmp_path / "longer.zip").write_bytes(extra)
        refused(empty, tmp_path / "longer.zip", "no zip|no plain zip")


def test_every_changed_byte_is_found(empty, bundle, tmp_path):
    """One byte of every entry's data, and of the directory."""
    whole = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as zipped:
        places = [e.header_offset + 30 + len(e.filename) + e.compress_size // 2 for e in zipped.infolist()]
        places += [zipped.start_dir + 20, zipped.start_dir + 60]
    for at in places:
        changed = bytearray(whole)
        changed[at] ^= 0x55
        (tmp_path / "changed.zip").write_bytes(changed)
        with pytest.raises((Refused, TooLarge)):
            import_bundle(empty, STUDIES, tmp_path / "changed.zip")
    assert holdings(empty) == {}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "artifacts/../../x", "runs\\..\\x.json", "C:/x", "readme.txt", "runs/",
     f"artifacts/{DIGEST}/x", f"runs/{KEY}.json.exe", f"Runs/{KEY}.json", "corpora/../corpus.json", "job.py", "a\0b"],
)  # fmt: skip
def test_names_that_do_not_belong_into_a_bundle_are_refused(empty, bundle, tmp_path, name):
    refused(empty, written(tmp_path / "b.zip", entries_of(bundle) | {name: b"x"}), "does not belong|link or a folder")
    assert list(tmp_path.iterdir()) == [tmp_path / "b.zip"]


def test_links_folders_and_devices_are_refused(empty, bundle, tmp_path):
    for kind in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR):
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as zipped:
            for name, data in entries_of(bundle).items():
                zipped.writestr(name, data)
            entry = zipfile.ZipInfo(f"artifacts/{DIGEST}")
            entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
            zipped.writestr(entry, "/etc/passwd")
        refused(empty, tmp_path / "b.zip", "not a file")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_refused(empty, bundle, tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as zipped:
        for name, data in [*entries_of(bundle).items(), ("manifest.json", b"{}")]:
            zipped.writestr(name, data)
    refused(empty, tmp_path / "b.zip", "twice")


def test_entries_that_share_their_data_are_refused(empty, bundle, tmp_path):
    """As small files become huge ones: many directory entries, one body."""
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in entries_of(bundle).items():
            zipped.writestr(name, data)
        for number in range(50):
            entry = zipfile.ZipInfo(f"artifacts/{number:064d}")
            entry.header_offset, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            entry.file_size, entry.compress_size, entry.CRC = 1 << 20, 1000, 0
            zipped.filelist.append(entry)
            zipped.NameToInfo[entry.filename] = entry
    refused(empty, tmp_path / "b.zip", "on top of each other")


def test_a_bomb_is_refused_before_it_is_unpacked(empty, bundle, tmp_path):
    bomb = written(tmp_path / "b.zip", entries_of(bundle) | {f"artifacts/{DIGEST}": bytes(50_000_000)})
    assert bomb.stat().st_size < 200_000
    refused(empty, bomb, "are allowed", TooLarge, entry=10_000_000)
    refused(empty, bomb, "Unpacked the bundle is larger", TooLarge, total=40_000_000)
    refused(empty, bomb, "nothing speaks of it")
    refused(empty, bundle, "bytes; 100 are allowed", TooLarge, packed=100)
    refused(empty, bundle, "entries", TooLarge, entries=3)


def test_a_bomb_that_lies_about_its_size_is_cut_where_it_lied(empty, bundle, tmp_path):
    entries = entries_of(bundle)
    written(tmp_path / "b.zip", entries | {"manifest.json": bytes(30_000_000)})
    data = bytearray((tmp_path / "b.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "b.zip") as zipped:
        at = zipped.start_dir
    while not data[at + 46 :].startswith(b"manifest.json"):
        at = data.index(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = struct.pack("<L", 1000)
    (tmp_path / "b.zip").write_bytes(data)
    refused(empty, tmp_path / "b.zip", "damaged|larger than it says")


def test_packing_that_costs_more_than_it_says_is_refused(empty, bundle, tmp_path):
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        with zipfile.ZipFile(tmp_path / "b.zip", "w", method) as zipped:
            for name, data in entries_of(bundle).items():
                zipped.writestr(name, data)
        refused(empty, tmp_path / "b.zip", "packed in a way")
    data = bytearray(bundle.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(data)
    refused(empty, tmp_path / "b.zip", "encrypted")


def test_an_ordinary_zip_is_said_to_be_no_bundle(empty, tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as zipped:
        zipped.writestr("holiday.jpg", b"x")
    assert "--bundle" in refused(empty, tmp_path / "b.zip", "no bundle").hint


# ---- the manifest --------------------------------------------------------------------------------------------------


def test_a_newer_format_says_to_update(empty, bundle, tmp_path):
    entries = edited(entries_of(bundle), "manifest.json", lambda m: m.update(version=3, made_by="9.9.9", new_thing=1))
    assert "Update" in refused(empty, written(tmp_path / "b.zip", entries), "format 3, made by Isogloss 9.9.9").hint


@pytest.mark.parametrize(
    "change",
    [lambda m: m.update(format="other"), lambda m: m.update(version="1"), lambda m: m.update(roots=[]),
     lambda m: m.update(roots=[KEY]), lambda m: m.update(surplus=1), lambda m: m.pop("title"),
     lambda m: m.update(title="a\0b"), lambda m: m.update(slug="../x"), lambda m: m["files"].popitem(), lambda m: [m],
     lambda m: m.update(made_at="2026-01-01T00:00:00")],
)  # fmt: skip
def test_a_manifest_that_does_not_fit_is_refused(empty, bundle, tmp_path, change):
    entries = entries_of(bundle)
    manifest = json.loads(entries["manifest.json"])
    changed = change(manifest)
    kept = changed if isinstance(changed, list) else manifest
    refused(
        empty,
        written(tmp_path / "b.zip", entries | {"manifest.json": json.dumps(kept).encode()}),
        "Nothing was imported",
    )


def test_a_manifest_that_is_no_json_is_refused(empty, bundle, tmp_path):
    for data in (b"", b"{", b"[" * 100_000, b'{"format": NaN}', b"\xff"):
        refused(empty, written(tmp_path / "b.zip", entries_of(bundle) | {"manifest.json": data}), "no JSON|not that of")


def test_a_document_with_another_digest_is_refused(empty, bundle, tmp_path):
    for name in entries_of(bundle):
        if name.startswith(("runs/", "models/", "corpora/", "scores/")):
            entries = entries_of(bundle)
            entries[name] += b" "
            refused(empty, written(tmp_path / "b.zip", entries), "digest differs")


def test_an_artifact_with_another_digest_is_refused(empty, bundle, tmp_path):
    for name in (n for n in entries_of(bundle) if n.startswith(BY_DIGEST)):
        entries = entries_of(bundle)
        entries[name] = entries[name][:-1] + bytes([entries[name][-1] ^ 1])
        refused(empty, written(tmp_path / "b.zip", entries), "digest differs|no array")


def test_what_is_missing_or_too_much_is_named(empty, bundle, tmp_path):
    entries = entries_of(bundle)
    for name in entries:
        if name.startswith("readable/"):  # that only people read: nothing but the manifest speaks of it
            left = {n: d for n, d in entries.items() if n != name}
            refused(empty, written(tmp_path / "b.zip", left), "not there")
        elif name != "manifest.json":
            left = sealed({n: d for n, d in entries.items() if n != name})
            refused(empty, written(tmp_path / "b.zip", left), "not there|missing|has no|speaks of it")
    extra = entries | {f"artifacts/{DIGEST}": b"x"}
    refused(empty, written(tmp_path / "b.zip", extra), "nothing speaks of it")


# ---- runs ----------------------------------------------------------------------------------------------------------


def test_a_study_that_is_not_here_says_to_update(empty, bundle):
    error = refused(empty, bundle, "the study puzzle, which this Isogloss does not have", studies={})
    assert "Update" in error.hint


def test_a_newer_version_of_a_study_says_to_update(empty, bundle):
    older = {STUDY.name: replace(STUDY, version=1)}
    assert "Update" in refused(empty, bundle, "version 2; this Isogloss has version 1", studies=older).hint


def rekeyed(entries, change):
    """A run alone, changed, under the key that its params and inputs then have: consistent, and made up."""
    name = first(entries, "runs/", kind="run")
    run = json.loads(entries[name])
    change(run)
    key = stored_run_key(run["study"], run["study_version"], run["params"], run["inputs"])
    alone = {n: d for n, d in entries.items() if not n.startswith(("runs/", "scores/"))}
    alone |= {f"runs/{key}.json": json.dumps(run | {"key": key}).encode()}
    alone = spoken_of(alone)
    alone[f"scores/{key}.safetensors"] = entries[name.replace("runs/", "scores/").replace(".json", ".safetensors")]
    return edited(alone, "manifest.json", lambda m: m.update(roots=[key]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r["params"].update(share=0.2), "not the one that its params and inputs make"),
        (lambda r: r["inputs"].update(tokenizer="other"), "not the one that its params and inputs make"),
        (lambda r: r.update(study_version=1), "not the one that its params and inputs make"),
        (lambda r: r.update(study="other"), "not the one that its params and inputs make"),
        (lambda r: r.update(kind="recipe"), "reads something, which only runs do"),
        (lambda r: r.update(checkpoint="step64"), "names another checkpoint"),
        (lambda r: r.update(result_digest=DIGEST), "another than it says"),
        (lambda r: r.update(result_digest=None), "has no result"),
        (lambda r: r.update(status="failed"), "is failed, and brings a result"),
        (lambda r: r.update(status="running"), "does not fit the format"),
        (lambda r: r.update(children=[{"key": KEY, "label": "x"}]), "stands on"),
        (lambda r: r.update(created="2026-01-01T00:00:00"), "no time zone"),
        (lambda r: r.update(worker="somebody"), "does not fit the format"),
        (lambda r: r.update(created="0001-01-01T00:00:00+14:00"), "outside all calendars"),
        (lambda r: r.update(plan=[["one", "two", "three"]]), "plan of run"),
        (lambda r: r.update(cost={"seconds": "many"}), "cost of run"),
        (lambda r: r.update(error={"surprise": 1}), "error of run"),
        (lambda r: r.update(model="x" * 300), "does not fit the format"),
        (lambda r: r["warnings"].append({"code": "a\0", "text": "b"}), "NUL character"),
        (lambda r: r["labels"].pop(), "scores of run .* are broken"),
    ],
)  # fmt: skip
def test_a_run_that_is_not_what_its_key_says_is_refused(empty, bundle, tmp_path, change, says):
    entries = entries_of(bundle)
    name = first(entries, "runs/", checkpoint="step8")
    refused(empty, written(tmp_path / "b.zip", edited(entries, name, change)), says)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r["params"].update(share="many"), "params of run"),
        (lambda r: r["params"].update(unheard_of=1), "params of run"),
        (lambda r: r["inputs"].update(unheard_of=1), "inputs"),
        (lambda r: r["inputs"].update(fingerprints=["other"]), "read other weights"),
        (lambda r: r["inputs"]["corpora"].update(few=DIGEST), "read another corpus"),
        (lambda r: r["inputs"]["concept_sets"].update({"few-concepts": DIGEST}), "read another few-concepts"),
        (lambda r: r["inputs"]["id_sets"].update(first=DIGEST), "read another first"),
        (lambda r: r["inputs"].update(upstream=[KEY]), "stands on"),
    ],
)  # fmt: skip
def test_a_run_that_is_consistent_and_made_up_is_refused_by_what_it_stands_on(empty, bundle, tmp_path, change, says):
    refused(empty, written(tmp_path / "b.zip", rekeyed(entries_of(bundle), change)), says)


def recipe_of(entries, runs):
    """The bundle with one recipe more, under the key that its entries have."""
    key = recipe_key(runs) if isinstance(runs, list) else KEY
    series = json.loads(entries[first(entries, "runs/", kind="series")])
    given = {"key": key, "kind": "recipe", "study": "recipe", "study_version": 1, "params": {"runs": runs}}
    empty = {"model": None, "kept": {}, "result_digest": None, "finished_set": None, "children": []}
    return sealed(entries | {f"runs/{key}.json": json.dumps(series | given | empty).encode()})


@pytest.mark.parametrize(
    "runs",
    [5, None, [], [{"study": "puzzle", "params": {}}], [{"name": "a", "study": "puzzle", "params": {}}] * 2,
     [{"name": "a", "study": "puzzle", "params": {}, "surplus": 1}], [7]],
)  # fmt: skip
def test_a_recipe_that_is_none_is_refused(empty, bundle, tmp_path, runs):
    refused(empty, written(tmp_path / "b.zip", recipe_of(entries_of(bundle), runs)), "Nothing was imported")


def test_what_is_nested_without_end_is_refused(empty, bundle, tmp_path):
    entries = entries_of(bundle)
    name = first(entries, "runs/", kind="series")
    for depth in (100, 900, 100_000):
        deep = '"params": ' + '{"a":' * depth + "1" + "}" * depth
        text = json.dumps(json.loads(entries[name]) | {"params": {}}).replace('"params": {}', deep)
        refused(
            empty, written(tmp_path / "b.zip", sealed(entries | {name: text.encode()})), "nested too deeply|no JSON"
        )


def test_a_series_over_other_runs_is_refused(empty, bundle, tmp_path):
    entries = entries_of(bundle)
    name = first(entries, "runs/", kind="series")
    refused(empty, written(tmp_path / "b.zip", edited(entries, name, lambda r: r["children"].pop())), "not the one")
    drawn = edited(entries, name, lambda r: r.update(finished_set=KEY))
    refused(empty, written(tmp_path / "b.zip", drawn), "has no result|does not show|other runs")


@pytest.mark.parametrize(
    "answer",
    [b"{}", b"not json", b'{"checkpoint":"step8","numbers":["many"]}',
     b'{"checkpoint":"step8","numbers":[1.0],"script":"alert(1)"}'],
)  # fmt: skip
def test_a_result_that_is_not_the_studys_is_refused(empty, bundle, tmp_path, answer):
    entries = entries_of(bundle)
    name = first(entries, "runs/", checkpoint="step8")
    changed = replaced_artifact(entries, name, "result", answer, result=True)
    refused(empty, written(tmp_path / "b.zip", changed), "result of run .* are not understood")


def test_a_figure_the_study_does_not_declare_is_refused(empty, bundle, tmp_path):
    entries = entries_of(bundle)
    name = first(entries, "runs/", checkpoint="step8")

    def rename(run):
        run["kept"]["figure/other"] = run["kept"].pop("figure/line")

    refused(empty, written(tmp_path / "b.zip", edited(entries, name, rename)), "does not declare")
    for data in (b"<script>", b"[]", b'{"data": 1}'):
        changed = replaced_artifact(entries, name, "figure/line", data)
        refused(empty, written(tmp_path / "b.zip", changed), "no figure|no JSON")


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def pickled() -> bytes:
    frame = io.BytesIO()
    np.save(frame, np.array([{}], dtype=object), allow_pickle=True)
    return frame.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"no array", pickled(), npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999,), }"),
     npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", b"1234"), npy("__import__('os')"),
     npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"12345678")],
)  # fmt: skip
def test_an_array_that_is_none_is_refused(empty, bundle, tmp_path, data):
    entries = entries_of(bundle)
    name = first(entries, "runs/", checkpoint="step8")
    refused(empty, written(tmp_path / "b.zip", replaced_artifact(entries, name, "parts/0", data)), "The array")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.pop("unit"),
        lambda c: c.update(more=c["unit"]),
        lambda c: c.update(unit=c["unit"].astype("f4")),
        lambda c: c.update(unit=c["unit"][:-1]),
        lambda c: c.update(unit=c["unit"] - 1000),
        lambda c: c.update(concept=c["concept"] + 100),
        lambda c: c.update(rank=c["rank"] * 0 + 1),
        lambda c: c.update(ap_selected=c["ap_selected"] * np.float32(np.nan)),
        lambda c: c.update(ap_held_out=c["ap_held_out"] * 0 + np.float32(np.inf)),
    ],
)  # fmt: skip
def test_scores_that_are_none_are_refused(empty, bundle, tmp_path, change):
    entries = entries_of(bundle)
    name = next(name for name in sorted(entries) if name.startswith("scores/"))
    columns = load(entries[name])
    change(columns)
    changed = sealed(entries | {name: save({k: np.ascontiguousarray(v) for k, v in columns.items()})})
    refused(empty, written(tmp_path / "b.zip", changed), "scores of run .* are broken")
    refused(empty, written(tmp_path / "b.zip", sealed(entries | {name: b"none"})), "scores of run .* are broken")


# ---- models and corpora --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m["config"].update(model_type="unheard"), "Nothing was imported"),
        (lambda m: m["config"].pop("n_layer"), "Nothing was imported"),
        (lambda m: m["config"].update(n_layer=10**9), "n_layer as 1000000000.*Nothing was imported"),
        (lambda m: m["config"].update(n_embd="wide"), "n_embd as .wide.*Nothing was imported"),
        (lambda m: m["checkpoints"].append(m["checkpoints"][0]), "a checkpoint twice"),
        (lambda m: m["checkpoints"].pop(1), "read other weights"),
        (lambda m: m.update(path="/somewhere"), "does not fit"),
        (lambda m: m.update(trained_on={"few": 7}), "is not understood"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_read_is_refused(empty, bundle, tmp_path, change, says):
    refused(empty, written(tmp_path / "b.zip", edited(entries_of(bundle), "models/puzzler.json", change)), says)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c["concept_sets"][0]["concepts"]["odd"].append("s0"), "not the one of its digest"),
        (lambda c: c["id_sets"][0]["ids"].append("s9"), "not the one of its digest"),
        (lambda c: c.update(text="made"), "nothing speaks of it"),
        (lambda c: c.update(digest=DIGEST), "read another corpus|of its digest"),
    ],
)  # fmt: skip
def test_a_corpus_that_is_not_that_of_its_digest_is_refused(empty, bundle, tmp_path, change, says):
    refused(empty, written(tmp_path / "b.zip", edited(entries_of(bundle), "corpora/few/corpus.json", change)), says)


@pytest.mark.parametrize(
    "line",
    [b'["en","s0","changed","s0",null,null]', b"[]", b"{}", b"7", b'["en","s0","x"]',
     b'["xx-nolanguage","s9","x","s9",null,null]', b'["en","s9","a\\u0000b","s9",null,null]',
     b'["en","s9","x","s9",null,[["a"]]]', b'["en","s9"," ","s9",null,null]', b'["en",9,"x","s9",null,null]',
     b'["en","s9","x",null,null,null]', b'["en","s9","x","s9",null,null]'],
)  # fmt: skip
def test_text_that_is_not_the_corpus_is_refused(empty, bundle, tmp_path, line):
    entries = entries_of(bundle)
    name = "corpora/few/sentences.jsonl"
    refused(
        empty,
        written(tmp_path / "b.zip", sealed(entries | {name: entries[name] + line + b"\n"})),
        "Nothing was imported|no language|not a language",
    )
