"""Blocks of rows on several threads, and loops compiled to machine code: the numbers depend on neither.

Blocks are fixed by the number of rows, never by the number of threads, linear algebra runs on one thread
inside a block, and what blocks give is put together in their order.
"""

from __future__ import annotations

import functools
import itertools
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Generic, ParamSpec, TypeVar, overload

__all__ = ["THREADS", "compiled", "each", "in_blocks", "product", "single_thread"]

P = ParamSpec("P")
T = TypeVar("T")
Job = TypeVar("Job")

THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Blocks run in so many threads."""

FAST = {"contract", "reassoc", "nsz", "arcp"}
"""What a fast kernel may do to sums: reorder and fuse. NaN and infinity keep their meaning."""

_lock = threading.Lock()
_inside: list[Any] = []
_compiling = threading.RLock()
_worker = threading.local()


@functools.lru_cache(maxsize=1)
def _controller(modules: int) -> Any:
    """The loaded libraries; looked up again when more modules, and so perhaps libraries, are loaded."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


class _Single:
    """A context that may be entered again and again; it costs less than a generator would."""

    def __enter__(self) -> None:
        with _lock:
            if not _inside:
                limit = _controller(len(sys.modules)).limit(limits=1)
                limit.__enter__()
                _inside.append(limit)
            _inside.append(None)

    def __exit__(self, *raised: object) -> None:
        with _lock:
            _inside.pop()
            if len(_inside) == 1:
                _inside.pop().__exit__(None, None, None)


_single = _Single()


def single_thread() -> AbstractContextManager[None]:
    """Linear algebra on one thread, because the last bits of a product depend on their number.

    Nested and concurrent uses share one limit; it is lifted when the last of them leaves.
    """
    return _single


@functools.lru_cache(maxsize=1)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="labelwise-blocks", initializer=_mark)


def _mark() -> None:
    _worker.inside = True


if hasattr(os, "register_at_fork"):  # a child has none of its parent's threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


def each(work: Callable[[Job], T], jobs: Sequence[Job]) -> list[T]:
    """``work`` on every job, several at a time; what they return, in the order of the jobs.

    Called from inside a job it does one after the other.

    Parameters
    ----------
    work : callable
        Gets one job; two jobs must not write to the same place.
    jobs : sequence
        Anything that does not depend on the number of threads.

    Examples
    --------
    >>> each(sum, [(1, 2), (3, 4)])
    [3, 7]
    """
    with single_thread():
        if len(jobs) < 2 or THREADS < 2 or getattr(_worker, "inside", False):
            return [work(job) for job in jobs]
        return _Shared(work, jobs).done()


class _Shared(Generic[Job, T]):
    """Jobs that several threads take one after the other, this one among them.

    Handed out one by one, every job would wake this thread, and threads that wake hold each other up.
    """

    def __init__(self, work: Callable[[Job], T], jobs: Sequence[Job]) -> None:
        self._work, self._jobs, self._next = work, jobs, itertools.count()
        self._made: dict[int, T] = {}
        self._failed: dict[int, BaseException] = {}

    def _take(self) -> None:
        while not self._failed and (k := next(self._next)) < len(self._jobs):
            try:
                self._made[k] = self._work(self._jobs[k])
            except BaseException as error:
                self._failed[k] = error

    def done(self) -> list[T]:
        """What all jobs returned; of those that failed the first is raised."""
        others = [_pool(THREADS).submit(self._take) for _ in range(min(THREADS, len(self._jobs)) - 1)]
        _worker.inside = True
        try:
            self._take()
        finally:
            _worker.inside = False
        for other in others:
            other.result()
        if self._failed:
            raise self._failed[min(self._failed)]
        return [self._made[k] for k in range(len(self._jobs))]


def in_blocks(work: Callable[[slice], T], size: int, step: int) -> list[T]:
    """``work`` on every block of ``step`` rows, ``slice(start, stop)``; the last one may be short.

    Examples
    --------
    >>> in_blocks(lambda rows: sum(range(rows.start, rows.stop)), size=10, step=4)
    [6, 22, 17]
    """
    return each(work, [slice(start, min(start + step, size)) for start in range(0, size, step)])


def product(a: Any, b: Any) -> Any:
    """``a @ b`` of two single-precision matrices, in memory of this thread that its next call takes again.

    Fresh memory for every block costs as much time as the product itself. Use the result up before the next
    call, and never return it.

    Examples
    --------
    >>> import numpy as np
    >>> product(np.ones((1, 2), np.float32), np.ones((2, 2), np.float32)).tolist()
    [[2.0, 2.0]]
    """
    import numpy as np

    size = len(a) * b.shape[1]
    if getattr(_worker, "scratch", None) is None or _worker.scratch.size < size:
        _worker.scratch = np.empty(size, dtype=np.float32)
    return np.matmul(a, b, out=_worker.scratch[:size].reshape(len(a), b.shape[1]))


class Compiled(Generic[P, T]):
    """A function that becomes machine code when it is first called; made by :func:`compiled`."""

    def __init__(self, function: Callable[P, T], fast: bool) -> None:
        functools.update_wrapper(self, function)
        self._function, self._fast = function, fast
        self._made: Callable[..., T] | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        if self._made is None:
            with _compiling:
                self._made = self._made or self._compile()
        return self._made(*args, **kwargs)

    def _compile(self) -> Callable[..., T]:
        from numba import njit

        options: dict[str, Any] = {"nogil": True, "fastmath": FAST if self._fast else False}
        try:
            made: Callable[..., T] = njit(cache=True, **options)(self._function)
        except RuntimeError:  # no folder to keep the machine code in: compiled anew in each process
            made = njit(**options)(self._function)
        return made


@overload
def compiled(function: Callable[P, T]) -> Compiled[P, T]: ...
@overload
def compiled(*, fast: bool) -> Callable[[Callable[P, T]], Compiled[P, T]]: ...


def compiled(function: Any = None, *, fast: bool = False) -> Any:
    """A loop over arrays as machine code, compiled by numba at the first call and kept on disk.

    It lets other threads run, so that :func:`in_blocks` may call it. A kernel cannot call another one.

    Parameters
    ----------
    function : callable
        Takes and returns what numba understands: arrays, numbers, tuples of them.
    fast : bool
        Sums may be reordered, which makes them several times as fast. The value of a row still depends on
        nothing but the row where a loop of the kernel works on one row at a time.

    Examples
    --------
    >>> import numpy as np
    >>> @compiled
    ... def largest(x):
    ...     best = x[0]
    ...     for value in x:
    ...         best = max(best, value)
    ...     return best
    >>> float(largest(np.array([1.0, 7.0, 3.0])))
    7.0
    """
    if function is None:
        return lambda f: Compiled(f, fast)
    return Compiled(function, fast)
