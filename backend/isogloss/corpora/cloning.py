"""Sentences of English as its clone says them (``vocabulary.clone``): the same ids and analyses in other characters."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from isogloss.corpora.record import Record
from isogloss.vocabulary.clone import CLONE, CLONED, cloned


def with_clone(records: Iterable[Record]) -> Iterator[Record]:
    """The records, each English one followed by its clone."""
    for record in records:
        yield record
        if record.language == CLONED:
            yield cloned_record(record)


def cloned_record(record: Record) -> Record:
    """A record in the clone's characters. Words keep their places where the text is ASCII, and lose them elsewhere:
    spelling a character in ASCII may make two of it."""
    kept = record.text.isascii()
    tokens = record.tokens and tuple(
        token._replace(
            form=cloned(token.form),
            lemma=cloned(token.lemma),
            start=token.start if kept else None,
            end=token.end if kept else None,
        )
        for token in record.tokens
    )
    return replace(record, language=CLONE, text=cloned(record.text), tokens=tokens)
