"""Its routes: judgments are read by everybody, and written by who may."""

from fastapi import APIRouter

from isogloss.contract.records import Record, Writer
from isogloss.vocabulary.errors import Refused
from isogloss.web.errors import declared
from isogloss.web.reader import Reader
from tests.web.judging import Judge, Judgment


def _shown(record: Record) -> Judgment:
    return Judgment(unit=record.name, revision=record.revision, meaning=record.payload, by=record.by)


def router(read: Reader) -> APIRouter:
    """What was judged."""
    routes = APIRouter(prefix="/studies/judging")

    @routes.get("/judgments", operation_id="list_judgments", responses=declared(422))
    def list_judgments(prefix: str = "") -> list[Judgment]:
        with read.records("judging") as records:
            return [_shown(record) for record in records.listed(prefix)]

    return routes


def writing(read: Reader, write: Writer) -> APIRouter:
    """Judging."""
    routes = APIRouter()

    @routes.put("/judgments/{unit}", operation_id="judge")
    def judge(unit: str, said: Judge) -> Judgment:
        with write.writing() as records:
            written = _shown(records.put(unit, said.meaning, seen=said.seen, by=said.by))
            if said.fails:
                raise Refused("no_judgment", "Thought better of it.", hint="Say it again.")
            return written

    return routes
