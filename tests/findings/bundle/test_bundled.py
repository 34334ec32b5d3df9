"""The finding that comes with the program: it opens through the same code as any bundle."""

import contextlib

from isogloss.findings.bundle.importing import import_bundle
from isogloss.runs.rows.reading import status
from isogloss.store import resources
from isogloss.store.open import open_store
from isogloss.store.resources import bundled_finding
from isogloss.studies import STUDIES


def test_the_one_place_that_finds_files_finds_it(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_BUNDLES", tmp_path / "none")
    assert bundled_finding() is None
    monkeypatch.setattr(resources, "_BUNDLES", tmp_path)
    (tmp_path / "demo.zip").write_bytes(b"x")
    assert bundled_finding() == tmp_path / "demo.zip"


def test_the_bundled_finding_opens_in_an_empty_house(home):
    file = bundled_finding()
    assert file is not None
    assert file.stat().st_size <= 2_000_000
    with contextlib.closing(open_store(home=home)) as store:
        done = import_bundle(store, {study.name: study for study in STUDIES}, file)
        assert done.new
        assert all(status(store, key).status == "done" for key in done.roots)
