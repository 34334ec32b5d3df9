"""A kept finding carried into another house: same words, same history, same figures, same slug; and what is refused."""

import json
import zipfile
from io import BytesIO

import numpy as np
import pytest
import yaml
from safetensors.numpy import load

from isogloss.findings.bundle.arrays import to_npy, to_safetensors
from isogloss.findings.bundle.importing import import_bundle
from isogloss.findings.bundle.writing import write_finding
from isogloss.runs.asking.recipe import Recipe
from isogloss.store.npy import framed
from isogloss.vocabulary.errors import Conflict, Refused
from tests.findings.bundle.forging import edited, entries_of, repinned, spoken_of, written
from tests.findings.house import a_run
from tests.findings.served import client_of, keep, png
from tests.findings.toy import STUDIES


@pytest.fixture(scope="module")
def finding(origin):
    """A finding of the module's house with a picture and a history."""
    with client_of(origin.store) as client:
        slug = keep(client, origin.series, picture=png(), note="First.")["slug"]
        words = {"title": "Puzzles grow", "note": "Second. مطر", "tags": ["b"], "kept_by": "D. Aydın", "revision": 1}
        assert client.put(f"/api/findings/{slug}", json=words).status_code == 200
        yield client, client.get(f"/api/findings/{slug}").json()


