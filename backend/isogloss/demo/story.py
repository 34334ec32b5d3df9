"""How far the demo has come: each chapter's recipe, the run that trains, and the newest series over its checkpoints."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from isogloss.contract.study import AnyStudy
from isogloss.demo.chapters import CHAPTERS, STEPS, TRAINING, Chapter, chapter_named, chapters
from isogloss.runs.asking.recipe import ask_recipe, key_of
from isogloss.runs.rows.reading import status
from isogloss.runs.rows.wire import ChildStatus, RunStatus
from isogloss.store.open import Store
from isogloss.vocabulary.errors import NotFound


class ChapterState(BaseModel):
    """A chapter as its panel shows it. Keys are None for what was not asked for, or has not begun."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    says: str
    live: bool = Field(description="It runs by itself; the others wait for a click.")
    key: str = Field(description="Key of its recipe, asked for or not.")
    status: str = Field(description="not asked, queued, running, done, failed or cancelled.")
    training: ChildStatus | None = Field(description="The run that trains the model.")
    series: ChildStatus | None = Field(description="The newest series over the checkpoints published so far.")


class Story(BaseModel):
    """The demo's chapters; none in an installation that is no demo."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chapters: tuple[ChapterState, ...]


def story(store: Store, studies: Mapping[str, AnyStudy], steps: int = STEPS) -> Story:
    """All chapters as they stand."""
    return Story(chapters=tuple(_state(store, studies, chapter) for chapter in chapters(steps)))


def ask_chapter(store: Store, studies: Mapping[str, AnyStudy], name: str, asker: str, steps: int = STEPS) -> RunStatus:
    """Ask for a chapter's recipe; raises NotFound naming the chapters there are."""
    chapter = chapter_named(name, steps)
    if chapter is None:
        known = ", ".join(one.name for one in CHAPTERS)
        raise NotFound("unknown_chapter", f"The demo has no chapter “{name[:60]}”.", hint=f"It has: {known}.")
    return ask_recipe(store, studies, chapter.recipe, asker)


def _state(store: Store, studies: Mapping[str, AnyStudy], chapter: Chapter) -> ChapterState:
    key = key_of(chapter.recipe, studies)
    try:
        run = status(store, key, log_lines=0)
    except NotFound:
        run = None
    children = run.children if run else ()
    return ChapterState(
        name=chapter.name,
        title=chapter.title,
        says=chapter.says,
        live=chapter.live,
        key=key,
        status=run.status if run else "not asked",
        training=next((child for child in children if child.name == TRAINING), None),
        series=_newest_series(children),
    )


def _newest_series(children: Sequence[ChildStatus]) -> ChildStatus | None:
    series = [child for child in children if child.kind == "series"]
    return series[-1] if series else None
