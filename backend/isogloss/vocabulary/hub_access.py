"""How hubs are reached: the one answer to where, whether at all, and what is kept, for models, tokenizers and corpora.

``keep_to_ourselves`` is the other half: what the libraries of a process may tell others, set before any is imported.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

#: What libraries take for "tell nobody how I am used".
_SILENCE = ("HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK")
#: What the hub's client and what stands on it take for "ask nobody".
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
_CHECK = "Check HF_ENDPOINT, ALL_PROXY and HTTPS_PROXY."
_YES = {"1", "ON", "YES", "TRUE"}


@dataclass(frozen=True)
class HubAccess:
    """A hub and the cache of its client; None means the client's own settings. ``offline`` means that no hub is asked,
    and so does the client's own HF_HUB_OFFLINE, whatever is to be fetched."""

    endpoint: str | None = None
    cache: Path | None = None
    offline: bool = False

    def __post_init__(self) -> None:
        if any(os.environ.get(name, "").upper() in _YES for name in _OFFLINE):
            object.__setattr__(self, "offline", True)


def keep_to_ourselves(offline: bool = False) -> None:
    """Switch off what libraries would tell of their use; and, offline, everything that they would ask."""
    for name in (*_SILENCE, *(_OFFLINE if offline else ())):
        os.environ[name] = "1"


def why_not(error: Exception) -> tuple[str, str]:
    """Why a hub's client could not even begin to ask, and what to do: a part of a sentence, and a hint. What it was
    told of proxies or of the hub's address is not repeated: it may hold a password."""
    if isinstance(error, ImportError):
        return (
            "a SOCKS proxy is set, and the package it needs is not installed",
            "Install it (the package socksio), or unset ALL_PROXY and HTTPS_PROXY.",
        )
    if isinstance(error, ValueError) or type(error).__name__ == "InvalidURL":
        return "its address or that of a proxy is none", _CHECK
    logging.getLogger(__name__).info("asking the hub", exc_info=error)
    return f"its client failed with {type(error).__name__}", _CHECK
