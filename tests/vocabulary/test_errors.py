import pytest

from isogloss.vocabulary import errors
from isogloss.vocabulary.errors import IsoglossError, Refused

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, IsoglossError)]


def test_what_people_are_shown_has_always_the_same_parts() -> None:
    shown = Refused("unknown_language", "No such language.", hint="Use de.", field="languages", known=["de"]).public()
    assert shown == {
        "code": "unknown_language",
        "message": "No such language.",
        "hint": "Use de.",
        "field": "languages",
        "details": {"known": ["de"]},
    }


def test_an_error_reads_as_its_message_and_its_hint() -> None:
    assert str(Refused("c", "It broke.", hint="Mend it.")) == "It broke. Mend it."
    assert str(Refused("c", "It broke.")) == "It broke."


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_is_an_error_status_of_http(kind: type[IsoglossError]) -> None:
    assert 400 <= kind.status <= 599
