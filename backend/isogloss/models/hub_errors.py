"""The errors of the hub's client, in our words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from isogloss.vocabulary.errors import Forbidden, IsoglossError, NotFound, OutOfSpace, Refused, Unavailable
from isogloss.vocabulary.hub_access import why_not


def offline(repo: str) -> Unavailable:
    """The hub cannot be asked, and what is wanted is not here."""
    return Unavailable(
        "offline",
        f"{repo[:200]} is not on this machine, and the hub cannot be asked for it.",
        hint=(
            "Check the connection (HF_ENDPOINT, and ISOGLOSS_OFFLINE and HF_HUB_OFFLINE, which forbid it), or give a "
            "folder that holds the model."
        ),
        field="source",
    )


def no_way(repo: str, error: Exception) -> Unavailable:
    """The client could not even begin to ask: what it was told of proxies or of the hub's address is of no use to it.

    The address itself is not repeated: it may hold a password.
    """
    why, hint = why_not(error)
    return Unavailable(
        "offline",
        f"The hub cannot be asked for {repo[:200]}: {why}.",
        hint=f"{hint} Or give a folder that holds the model.",
        field="source",
        why=why,
    )


@contextmanager
def speaking_plainly(repo: str, revision: str = "main", file: str = "config.json") -> Iterator[None]:
    """Raise public errors in place of the client's; the order matters, as some of its errors are also others."""
    try:
        yield
    except IsoglossError:
        raise
    except HFValidationError as error:
        raise Refused("unknown_model", f"“{repo[:200]}” is no name of a model.", field="source") from error
    except GatedRepoError as error:
        raise Forbidden(
            "gated_model",
            f"{repo} asks for an agreement before it is given out.",
            hint="Agree on its page, then sign in once with: hf auth login.",
            field="source",
        ) from error
    except RepositoryNotFoundError as error:
        # The hub says the same of what is private, so as not to tell.
        raise NotFound(
            "unknown_model",
            f"The hub has no model “{repo[:200]}”, or not for you.",
            hint="Check the spelling; if it is private, sign in once with: hf auth login.",
            field="source",
        ) from error
    except RevisionNotFoundError as error:
        raise NotFound("unknown_revision", f"{repo} has no revision “{revision[:80]}”.", field="revisions") from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled) as error:
        raise offline(repo) from error
    except EntryNotFoundError as error:
        raise Refused(
            "missing_file", f"{repo} at {revision} lists {file}, but does not hold it.", field="source"
        ) from error
    except HfHubHTTPError as error:
        raise Unavailable(
            "hub_failed", f"The hub answered with an error for {repo} at {revision}.", hint="Try again later."
        ) from error
    except HTTPError as error:
        raise offline(repo) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OutOfSpace(
                "out_of_space",
                "There is no space left for the weights.",
                hint="Make room on the disk of the hub's cache (HF_HOME), then try again.",
            ) from error
        raise Unavailable(
            "hub_failed", f"{file} of {repo} at {revision} could not be fetched whole.", hint="Try again."
        ) from error
    except Exception as error:
        raise no_way(repo, error) from error
