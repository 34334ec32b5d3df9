import os
import pickle
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import transformers
from huggingface_hub.utils import close_session

from isogloss.models.hub import Hub
from isogloss.models.ladder import add_model, checkpoints, duplicates, list_models
from isogloss.models.load import load_checkpoint
from isogloss.models.tokenizer_digest import tokenizer_digest
from isogloss.store.open import Store
from isogloss.vocabulary.errors import Cancelled, Forbidden, IsoglossError, NotFound, OutOfSpace, Refused, Unavailable
from tests.databases import database_url  # noqa: F401 (a fixture)
from tests.models.hub_server import HubServer, serving
from tests.models.tiny import config, save, tokenizer

pytestmark = pytest.mark.loopback_hub

REPO = "someone/tiny-ladder"


@pytest.fixture
def server() -> Iterator[HubServer]:
    with serving() as hub:
        yield hub


@pytest.fixture
def hub(server: HubServer, tmp_path: Path) -> Hub:
    return Hub(endpoint=server.endpoint, cache=tmp_path / "cache")


@pytest.fixture
def ladder(server: HubServer, tmp_path: Path) -> dict[str, Path]:
    """Three revisions on the hub; the last has the weights of the second."""
    folders = {f"step{step}": save(tmp_path / f"step{step}", seed=seed) for step, seed in ((0, 0), (512, 1), (1000, 1))}
    server.publish(REPO, {"main": folders["step1000"], **folders}, licence="mit")
    return folders


def nothing_kept(store: Store) -> bool:
    with store.app.session() as session:
        return not list_models(session) and not checkpoints(session, "tiny-ladder")


def assert_refused(store: Store, error: type[IsoglossError], match: str, source: str = REPO, **options: object) -> None:
    with pytest.raises(error, match=match):
        add_model(store, source, **options)
    assert nothing_kept(store)


def test_revisions_become_checkpoints_in_training_order(
    store: Store, hub: Hub, ladder: dict, server: HubServer
) -> None:
    row = add_model(store, REPO, revisions=["step1000", "step0", "step512"], hub=hub)
    assert (row.id, row.kind, row.source, row.licence) == ("tiny-ladder", "hub", REPO, "mit")
    with store.app.session() as session:
        rows = checkpoints(session, row.id)
    assert [(r.revision, r.step, r.position) for r in rows] == [
        ("step0", 0, 0),
        ("step512", 512, 1),
        ("step1000", 1000, 2),
    ]
    assert [r.commit for r in rows] == [server.repositories[REPO].commit(r.revision) for r in rows]
    assert duplicates(rows) == [["step512", "step1000"]]


def test_all_means_every_revision_whose_name_states_a_step(store: Store, hub: Hub, ladder: dict) -> None:
    row = add_model(store, REPO, revisions=["all"], hub=hub)
    with store.app.session() as session:
        assert [r.revision for r in checkpoints(session, row.id)] == ["step0", "step512", "step1000"]


def test_without_revisions_the_main_one_is_taken(store: Store, hub: Hub, ladder: dict) -> None:
    row = add_model(store, REPO, hub=hub)
    with store.app.session() as session:
        assert [(r.revision, r.step) for r in checkpoints(session, row.id)] == [("main", None)]


def test_what_was_fetched_loads_with_the_weights_that_were_published(store: Store, hub: Hub, ladder: dict) -> None:
    row = add_model(store, REPO, revisions=["step0", "step512"], hub=hub)
    loaded = load_checkpoint(store, row.id, "step512")
    published = transformers.AutoModelForCausalLM.from_pretrained(ladder["step512"])
    for name, tensor in published.state_dict().items():
        assert torch.equal(loaded.model.state_dict()[name], tensor), name


