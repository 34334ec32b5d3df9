"""What the hub's client raises is said in the same way of models and of datasets."""

import errno
from types import SimpleNamespace
from typing import Any

import pytest
from huggingface_hub import errors

from isogloss.vocabulary.errors import Forbidden, IsoglossError, NotFound, OutOfSpace, Refused, Unavailable
from isogloss.vocabulary.hub_errors import What, speaking_plainly


def answered(kind: type[Exception], status: int) -> Exception:
    response: Any = SimpleNamespace(status_code=status, headers={}, request=None, text="http://secret:pw@hub")
    return kind("http://secret:pw@hub", response=response)


SAID: list[tuple[Exception, type[IsoglossError], str]] = [
    (errors.HFValidationError("x"), Refused, "unknown_{}"),
    (answered(errors.GatedRepoError, 403), Forbidden, "gated_{}"),
    (answered(errors.RepositoryNotFoundError, 404), NotFound, "unknown_{}"),
    (answered(errors.RevisionNotFoundError, 404), NotFound, "unknown_revision"),
    (errors.LocalEntryNotFoundError("http://secret:pw@hub"), Unavailable, "offline"),
    (errors.OfflineModeIsEnabled("x"), Unavailable, "offline"),
    (errors.EntryNotFoundError("x"), Refused, "missing_file"),
    *((answered(errors.HfHubHTTPError, status), Unavailable, "hub_failed") for status in (401, 429, 500)),
    (errors.HTTPError("http://secret:pw@hub"), Unavailable, "offline"),
    (OSError(errno.ENOSPC, "full"), OutOfSpace, "out_of_space"),
    (PermissionError(errno.EACCES, "/secret"), Unavailable, "hub_failed"),
    (ValueError("http://secret:pw@hub"), Unavailable, "offline"),
    (Refused("own", "Ours."), Refused, "own"),
]


@pytest.mark.parametrize("what", ["model", "dataset"])
@pytest.mark.parametrize(("error", "kind", "code"), SAID, ids=lambda value: getattr(value, "__name__", str(value))[:30])
def test_each_error_of_the_client_has_one_code_whatever_is_fetched(
    error: Exception, kind: type[IsoglossError], code: str, what: What
) -> None:
    with pytest.raises(IsoglossError) as said, speaking_plainly(what, "lab/name", "v1", "a.tsv"):
        raise error
    assert (type(said.value), said.value.code) == (kind, code.format(what))
    assert "secret" not in str(said.value)
    assert kind is not Unavailable or said.value.hint
