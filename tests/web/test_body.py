"""What a request's body may be, looked at before anything parses it: where all other requests wait."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from isogloss.vocabulary.errors import TooLarge
from isogloss.web.body import _check_json, _shape
from isogloss.web.limits import Limits, Malformed

MIB = 1 << 20


@pytest.mark.parametrize(
    "body",
    [
        b'\\"' * (MIB // 2),
        b'"' * MIB,
        b'"' + b"\\" * (MIB - 1),
        b"[" * MIB,
        b"[" + b"[]," * (MIB // 3 - 1) + b"1]",
        b"[" + b"1," * (MIB // 2 - 1) + b"1]",
        b"[" + b'"a",' * (MIB // 4 - 1) + b"1]",
        b'{"a":' * (MIB // 5),
        b"[" + b"1," * 49_990 + b'"' + b"a" * 900_000 + b'\\ud800"]',
        b"[" + b"1," * 49_990 + b'"' + b"a" * 900_000 + b'\\u0000"]',
    ],
    ids=["quotes", "open", "backslashes", "brackets", "lists", "numbers", "texts", "objects", "surrogate", "null"],
)
def test_no_body_holds_the_servers_loop_for_long(body):
    """Of processor time, so that a busy machine is no fault; a request is looked at where all others wait."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        with pytest.raises((Malformed, TooLarge)):
            _check_json(Headers({"content-type": "application/json"}), body, Limits())
        took.append(time.thread_time() - began)
    assert min(took) < 0.1


@given(st.recursive(st.text('\\\\"[]{},a', max_size=6), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_brackets_and_quotes_inside_texts_nest_nothing(value):
    def depth(part):
        return 1 + max(map(depth, part), default=0) if isinstance(part, list) else 0

    assert _shape(json.dumps(value).encode())[0] == depth(value)