def test_progress_counts_bytes_up_to_all_of_them(store: Store, hub: Hub, ladder: dict) -> None:
    told: list[tuple[int, int, str]] = []
    add_model(store, REPO, revisions=["step0"], hub=hub, progress=lambda *now: told.append(now))
    fetching = [now for now in told if now[2].startswith("fetching")]
    assert fetching[-1][0] == fetching[-1][1] > 0
    assert [done for done, _, _ in fetching] == sorted(done for done, _, _ in fetching)


def test_a_cancel_in_the_middle_leaves_nothing(store: Store, hub: Hub, ladder: dict) -> None:
    def stop(done: int, total: int, label: str) -> None:
        if "safetensors" in label:
            raise Cancelled("cancelled", "Stopped.")

    assert_refused(store, Cancelled, "Stopped", revisions=["step0"], hub=hub, progress=stop)


def test_what_is_here_already_is_not_fetched_again(store: Store, hub: Hub, ladder: dict, server: HubServer) -> None:
    add_model(store, REPO, revisions=["step0"], hub=hub)
    assert server.fetched("model.safetensors") == 1
    add_model(store, REPO, revisions=["step0", "step512"], hub=hub)
    assert server.fetched("model.safetensors") == 2


def test_an_unknown_revision_is_refused_with_those_there_are(store: Store, hub: Hub, ladder: dict) -> None:
    assert_refused(
        store, NotFound, r"no revision “step7”.*step0, step512, step1000", revisions=["step0", "step7"], hub=hub
    )


def test_an_unknown_or_private_model_is_refused(store: Store, hub: Hub, ladder: dict, server: HubServer) -> None:
    assert_refused(store, NotFound, "has no model “someone/else”", source="someone/else", hub=hub)
    server.repositories[REPO].private = True
    assert_refused(store, NotFound, "or not for you", hub=hub)


def test_a_gated_model_says_that_an_agreement_is_wanted(
    store: Store, hub: Hub, ladder: dict, server: HubServer
) -> None:
    server.repositories[REPO].gated = True
    assert_refused(store, Forbidden, "agreement", hub=hub)


def test_a_file_that_is_listed_but_lost_leaves_nothing_half_written(
    store: Store, hub: Hub, ladder: dict, server: HubServer
) -> None:
    server.repositories[REPO].lost.add("model.safetensors")
    assert_refused(store, Refused, "lists model.safetensors, but does not hold it", revisions=["step0"], hub=hub)
    server.repositories[REPO].lost.clear()
    assert add_model(store, REPO, revisions=["step0"], hub=hub).id == "tiny-ladder"


