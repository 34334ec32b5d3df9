"""Routes of the installation itself: whether it works, what it is, and its front page."""

import logging

from fastapi import APIRouter, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from isogloss import __version__
from isogloss.contract import questions
from isogloss.contract.questions import QUESTIONS
from isogloss.corpora.tables import CorpusRow
from isogloss.models.tables import ModelRow
from isogloss.runs.rows import reading
from isogloss.runs.rows.tables import RunChildRow, RunRow
from isogloss.vocabulary.language import ORDER, direction
from isogloss.web import corpus_router, headline, model_router
from isogloss.web.errors import declared
from isogloss.web.public import of_summary, of_worker
from isogloss.web.read_only import Access
from isogloss.web.reader import Reader
from isogloss.web.study_router import asked_of, summary
from isogloss.web.wire import About, Counts, Health, Home, Language, NewestAnswer, QuestionCard

log = logging.getLogger("isogloss.web")

_SHOWN = 8


def router(read: Reader, access: Access = "open") -> APIRouter:
    """``/health``, ``/about`` and ``/home``."""
    routes = APIRouter(tags=["installation"])

    @routes.get("/health", operation_id="get_health", responses=declared())
    def get_health() -> Health:
        """Whether the database answers, and who is there to compute."""
        return Health(status="ok", version=__version__, workers=tuple(map(of_worker, reading.workers(read.store))))

    @routes.get("/about", operation_id="get_about", responses=declared())
    def get_about() -> About:
        """Version, questions, studies, and the order languages stand in everywhere."""
        return About(
            version=__version__,
            access=access,
            questions=tuple(asked_of(question, read.studies) for question in QUESTIONS),
            studies=tuple(summary(study) for study in read.studies),
            languages=tuple(Language(code=code, direction=direction(code)) for code in ORDER),
        )

    @routes.get("/home", operation_id="get_home", responses=declared(), response_model=Home)
    def get_home() -> Response:
        """Everything on the front page, from stored rows only."""
        return read.moments.answer(read.moment(), "home", lambda: _home(read))

    return routes


def _home(read: Reader) -> Home:
    running = reading.list_runs(read.store, status="running", limit=_SHOWN)
    running += reading.list_runs(read.store, status="queued", limit=_SHOWN)
    with read.session() as session:
        return Home(
            questions=tuple(_card(read, session, question) for question in QUESTIONS),
            running=tuple(map(of_summary, running[:_SHOWN])),
            models=tuple(model_router.summaries(session)[:_SHOWN]),
            corpora=tuple(corpus_router.summaries(session)[:_SHOWN]),
            counts=_counts(session),
        )


def _counts(session: Session) -> Counts:
    asked = RunRow.id.not_in(select(RunChildRow.child_id))
    by_state = dict(session.execute(select(RunRow.status, func.count()).where(asked).group_by(RunRow.status)).all())
    return Counts(
        models=session.scalar(select(func.count()).select_from(ModelRow)) or 0,
        corpora=session.scalar(select(func.count()).select_from(CorpusRow)) or 0,
        runs=sum(by_state.values()),
        running=by_state.get("running", 0),
        queued=by_state.get("queued", 0),
    )


def _card(read: Reader, session: Session, question: questions.Question) -> QuestionCard:
    studies = questions.ways(question, read.studies)
    kinds = ("series",) if question.ladder else ("series", "run")
    return QuestionCard(
        number=question.number,
        title=question.title,
        studies=tuple(summary(study) for study in studies),
        answer=_newest(read, session, [study.name for study in studies], kinds),
    )


def _newest(read: Reader, session: Session, studies: list[str], kinds: tuple[str, ...]) -> NewestAnswer | None:
    """The newest finished answer that states a headline; the checkpoints of a series speak through it."""
    query = select(RunRow).where(RunRow.study.in_(studies), RunRow.kind.in_(kinds), RunRow.status == "done")
    series = aliased(RunRow)
    within = select(RunChildRow.child_id).join(series, series.id == RunChildRow.parent_id)
    asked = RunRow.id.not_in(within.where(series.kind == "series"))
    for run in session.scalars(query.where(asked).order_by(RunRow.finished.desc(), RunRow.id.desc()).limit(_SHOWN)):
        answer = _answer(read, session, run)
        if answer is not None:
            return answer
    return None


def _answer(read: Reader, session: Session, run: RunRow) -> NewestAnswer | None:
    name = f"{run.finished_set}/result" if run.kind == "series" and run.finished_set else "result"
    digest = read.kept_digest_or_none(session, run.id, name)
    stated = _stated(read, digest, run.kind == "series") if digest else None
    if stated is None:
        return None
    facts = {name: getattr(run, name) for name in ("key", "kind", "study", "model", "checkpoint", "finished")}
    return NewestAnswer(**facts, label=stated.label, number=stated.number, trajectory=stated.trajectory)


def _stated(read: Reader, digest: str, series: bool) -> headline.Stated | None:
    """A result never changes, and is read whole for one number: that is kept."""
    try:
        return read.stated[digest, series]
    except KeyError:
        stated = headline.of(read.bytes_of(digest), series=series)
    # Another thread may clear it at any time, so that what was put there is not looked for again.
    if len(read.stated) > 1_000:
        read.stated.clear()
    read.stated[digest, series] = stated
    return stated
