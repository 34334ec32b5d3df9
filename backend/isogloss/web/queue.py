"""Asking over the web: as often as one asker, and one address, may have unfinished."""

from collections.abc import Callable

from isogloss.runs.asking import quota
from isogloss.runs.rows.wire import RunStatus
from isogloss.web.reader import Reader


def asking(read: Reader, address: str, ask: Callable[[int], RunStatus]) -> RunStatus:
    """What ``ask(most)`` answers; raises TooMany where too much of what this address asked for is unfinished."""
    with read.session() as session:
        read.addresses.check(session, address)
    status = ask(quota.EACH)
    read.addresses.note(address, [status.key])
    return status