def test_a_torn_download_leaves_nothing_half_written(
    store: Store, hub: Hub, ladder: dict, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The client tries again by itself, and waits between.
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    server.repositories[REPO].torn.add("model.safetensors")
    assert_refused(store, Unavailable, "could not be fetched whole|cannot be asked", revisions=["step0"], hub=hub)
    server.repositories[REPO].torn.clear()
    row = add_model(store, REPO, revisions=["step0"], hub=hub)
    assert load_checkpoint(store, row.id, "step0").fingerprint


def test_a_full_disk_says_so_and_leaves_no_file_that_looks_whole(hub: Hub, ladder: dict) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(OutOfSpace, match="no space left"):
            hub.find(REPO, ["step0"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    folder = hub.find(REPO, ["step0"]).checkpoints[0].folder
    assert (folder / "model.safetensors").read_bytes() == (ladder["step0"] / "model.safetensors").read_bytes()


def test_a_hub_that_fails_or_is_not_there_is_said_to_be_so(
    store: Store, hub: Hub, ladder: dict, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    server.repositories[REPO].broken = True
    assert_refused(store, Unavailable, "answered with an error", hub=hub)
    nowhere = Hub(endpoint="http://127.0.0.1:9", cache=tmp_path / "other")
    assert_refused(store, Unavailable, "the hub cannot be asked", hub=nowhere)


def test_offline_the_cache_is_enough_and_without_it_the_error_is_clear(
    store: Store, hub: Hub, ladder: dict, server: HubServer
) -> None:
    offline = Hub(endpoint=server.endpoint, cache=hub.cache, offline=True)
    asked = len(server.requests)
    assert_refused(store, Unavailable, "is not on this machine", revisions=["step0"], hub=offline)
    assert_refused(store, Unavailable, "is not on this machine", revisions=["all"], hub=offline)
    assert len(server.requests) == asked
    hub.find(REPO, ["step0"])
    asked = len(server.requests)
    row = add_model(store, REPO, revisions=["step0"], hub=offline)
    assert load_checkpoint(store, row.id, "step0").fingerprint
    assert len(server.requests) == asked


def test_offline_all_means_every_step_that_is_in_the_cache(hub: Hub, ladder: dict, server: HubServer) -> None:
    hub.find(REPO, ["step0", "step1000", "main"])
    offline = Hub(endpoint=server.endpoint, cache=hub.cache, offline=True)
    assert [one.revision for one in offline.find(REPO, ["all"]).checkpoints] == ["step0", "step1000"]


def test_without_a_connection_the_cache_is_taken_and_that_is_said(
    store: Store, hub: Hub, ladder: dict, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    hub.find(REPO, ["step0", "step512"])
    away, notes = Hub(endpoint="http://127.0.0.1:9", cache=hub.cache), []
    row = add_model(store, REPO, revisions=["all"], hub=away, notes=notes)
    assert notes == ["The hub could not be asked: what its cache on this machine holds was taken."]
    assert row.note == notes[0]
    with store.app.session() as session:
        assert [one.revision for one in checkpoints(session, row.id)] == ["step0", "step512"]
    with pytest.raises(Unavailable, match="the hub cannot be asked"):
        add_model(store, REPO, revisions=["step1000"], hub=away)
    server.repositories[REPO].broken = True
    assert hub.find(REPO, ["step0"]).notes == notes


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://user:secret@127.0.0.1:9", "SOCKS proxy is set, and the package it needs is not installed"),
        ("socks4://127.0.0.1:9", "its address or that of a proxy is none"),
        ("http://127.0.0.1:many", "its address or that of a proxy is none"),
        ("http://127.0.0.1:9", "is not on this machine"),
    ],
)
def test_a_proxy_that_is_of_no_use_is_said_and_the_cache_is_taken(
    store: Store, hub: Hub, ladder: dict, monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    hub.find(REPO, ["step0"])
    for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "")
    close_session()
    try:
        with pytest.raises(Unavailable, match=why) as caught:
            add_model(store, "someone/else", hub=hub)
        assert "cannot be asked" in str(caught.value) and "secret" not in str(caught.value)
        notes: list[str] = []
        assert add_model(store, REPO, revisions=["step0"], hub=hub, notes=notes).id == "tiny-ladder"
        assert notes[0].startswith("The hub could not be asked")
    finally:
        close_session()


def test_an_address_of_the_hub_that_is_none_is_said(store: Store, tmp_path: Path) -> None:
    for endpoint in ("http://127.0.0.1:many", "nowhere", "ftp://127.0.0.1"):
        nowhere = Hub(endpoint=endpoint, cache=tmp_path / "other")
        assert_refused(store, Unavailable, "the hub cannot be asked|The hub cannot be asked", hub=nowhere)


@pytest.mark.parametrize(
    ("files", "match"),
    [
        ({"adapter_config.json": b"{}", "adapter_model.safetensors": b""}, "an adapter"),
        ({"config.json": b"{}", "model.Q4.gguf": b""}, "GGUF"),
        ({"config.json": b"{}", "model.onnx": b""}, "ONNX"),
        ({"config.json": b'{"model_type": "llama", "quantization_config": {"quant_method": "awq"}}'}, "quantised .awq"),
    ],
)
def test_what_is_no_model_to_be_read_is_refused_before_its_weights_are_fetched(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path, files: dict[str, bytes], match: str
) -> None:
    folder = save(tmp_path / "m")
    if len(files) > 1:
        (folder / "model.safetensors").unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    server.publish("their/model", {"main": folder})
    assert_refused(store, Refused, match, source="their/model", hub=hub)
    assert not any(server.fetched(name) for name in ("model.safetensors", "adapter_model.safetensors", "model.onnx"))


def test_a_model_without_its_tokenizer_is_refused_and_takes_another_models(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    bare, whole = save(tmp_path / "bare", "bloom"), tmp_path / "whole"
    tokenizer().save_pretrained(whole)
    for path in bare.glob("*token*"):
        path.unlink()
    server.publish("big/intermediate", {"global_step1000": bare})
    server.publish("big/final", {"main": whole})
    steps = ["global_step1000"]
    assert_refused(store, Refused, "has no tokenizer", source="big/intermediate", revisions=steps, hub=hub)
    assert server.fetched("model.safetensors") == 0
    row = add_model(store, "big/intermediate", revisions=steps, tokenizer="big/final", hub=hub)
    assert row.tokenizer_digest == tokenizer_digest(whole)
    loaded = load_checkpoint(store, row.id, "global_step1000")
    assert loaded.tokenizer("ab")["input_ids"] == tokenizer()("ab")["input_ids"]
    assert loaded.tokenizer_digest == row.tokenizer_digest


class Payload:
    """What an attacker pickles: a call that runs when it is unpickled."""

    def __init__(self, mark: Path):
        self.mark = mark

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.mark,))


def pickled(folder: Path, *, payload: Path | None = None) -> Path:
    """The same model with its weights pickled, or with a payload beside them."""
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    tensors = dict(model.state_dict())
    torch.save(tensors | ({"payload": Payload(payload)} if payload else {}), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    return folder


def test_pickled_tensors_are_read_and_have_the_fingerprint_of_the_same_safetensors(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    untied = {"tie_word_embeddings": False}
    server.publish("a/safe", {"main": save(tmp_path / "safe", **untied)})
    server.publish("a/pickled", {"main": pickled(save(tmp_path / "pickled", **untied))})
    rows = {}
    for name in ("safe", "pickled"):
        row = add_model(store, f"a/{name}", hub=hub)
        with store.app.session() as session:
            rows[name] = checkpoints(session, row.id)[0]
    assert rows["safe"].fingerprint == rows["pickled"].fingerprint
    loaded = [load_checkpoint(store, name, "main").model.state_dict() for name in ("safe", "pickled")]
    assert all(torch.equal(loaded[0][name], loaded[1][name]) for name in loaded[0])


@pytest.mark.parametrize("old_format", [False, True])
def test_a_payload_in_pickled_weights_is_never_run(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path, old_format: bool
) -> None:
    mark = tmp_path / "executed"
    folder = pickled(save(tmp_path / "m"), payload=mark)
    if old_format:
        (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"x": Payload(mark)}))
    server.publish("evil/model", {"main": folder})
    assert_refused(store, Refused, "nothing of it was run|cannot be read as weights", source="evil/model", hub=hub)
    assert not mark.exists()
    # The file itself would do it.
    if old_format:
        pickle.loads((folder / "pytorch_model.bin").read_bytes())  # noqa: S301
        assert mark.exists()


def test_safetensors_are_preferred_and_the_pickle_beside_them_is_not_even_fetched(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    folder = save(tmp_path / "m")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Payload(tmp_path / "executed")))
    server.publish("both/model", {"main": folder})
    row = add_model(store, "both/model", hub=hub)
    load_checkpoint(store, row.id, "main")
    assert server.fetched("pytorch_model.bin") == 0
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_a_model_that_wants_its_own_code_run_is_refused_before_its_weights_are_fetched(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path, file: str
) -> None:
    folder = save(tmp_path / "m")
    asking = (folder / file).read_text().replace("{", '{"auto_map": {"AutoModelForCausalLM": "evil.Model"},', 1)
    (folder / file).write_text(asking)
    (folder / "evil.py").write_text("raise SystemExit('ran')")
    server.publish("evil/code", {"main": folder})
    assert_refused(store, Refused, "never done here", source="evil/code", hub=hub)
    assert server.fetched("model.safetensors") == server.fetched("evil.py") == 0


def test_an_unsupported_family_is_refused_before_its_weights_are_fetched(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    folder = save(tmp_path / "m")
    (folder / "config.json").write_text('{"model_type": "mamba"}')
    server.publish("new/kind", {"main": folder})
    assert_refused(store, Refused, "mamba", source="new/kind", hub=hub)
    assert server.fetched("model.safetensors") == 0


def test_sharded_weights_are_fetched_whole_and_a_lost_shard_is_refused(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    whole = save(tmp_path / "whole")
    sharded = tmp_path / "sharded"
    model = transformers.AutoModelForCausalLM.from_pretrained(whole)
    model.save_pretrained(sharded, max_shard_size="8KB")
    tokenizer().save_pretrained(sharded)
    shards = sorted(path.name for path in sharded.glob("model-*.safetensors"))
    assert len(shards) > 2
    server.publish("a/sharded", {"main": sharded}).lost.add(shards[1])
    assert_refused(store, Refused, f"lists {shards[1]}", source="a/sharded", hub=hub)
    server.repositories["a/sharded"].lost.clear()
    row, other = add_model(store, "a/sharded", hub=hub), add_model(store, str(whole))
    with store.app.session() as session:
        fingerprints = {checkpoints(session, r.id)[0].fingerprint for r in (row, other)}
    assert len(fingerprints) == 1


def test_an_index_that_points_out_of_its_folder_is_refused(
    store: Store, hub: Hub, server: HubServer, tmp_path: Path
) -> None:
    folder = save(tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "w.safetensors")
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "../../../etc/passwd"}}')
    server.publish("evil/index", {"main": folder})
    assert_refused(store, Refused, "names no files beside it", source="evil/index", hub=hub)


@pytest.mark.parametrize("source", ["../up", "a/b/c", "https://hub/x", "", "name with spaces"])
def test_what_is_neither_folder_nor_hub_id_is_refused_without_asking_anyone(
    store: Store, hub: Hub, server: HubServer, source: str
) -> None:
    assert_refused(store, Refused, "no such folder|The source is empty", source=source, hub=hub)
    assert server.requests == []


def test_the_clients_own_settings_say_where_the_hub_is_and_whether_it_may_be_asked(
    ladder: dict, server: HubServer, tmp_path: Path
) -> None:
    program = (
        "from isogloss.models.hub import Hub\n"
        "from isogloss.vocabulary.errors import IsoglossError\n"
        f"try: print(Hub().find({REPO!r}, ['step0']).name)\n"
        "except IsoglossError as error: print(error.code)\n"
    )

    def run(name: str, **settings: str) -> str:
        environment = os.environ | {"HF_ENDPOINT": server.endpoint, "HF_HOME": str(tmp_path / name)} | settings
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True).stdout

    assert run("offline", HF_HUB_OFFLINE="1").strip() == "offline"
    assert server.requests == []
    assert run("online").strip() == "tiny-ladder"
    asked = len(server.requests)
    shutil.move(tmp_path / "online", tmp_path / "fetched")
    assert run("fetched", HF_HUB_OFFLINE="1").strip() == "tiny-ladder"
    assert len(server.requests) == asked


def test_the_tiny_config_is_what_the_server_serves(server: HubServer, hub: Hub, ladder: dict) -> None:
    found = hub.find(REPO, ["step0"])
    assert (
        transformers.AutoConfig.from_pretrained(found.checkpoints[0].folder).hidden_size == config("llama").hidden_size
    )
