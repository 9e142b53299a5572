"""Where runs are computed: in this process, in several of this machine, or on a cluster.

An engine is a function ``engine(work, jobs, spread)`` that gives the results of ``work(job)`` as they come,
in any order. It takes the next job only when a place is free, so that whoever makes the jobs can stop. What
``work`` returns does not depend on the engine.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from labelwise.errors import BadParameter, LabelwiseError, MissingExtra
from labelwise.params import Whole

__all__ = ["ENGINES", "Spread", "check_jobs", "engine_named"]

Job = TypeVar("Job")
Made = TypeVar("Made")

AHEAD = 2
"""Jobs that are handed out for each place, so that none waits for the next one."""
LOOK_SECONDS = 10.0
"""After so long at most machines are counted that have joined the cluster."""
RETRIES = 5
"""How often the cluster computes a job anew whose node or process was lost."""


@dataclass(frozen=True)
class Spread:
    """How far the work is spread.

    Parameters
    ----------
    jobs : int
        Processes of this machine, -1 for one per core; on a cluster at most so many at once, -1 for one per
        core of the cluster.
    address : str or None
        Of the head of a Ray cluster; None starts one on this machine.

    Raises
    ------
    BadParameter
        If there is no such number of processes.
    """

    jobs: int = -1
    address: str | None = None

    def __post_init__(self) -> None:
        check_jobs(self.jobs)


def check_jobs(jobs: int) -> None:
    """Refuse what is no number of processes.

    Raises
    ------
    BadParameter
        If it is neither -1 nor 1 and more.

    Examples
    --------
    >>> check_jobs(0)
    Traceback (most recent call last):
    labelwise.errors.BadParameter: jobs is 0. Allowed: -1 or 1 and more.
    """
    if not Whole(-1)(jobs) or jobs == 0:
        raise BadParameter(f"jobs is {jobs!r}", allowed="-1 or 1 and more")


def serial(work: Callable[[Job], Made], jobs: Iterable[Job], spread: Spread) -> Generator[Made, None, None]:
    """One after the other, in this process."""
    yield from map(work, jobs)


def loky(work: Callable[[Job], Made], jobs: Iterable[Job], spread: Spread) -> Generator[Made, None, None]:
    """Processes of this machine, by joblib.

    Raises
    ------
    LabelwiseError
        If one of them is ended from outside.
    """
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    with parallel_config("loky", n_jobs=spread.jobs, inner_max_num_threads=1):
        parallel = Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch=f"{AHEAD} * n_jobs")
        results = parallel(delayed(work)(job) for job in jobs)
        try:
            yield from map(_same, results)  # a map passes no close() on before the warning is off
        except TerminatedWorkerError:
            raise LabelwiseError(
                "a process of this machine that computes was ended from outside, perhaps for lack of memory",
                fix="do the same again, perhaps with fewer --jobs; a benchmark goes on where it was",
            ) from None
        finally:
            with warnings.catch_warnings():  # of runs that nobody waits for any more
                warnings.simplefilter("ignore", UserWarning)
                results.close()


def _same(made: Made) -> Made:
    return made


def ray(work: Callable[[Job], Made], jobs: Iterable[Job], spread: Spread) -> Generator[Made, None, None]:
    """A cluster that Ray manages, one core a job; what a lost node had is computed anew on the others.

    Raises
    ------
    MissingExtra
        If Ray is not installed.
    BadParameter
        If no cluster answers at the address.
    """
    module, started = _connected(spread)
    try:

        @module.remote(num_cpus=1, max_retries=RETRIES)  # type: ignore[untyped-decorator]
        def remote(job: Job) -> Made:  # Ray takes functions only, and work may be a partial one
            return work(job)

        source = iter(jobs)
        waiting: list[Any] = []
        while True:
            room = _room(module, -1 if started else spread.jobs)
            while len(waiting) < room and (job := next(source, waiting)) is not waiting:
                waiting.append(remote.remote(job))
            if not waiting:
                return
            ready, waiting = module.wait(waiting, timeout=LOOK_SECONDS)
            yield from _gotten(module, ready)
    finally:
        if started:
            module.shutdown()


def _room(module: Any, jobs: int) -> int:
    """How many jobs may be out: so many as were wished, else a few for each core that there is by now."""
    return jobs if jobs > 0 else AHEAD * max(1, int(module.cluster_resources().get("CPU", 0)))


def _gotten(module: Any, ready: list[Any]) -> Any:
    """Results of the cluster; an error of ours comes as it was raised there, without Ray's traceback."""
    try:
        return module.get(ready)
    except module.exceptions.RayTaskError as error:
        if isinstance(error.cause, LabelwiseError):
            raise error.cause from None
        raise


def _connected(spread: Spread) -> tuple[Any, bool]:
    """Ray with a cluster behind it, and whether it has to be left in the end."""
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # what Ray will do by itself some day
    try:
        import ray as module
    except ImportError:
        raise MissingExtra.named("ray", "ray") from None
    if module.is_initialized():
        return module, False
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "include_dashboard": False}
    if spread.address is None:
        module.init(num_cpus=None if spread.jobs < 0 else spread.jobs, **options)
        return module, True
    try:
        del options["include_dashboard"]
        module.init(address=spread.address, **options)
    except Exception as error:  # Ray raises no narrower one where a node does not answer in time
        raise BadParameter(
            f"no Ray cluster answers at {spread.address!r}: {' '.join(str(error).split())[:200]}",
            allowed="HOST:PORT of the head, or auto on a machine of the cluster",
            fix="start it with `ray start --head`",
        ) from error
    return module, True


Engine = Callable[[Callable[[Any], Any], Iterable[Any], Spread], Generator[Any, None, None]]
ENGINES: dict[str, Engine] = {"loky": loky, "ray": ray, "serial": serial}
"""Engines by name."""


def engine_named(name: str) -> Engine:
    """The engine of that name.

    Raises
    ------
    BadParameter
        If there is none.

    Examples
    --------
    >>> list(engine_named("serial")(abs, [-1, 2], Spread()))
    [1, 2]
    """
    if name not in ENGINES:
        raise BadParameter(f"the engine is {name!r}", allowed=", ".join(ENGINES))
    return ENGINES[name]
