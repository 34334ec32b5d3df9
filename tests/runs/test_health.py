"""What is looked at, on both databases: each part well, and each part as it is when something is wrong."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from isogloss.models.ladder import add_model
from isogloss.runs import health
from isogloss.runs.health import Condition, conditions
from isogloss.store.open import Store
from isogloss.vocabulary.hub_access import HubAccess
from tests.models.tiny import save

PARTS = ["database", "clock", "disk", "memory", "workers", "devices", "models", "hub", "versions"]


def look(store: Store, device: str = "auto", hub: HubAccess | None = None) -> dict[str, Condition]:
    return {found.part: found for found in conditions(store, hub or HubAccess(), device)}


def test_every_part_is_looked_at_and_a_fresh_installation_lacks_a_worker_alone(store: Store) -> None:
    found = look(store)
    assert list(found) == PARTS
    assert {part for part, one in found.items() if one.state != "well"} == {"workers"}
    assert "isogloss worker" in found["workers"].mend
    assert ("Postgres" if store.app.dialect == "postgresql" else "SQLite") in found["database"].says
    assert "torch" in found["devices"].says and "torch" in found["versions"].says
    assert all(one.mend for one in found.values() if one.state != "well")


def test_a_device_that_is_not_there_is_said_with_those_that_are(store: Store) -> None:
    found = look(store, device="cuda:7")["devices"]
    assert (found.state, "asks for cuda:7" in found.says) == ("broken", True)
    assert "ISOGLOSS_DEVICE" in found.mend


def test_torch_that_does_not_start_is_one_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.sys, "executable", "/bin/false")
    found = look(store)["devices"]
    assert found.state == "broken"
    assert found.says == "torch does not start: no reason was given"


@pytest.mark.parametrize(("free", "state"), [(1 << 20, "broken"), (3 << 30, "look"), (50 << 30, "well")])
def test_a_disk_is_as_full_as_it_is(store: Store, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage(1 << 40, 0, free))
    assert look(store)["disk"].state == state


def test_clocks_that_differ_are_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = health.clock
    monkeypatch.setattr(health, "clock", lambda dialect: real(dialect) + 90.0)
    found = look(store)["clock"]
    assert (found.state, found.says) == ("look", "This machine's clock and the database's differ by 90 s.")


def test_models_whose_files_are_gone_are_named(store: Store, tmp_path: Path) -> None:
    folder = save(tmp_path / "gone")
    add_model(store, str(folder), id="gone", licence="CC0-1.0")
    assert look(store)["models"].state == "well"
    shutil.rmtree(folder)
    found = look(store)["models"]
    assert (found.state, "gone" in found.says, str(tmp_path) in found.says) == ("look", True, False)


def test_offline_and_what_is_kept_of_a_hub_are_said(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the hub's client keeps it, whoever moved that."""
    assert "offline" in look(store, hub=HubAccess(offline=True))["hub"].says
    blobs = tmp_path / "hub" / "models--a--b" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / "x").write_bytes(b"0" * 2_000_000)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(health.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    assert "2.0 MB of models" in look(store)["hub"].says


def test_a_part_that_cannot_be_looked_at_hides_no_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Condition:
        raise ZeroDivisionError

    monkeypatch.setattr(health, "_memory", fails)
    found = look(store)
    assert list(found) == PARTS
    assert (found["memory"].state, found["memory"].says) == ("broken", "It could not be looked at: ZeroDivisionError.")
