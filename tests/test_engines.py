"""Engines give the same results, and take jobs only when there is room."""

from __future__ import annotations

import itertools
import os
import sys
import time
from types import SimpleNamespace

import pytest

from labelwise.engines import ENGINES, Spread, engine_named
from labelwise.errors import BadData, BadParameter, LabelwiseError, MissingExtra


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


class Cluster:
    """Stands for Ray with machines that join; ``most`` is how many jobs were ever out."""

    class exceptions:
        class RayTaskError(Exception):
            def __init__(self, cause):
                super().__init__("a traceback of another machine")
                self.cause = cause

    def __init__(self, cores):
        self.cores, self.most, self.out = iter(cores), 0, []

    def is_initialized(self):
        return True

    def remote(self, **_):
        return lambda work: SimpleNamespace(remote=lambda job: self.hand_out(work, job))

    def hand_out(self, work, job):
        self.out.append((work, job))
        self.most = max(self.most, len(self.out))
        return self.out[-1]

    def cluster_resources(self):
        return {"CPU": float(next(self.cores))}

    def wait(self, waiting, timeout):
        return waiting[:1], waiting[1:]

    def get(self, ready):
        for made in ready:
            self.out.remove(made)
        try:
            return [work(job) for work, job in ready]
        except Exception as error:
            raise self.exceptions.RayTaskError(error) from error


def on_cluster(monkeypatch, cores, work=abs, jobs=-1):
    cluster = Cluster(cores)
    monkeypatch.setitem(sys.modules, "ray", cluster)
    return list(engine_named("ray")(work, range(-30, 0), Spread(jobs))), cluster.most


def test_on_a_cluster_no_more_jobs_are_out_than_wished(monkeypatch):
    made, most = on_cluster(monkeypatch, itertools.repeat(64), jobs=4)
    assert sorted(made) == list(range(1, 31)) and most == 4


def test_machines_that_join_get_work(monkeypatch):
    made, most = on_cluster(monkeypatch, itertools.chain([0, 1], itertools.repeat(4)))
    assert sorted(made) == list(range(1, 31)) and most == 8


@pytest.mark.parametrize("kind", [BadData, ZeroDivisionError])
def test_our_errors_come_as_they_were_raised(monkeypatch, kind):
    def fail(job):
        raise kind("so it is")

    wanted = kind if kind is BadData else Cluster.exceptions.RayTaskError
    with pytest.raises(wanted):
        on_cluster(monkeypatch, itertools.repeat(2), fail)
