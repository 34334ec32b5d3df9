"""Types of path, query and header parameters: spelled once, refused early, the same in every route."""

from typing import Annotated, Literal

from fastapi import Header, Path, Query

from isogloss.vocabulary.digest import KEY_LENGTH

RunKey = Annotated[str, Path(pattern=rf"^[0-9a-f]{{{KEY_LENGTH}}}$", description="The run's key.")]

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="The study, as addresses spell it.")]

ItemId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="The id it has here.")]

FigureName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="One of the study's figures.")]

#: Who asks without saying who: such askers share their wishes.
NOBODY = "anonymous"

ASKER = r"^[A-Za-z0-9_-]{8,80}$"

#: Who asks, without a log-in: a random id that a browser keeps and a program makes up. It decides only whose wish to
#: stop a shared run counts.
Asker = Annotated[
    str,
    Header(alias="X-Isogloss-Asker", pattern=ASKER, description="The asker's own random id."),
]

Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to skip.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many to answer at most.")]

RunState = Literal["queued", "running", "done", "failed", "cancelled"]

#: Filters in a query: names as they stand in the database.
Name = Annotated[str | None, Query(max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Text = Annotated[str | None, Query(max_length=200)]
