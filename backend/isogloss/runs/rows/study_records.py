"""The records of studies (:mod:`isogloss.contract.records`): one table for all, in which each study sees its own."""

import re
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from isogloss.contract.records import Record
from isogloss.store.base import Base, utc_now
from isogloss.store.upsert import insert
from isogloss.vocabulary.errors import Conflict, NotFound, Refused, TooLarge

#: Bytes of one record, as JSON: what is larger is no judgment.
RECORD_BYTES = 64 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}", re.ASCII)
_LONGEST_BY = 200


class StudyRecordRow(Base):
    """One revision of a study's record."""

    __tablename__ = "study_record"

    study: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(String(_LONGEST_BY), default="")
    at: Mapped[datetime] = mapped_column(default=utc_now)


class StudyRecords:
    """One study's records within a session (:class:`isogloss.contract.records.WritableRecords`)."""

    def __init__(self, session: Session, study: str):
        self._session, self._study = session, study

    def get(self, name: str) -> Record:
        found = self.history(name)
        if not found:
            raise NotFound("unknown_record", f"There is no record “{name[:80]}” here.", field="name")
        return found[-1]

    def history(self, name: str) -> list[Record]:
        mine = (StudyRecordRow.study == self._study, StudyRecordRow.name == name)
        rows = self._session.scalars(select(StudyRecordRow).where(*mine).order_by(StudyRecordRow.revision))
        return [_record(row) for row in rows]

    def listed(self, prefix: str = "", *, after: str = "", limit: int = 500) -> list[Record]:
        later = aliased(StudyRecordRow)
        one = (later.study == StudyRecordRow.study, later.name == StudyRecordRow.name)
        newest = select(func.max(later.revision)).where(*one).scalar_subquery()
        mine = (StudyRecordRow.study == self._study, StudyRecordRow.revision == newest)
        # Letter by letter: SQLite's LIKE takes a for A.
        wanted = (func.substr(StudyRecordRow.name, 1, len(prefix)) == prefix, StudyRecordRow.name > after)
        query = select(StudyRecordRow).where(*mine, *wanted).order_by(StudyRecordRow.name).limit(limit)
        return [_record(row) for row in self._session.scalars(query)]

    def put(self, name: str, payload: BaseModel, *, seen: int, by: str = "") -> Record:
        self._check(name, payload, by)
        mine = (StudyRecordRow.study == self._study, StudyRecordRow.name == name)
        newest = self._session.scalar(select(func.max(StudyRecordRow.revision)).where(*mine)) or 0
        if newest != seen:
            raise _changed(name, newest)
        record = Record(name, seen + 1, payload.model_dump(mode="json"), by, utc_now())
        new = insert(self._session, StudyRecordRow).values(study=self._study, **vars(record)).on_conflict_do_nothing()
        if self._session.execute(new.returning(StudyRecordRow.revision)).first() is None:
            # Somebody wrote the same revision between the look and this.
            raise _changed(name, record.revision)
        return record

    def _check(self, name: str, payload: BaseModel, by: str) -> None:
        if not _NAME.fullmatch(name):
            raise Refused(
                "bad_record_name",
                f"“{name[:40]}” is no name of a record.",
                hint="Take 1 to 200 letters, digits and . _ : / - (a letter or digit first).",
                field="name",
            )
        if len(by) > _LONGEST_BY:
            raise Refused(
                "long_name",
                "The name of whoever wrote it is too long.",
                hint=f"Take at most {_LONGEST_BY} characters.",
                field="by",
            )
        if (size := len(payload.model_dump_json().encode())) > RECORD_BYTES:
            raise TooLarge(
                "record_too_large",
                f"The record has {size:,} bytes.",
                hint=f"A record has at most {RECORD_BYTES:,}: write several.",
            )


def _record(row: StudyRecordRow) -> Record:
    return Record(row.name, row.revision, row.payload, row.by, row.at)


def _changed(name: str, revision: int) -> Conflict:
    return Conflict(
        "changed_since",
        f"Somebody wrote “{name}” since you looked (revision {revision}). Nothing was written.",
        hint="Look again, and write over what is there now.",
        field="seen",
        revision=revision,
    )