@pytest.fixture(scope="module")
def carried(origin, finding, tmp_path_factory):
    """Its bundle, as the page gives it."""
    client, found = finding
    file = tmp_path_factory.mktemp("carried") / "finding.zip"
    answer = client.get(f"/api/findings/{found['slug']}/bundle.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert f"isogloss-{found['slug']}.zip" in answer.headers["content-disposition"]
    file.write_bytes(answer.content)
    return file


def test_it_is_the_same_to_the_bit_under_the_same_slug(finding, carried, store):
    there, before = finding
    done = import_bundle(store, STUDIES, carried)
    assert done.slug == before["slug"]
    with client_of(store) as here:
        after = here.get(f"/api/findings/{done.slug}").json()
        assert after["verified"] | {"at": ""} == before["verified"] | {"at": ""}
        assert after["origin"] == "imported"
        differs = {name for name in before if after[name] != before[name]} - {"origin", "added_at", "verified"}
        assert differs == set()
        for path in ("figures/0.json", "figures/0.csv", "revisions"):
            address = f"/api/findings/{done.slug}/{path}"
            assert here.get(address).content == there.get(address).content
        assert here.get(f"/f/{done.slug}.png").content == there.get(f"/f/{done.slug}.png").content
        # And on, from there.
        again = here.get(f"/api/findings/{done.slug}/bundle.zip").content
    assert entries(again) == entries(carried.read_bytes())


def entries(data):
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_importing_it_again_changes_nothing_even_where_it_was_withdrawn(carried, store):
    slug = import_bundle(store, STUDIES, carried).slug
    with client_of(store) as here:
        here.delete(f"/api/findings/{slug}")
        done = import_bundle(store, STUDIES, carried)
        assert done.warnings == (f"The finding {slug} was withdrawn here, and stays so.",)
        assert here.get(f"/api/findings/{slug}").status_code == 410


def test_a_private_finding_stays_private(origin, store, tmp_path):
    with client_of(origin.store) as there:
        slug = keep(there, origin.series, private=True)["slug"]
    write_finding(origin.store, STUDIES, slug, tmp_path / "f.zip")
    import_bundle(store, STUDIES, tmp_path / "f.zip")
    with client_of(store) as here:
        assert here.get("/api/findings").json() == []
        assert here.get(f"/api/findings/{slug}").json()["private"] is True


def test_people_can_read_it_without_a_house(origin, finding, carried):
    _, found = finding
    inside = entries(carried.read_bytes())
    assert inside["readable/README.md"].decode().startswith("# Puzzles grow\n\nSecond. مطر\n")
    assert b"trace," in inside[f"readable/{origin.series}/growth.csv"]
    assert json.loads(inside[f"readable/{origin.series}/growth.json"])["data"]
    assert json.loads(inside[f"readable/{origin.series}/result.json"])["checkpoints"]
    assert inside["readable/picture.png"].startswith(b"\x89PNG")
    assert all(made["isogloss"] == "0.1.0" for made in json.loads(inside["readable/environment.json"]).values() if made)
    arrays = [load(data)["array"] for name, data in inside.items() if name.startswith("arrays/")]
    assert {array.shape for array in arrays} == {(4, 3), (3,)}
    recipe = yaml.safe_load(inside["readable/recipe.yaml"])
    assert [entry["study"] for entry in Recipe.model_validate(recipe).model_dump()["runs"]] == ["puzzle"]


def test_its_recipe_asks_for_the_same_runs(origin, carried):
    """Asked for in the house it is from, everything it asks for is there at once, under the same keys."""
    from isogloss.runs.asking.recipe import ask_recipe
    from isogloss.runs.asking.recipe_look import advance
    from isogloss.runs.rows.reading import status

    recipe = yaml.safe_load(entries(carried.read_bytes())["readable/recipe.yaml"])
    asked = ask_recipe(origin.store, STUDIES, recipe, "tester-0001")
    advance(origin.store, asked.key, STUDIES)
    assert [child.key for child in status(origin.store, asked.key).children] == [origin.series]


def test_the_recipe_names_what_a_run_builds_on(origin, tmp_path):
    below = a_run(origin.store, seed=3, share=0.7)
    above = a_run(origin.store, seed=4, upstream=below)
    with client_of(origin.store) as client:
        slug = keep(client, above, figures=[])["slug"]
    write_finding(origin.store, STUDIES, slug, tmp_path / "f.zip")
    runs = yaml.safe_load(entries((tmp_path / "f.zip").read_bytes())["readable/recipe.yaml"])["runs"]
    assert [run["name"] for run in runs] == ["puzzle-1", "puzzle-2"]
    assert runs[1]["params"]["upstream"] == "${puzzle-1}"
    assert runs[0]["params"]["share"] == 0.7


def test_a_bundle_of_the_first_format_is_still_imported(carried, store, tmp_path):
    """It had arrays among the artifacts, nothing for people, and no finding but its words."""
    inside = {name: data for name, data in entries_of(carried).items() if not name.startswith(("readable/", "arrays/"))}
    for name, data in entries_of(carried).items():
        if name.startswith("arrays/"):
            inside["artifacts/" + name.removeprefix("arrays/").removesuffix(".safetensors")] = to_npy(data)

    def first_format(manifest):
        manifest["version"] = 1
        del manifest["finding"]

    old = edited(inside, "manifest.json", first_format)
    slug = import_bundle(store, STUDIES, written(tmp_path / "old.zip", spoken_of(old))).slug
    with client_of(store) as here:
        found = here.get(f"/api/findings/{slug}").json()
    assert (found["title"], found["note"], found["figures"]) == ("Puzzles grow", "Second. مطر", [])
    assert found["verified"]["state"] == "unpinned"


@pytest.mark.parametrize(
    "array",
    [np.arange(6, dtype="f4").reshape(2, 3), np.zeros((0, 3)), np.array(7), np.array([True, False]),
     np.array(["ab", "مطر"]), np.arange(3, dtype="f2"), np.array([np.nan, -0.0, np.inf]), np.arange(4, dtype=">i4")],
)  # fmt: skip
def test_arrays_come_back_to_the_byte(array):
    npy = framed(array)
    assert to_npy(to_safetensors(npy)) == npy


@pytest.mark.parametrize(
    "data", [b"", b"x" * 40, (2**63).to_bytes(8, "little"), to_safetensors(framed(np.ones(3)))[:-1]]
)
def test_what_is_no_array_is_refused(data):
    with pytest.raises(Refused, match="no array"):
        to_npy(data)


def changed(carried, tmp_path, change):
    return written(tmp_path / "b.zip", edited(entries_of(carried), "manifest.json", change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m.update(finding=None), "nothing of the finding|nothing speaks of it"),
        (lambda m: m["finding"].update(path="https://elsewhere.example"), "does not fit"),
        (lambda m: m["finding"].update(path="/runs/\\x"), "does not fit"),
        (lambda m: m["finding"].update(revision=7), "history has gaps"),
        (lambda m: m["finding"]["revisions"].pop(0), "history has gaps"),
        (lambda m: m["finding"].update(changed_at="2026-01-01T00:00:00"), "no time zone"),
        (lambda m: m["finding"].update(tags=["x" * 41]), "does not fit"),
        (lambda m: m["finding"].update(pins="0" * 64), "missing|has no"),
        (lambda m: m["finding"].update(picture="0" * 64), "missing|has no"),
        (lambda m: m["finding"].update(extra=1), "does not fit"),
    ],
)
def test_a_finding_that_is_not_sound_is_refused(carried, store, tmp_path, change, says):
    with pytest.raises(Refused, match=says):
        import_bundle(store, STUDIES, changed(carried, tmp_path, change))
    with client_of(store) as here:
        assert here.get("/api/findings").json() == []
        assert here.get("/api/runs").json()["runs"] == []


