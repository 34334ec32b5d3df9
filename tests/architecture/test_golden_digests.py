"""A change of meaning bumps the study's version, since the version is what makes its run keys new."""

import pytest

from isogloss.contract.study import Study
from isogloss.studies import STUDIES
from tests.architecture.golden_digest import current, kept, outcome, rounded
from tests.studies.estimates import faults


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_an_outcome_changes_only_with_its_version(study: Study):
    old, new = kept(study.name), current(study.name)
    changed = sorted(part for part in old["parts"].keys() | new.keys() if old["parts"].get(part) != new.get(part))
    if old["version"] == study.version:
        assert not changed, f"raise {study.name}'s version, then python -m tests.architecture.golden_digest"
    else:
        pytest.fail("the version was raised: python -m tests.architecture.golden_digest writes the new digests")


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_every_number_of_an_outcome_lies_within_its_own_interval(study: Study):
    assert faults(outcome(study.name)) == []


def test_the_last_bit_of_a_float_is_no_change_of_meaning():
    assert rounded({"a": (0.1 + 0.2, -0.0)}) == rounded({"a": [0.3, 0.0]})
    assert rounded(0.12345) != rounded(0.12355)
