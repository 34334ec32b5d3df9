"""Arrays from bytes: what a header may say, and many threads that read at once."""

import gc
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from isogloss.store.npy import framed, header_of, read_array

NPY = framed(np.arange(6, dtype="f4").reshape(2, 3))


class Interrupting:
    """Found as garbage in the middle of a reading, it lets another thread read, and lies there again."""

    def __init__(self, meanwhile, stop):
        self.itself, self.meanwhile, self.stop = self, meanwhile, stop

    def __del__(self):
        if not self.stop.is_set():
            self.meanwhile()
            Interrupting(self.meanwhile, self.stop)


def test_a_reading_that_another_threads_reading_interrupts_is_right():
    """NumPy's own reader fails here on Python 3.11.7: SystemError, AST constructor recursion depth mismatch."""
    begin, done, stop = threading.Event(), threading.Event(), threading.Event()
    # Other headers each time, for one that was read is known.
    arrays = (framed(np.zeros((1, n, 7), "f2")) for n in itertools.count(1_000))

    def other():
        while begin.wait() and not stop.is_set():
            begin.clear()
            read_array(next(arrays))
            done.set()

    def meanwhile():
        if threading.current_thread() is reading:
            done.clear()
            begin.set()
            done.wait(0.005)  # The other may have to wait for us.

    reading, thread = threading.current_thread(), threading.Thread(target=other)
    before = gc.get_threshold()
    thread.start()
    Interrupting(meanwhile, stop)
    gc.set_threshold(1)
    try:
        for n in range(1, 5):
            assert read_array(framed(np.full((n, 3), n, "f4"))).tolist() == [[n] * 3] * n
    finally:
        stop.set()
        begin.set()
        gc.set_threshold(*before)
        thread.join()


def test_many_threads_read_what_was_written():
    arrays = [np.random.default_rng(n).normal(size=(n % 9, 5)).astype("f2") for n in range(60)]
    with ThreadPoolExecutor(12) as threads:
        read = list(threads.map(read_array, map(framed, arrays * 5)))
    assert all(np.array_equal(a, b) for a, b in zip(read, arrays * 5, strict=True))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["f4", ">i8", "?", "U3", [("place", "<i4"), ("ap", "<f4", (2,))]])
@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (4, 5), (2, 3, 4)])
def test_it_reads_what_numpy_reads(order, dtype, shape, tmp_path):
    array = np.asarray(np.zeros(shape, dtype), order=order)
    np.save(tmp_path / "a.npy", array)
    wanted, got = np.load(tmp_path / "a.npy"), read_array((tmp_path / "a.npy").read_bytes())
    assert (got.dtype, got.shape, got.flags.writeable) == (wanted.dtype, wanted.shape, True)
    assert got.flags.f_contiguous == wanted.flags.f_contiguous
    assert np.array_equal(got, wanted)


def forged(words: str) -> bytes:
    text = words.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize(
    "data",
    [b"", b"x" * 40, NPY[:9], NPY[:20], NPY[:-1], b"\x93NUMPY\x09" + NPY[7:], b"\x92" + NPY[1:],
     b"\x93NUMPY\x02\x00\xff\xff\xff\xff", forged("{"), forged("(" * 500), forged("1 + 1j"), forged("{'descr': '<f4'}"),
     forged("{'descr': '|O', 'fortran_order': False, 'shape': (0,), }"),
     forged("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }"),
     forged("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }"),
     forged(f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({2**62}, {2**62}), }}")],
)  # fmt: skip
def test_what_is_no_array_is_a_value_error(data):
    with pytest.raises(ValueError, match=r"\w"):
        read_array(data)


def test_a_header_says_what_follows():
    assert header_of(NPY) == ((2, 3), False, np.dtype("<f4"), len(NPY) - 24)
