"""The errors of the hub's client, in our words: the same for models, tokenizers and datasets.

The client is imported late: whoever only looks at what is here never needs it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from isogloss.vocabulary.errors import (
    FULL_DISK,
    Forbidden,
    IsoglossError,
    NotFound,
    OutOfSpace,
    Refused,
    Unavailable,
)
from isogloss.vocabulary.hub_access import why_not

#: What is fetched: a tokenizer comes from a model.
What = Literal["model", "dataset"]


def offline(what: What, repo: str) -> Unavailable:
    """The hub cannot be asked, and what is wanted is not here."""
    return Unavailable(
        "offline",
        f"{repo[:200]} is not on this machine, and the hub cannot be asked for it.",
        hint=(
            "Check the connection (HF_ENDPOINT, and ISOGLOSS_OFFLINE and HF_HUB_OFFLINE, which forbid it), or give a "
            f"folder that holds the {what}."
        ),
        field="source",
    )


def _no_way(what: What, repo: str, error: Exception) -> Unavailable:
    """The client could not even begin to ask: what it was told of proxies or of the hub's address is of no use to it.

    The address itself is not repeated: it may hold a password.
    """
    why, hint = why_not(error)
    return Unavailable(
        "offline",
        f"The hub cannot be asked for {repo[:200]}: {why}.",
        hint=f"{hint} Or give a folder that holds the {what}.",
        field="source",
        why=why,
    )


@contextmanager
def speaking_plainly(what: What, repo: str, revision: str = "main", file: str = "a file") -> Iterator[None]:
    """Raise public errors in place of the client's, whose texts hold addresses; the order matters, as some of its
    errors are also others."""
    from huggingface_hub import errors

    try:
        yield
    except IsoglossError:
        raise
    except errors.HFValidationError as error:
        raise Refused(f"unknown_{what}", f"“{repo[:200]}” is no name of a {what}.", field="source") from error
    except errors.GatedRepoError as error:
        raise Forbidden(
            f"gated_{what}",
            f"{repo} asks for an agreement before it is given out.",
            hint="Agree on its page, then sign in once with: hf auth login.",
            field="source",
        ) from error
    except errors.RepositoryNotFoundError as error:
        # The hub says the same of what is private, so as not to tell.
        raise NotFound(
            f"unknown_{what}",
            f"The hub has no {what} “{repo[:200]}”, or not for you, and no folder here has that name.",
            hint="Check the spelling; if it is private, sign in once with: hf auth login.",
            field="source",
        ) from error
    except errors.RevisionNotFoundError as error:
        field = "revisions" if what == "model" else "source"
        raise NotFound("unknown_revision", f"{repo} has no revision “{revision[:80]}”.", field=field) from error
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled) as error:
        raise offline(what, repo) from error
    except errors.EntryNotFoundError as error:
        raise Refused(
            "missing_file", f"{repo} at {revision} lists {file}, but does not hold it.", field="source"
        ) from error
    except errors.HfHubHTTPError as error:
        raise Unavailable(
            "hub_failed", f"The hub answered with an error for {repo} at {revision}.", hint="Try again later."
        ) from error
    except errors.HTTPError as error:  # type: ignore[attr-defined]  # of the HTTP library that this hub client uses
        raise offline(what, repo) from error
    except OSError as error:
        if error.errno in FULL_DISK:
            raise OutOfSpace(
                "out_of_space",
                f"There is no space left for what is fetched of {repo}.",
                hint="Make room on the disk of the hub's cache (HF_HOME), then try again.",
            ) from error
        raise Unavailable(
            "hub_failed",
            f"Of {repo} at {revision}, {file} could not be fetched whole.",
            hint="Look whether the folder of the hub's cache (HF_HOME) can be written to, then try again.",
        ) from error
    except Exception as error:
        raise _no_way(what, repo, error) from error
