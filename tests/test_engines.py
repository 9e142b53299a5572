"""Engines give the same results, and take jobs only when there is room."""

from __future__ import annotations

import itertools
import os
import sys
import time

import pytest

from labelwise.engines import ENGINES, Spread, engine_named
from labelwise.errors import BadParameter, LabelwiseError, MissingExtra


@pytest.mark.parametrize("name", ["serial", "loky"])
def test_every_job_has_its_result(name):
    found = engine_named(name)(abs, iter(range(-12, 0)), Spread(2))
    assert sorted(found) == list(range(1, 13))


@pytest.mark.parametrize("name", ["serial", "loky"])
def test_jobs_are_taken_as_there_is_room(name):
    """Whoever makes the jobs can stop while others run: of endless ones only a few are taken ahead."""
    taken = itertools.count()
    jobs = (0.05 for _ in taken)
    results = engine_named(name)(time.sleep, jobs, Spread(2))
    next(results)
    results.close()
    assert next(taken) < 20


def test_a_process_that_is_ended_is_told():
    with pytest.raises(LabelwiseError, match=r"ended from outside, perhaps for lack of memory.*fewer --jobs"):
        list(engine_named("loky")(os._exit, [1, 1], Spread(2)))
    assert list(engine_named("loky")(abs, [-1], Spread(2))) == [1]


def test_an_unknown_engine_is_refused():
    with pytest.raises(BadParameter, match="loky, ray, serial"):
        engine_named("dask")
    assert list(ENGINES) == ["loky", "ray", "serial"]


def test_a_missing_ray_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[ray\]"):
        next(engine_named("ray")(abs, [1], Spread()))


@pytest.mark.parametrize("jobs", [0, -2, 1.5, True])
def test_no_such_number_of_processes(jobs):
    with pytest.raises(BadParameter, match=r"jobs is .*Allowed: -1 or 1 and more"):
        Spread(jobs)