def test_a_picture_that_is_none_is_refused(carried, store, tmp_path):
    inside = entries_of(carried)
    from isogloss.vocabulary.digest import digest_bytes

    bad = b"<svg onload='alert(1)'/>"
    moved = edited(inside | {f"artifacts/{digest_bytes(bad)}": bad}, "manifest.json",
                   lambda m: m["finding"].update(picture=digest_bytes(bad)))  # fmt: skip
    with pytest.raises(Refused, match="picture cannot be read"):
        import_bundle(store, STUDIES, written(tmp_path / "b.zip", spoken_of(moved)))


def test_a_finding_pinned_to_other_numbers_is_refused(origin, carried, store, tmp_path):
    inside = entries_of(carried)
    assert import_bundle(store, STUDIES, written(tmp_path / "same.zip", repinned(inside)))
    manifest = json.loads(inside["manifest.json"])
    pins = json.loads(inside[f"artifacts/{manifest['finding']['pins']}"])
    pins["runs"][0]["scores"] = "0" * 64
    from isogloss.vocabulary.digest import canonical_json, digest_bytes

    packed = canonical_json(pins)
    moved = edited(inside | {f"artifacts/{digest_bytes(packed)}": packed}, "manifest.json",
                   lambda m: m["finding"].update(pins=digest_bytes(packed)))  # fmt: skip
    with pytest.raises(Refused, match="pinned to other numbers"):
        import_bundle(store, STUDIES, written(tmp_path / "b.zip", spoken_of(moved)))


def test_a_figure_other_than_its_pin_is_refused(carried, store, tmp_path):
    with pytest.raises(Refused, match="figure"):
        import_bundle(
            store, STUDIES, changed(carried, tmp_path, lambda m: m["finding"]["figures"][0].update(sha256="0" * 64))
        )


def test_another_finding_under_the_same_slug_is_a_conflict(origin, carried, store, tmp_path):
    other = a_run(origin.store, seed=5, share=0.8)
    slug = json.loads(entries_of(carried)["manifest.json"])["slug"]
    import_bundle(store, STUDIES, carried)
    with client_of(origin.store) as client:
        theirs = keep(client, other, figures=[])["slug"]
    write_finding(origin.store, STUDIES, theirs, tmp_path / "f.zip")
    taken = written(
        tmp_path / "b.zip", edited(entries_of(tmp_path / "f.zip"), "manifest.json", lambda m: m.update(slug=slug))
    )
    with pytest.raises(Conflict, match="another finding"):
        import_bundle(store, STUDIES, taken)
