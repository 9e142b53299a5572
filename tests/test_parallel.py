import json
import subprocess
import sys
import threading
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from labelwise import parallel
from labelwise.parallel import compiled, each, in_blocks, single_thread


def threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_linear_algebra_runs_on_one_thread_inside_and_as_before_outside():
    before = threads()
    with single_thread():
        with single_thread():
            assert threads() == {1}
        assert threads() == {1}
    assert threads() == before


def test_a_library_that_is_loaded_later_is_limited_too():
    code = (
        "import numpy, sys; from labelwise.parallel import single_thread\n"
        "with single_thread(): pass\n"
        "import scipy.linalg, threadpoolctl\n"
        "with single_thread(): print([p['num_threads'] for p in threadpoolctl.threadpool_info()])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) == {1}


def test_the_limit_is_lifted_after_an_error():
    before = threads()
    with pytest.raises(ZeroDivisionError), single_thread():
        1 / 0  # noqa: B018
    assert threads() == before


@given(st.integers(0, 50), st.integers(1, 9), st.integers(1, 4))
def test_blocks_cover_every_row_once_in_order(size, step, threads):
    with mock.patch.object(parallel, "THREADS", threads):
        found = in_blocks(lambda s: list(range(s.start, s.stop)), size, step)
    assert [row for block in found for row in block] == list(range(size))
    assert all(len(block) == step for block in found[:-1])


def test_jobs_run_at_the_same_time():
    meet = threading.Barrier(2, timeout=20)
    with mock.patch.object(parallel, "THREADS", 2):
        assert len(each(lambda job: meet.wait(), [0, 1])) == 2


def test_a_job_may_have_jobs_of_its_own():
    with mock.patch.object(parallel, "THREADS", 2):
        found = each(lambda job: each(lambda inner: (job, inner), range(3)), range(4))
    assert found == [[(j, i) for i in range(3)] for j in range(4)]


def test_an_error_inside_a_job_comes_out():
    with mock.patch.object(parallel, "THREADS", 2), pytest.raises(ZeroDivisionError):
        each(lambda job: 1 // job, [1, 0])


def test_linear_algebra_has_one_thread_inside_a_job():
    with mock.patch.object(parallel, "THREADS", 2):
        assert each(lambda job: threads(), [0, 1]) == [{1}, {1}]


@compiled(fast=True)
def total(x):
    """Sum of an array."""
    found = 0.0
    for value in x:
        found += value
    return found


def test_a_compiled_function_gives_what_it_gives_uncompiled():
    x = np.random.default_rng(0).normal(size=1000)
    assert np.isclose(total(x), total._function(x))
    assert np.isnan(total(np.array([1.0, np.nan])))
    assert (total.__name__, total.__doc__) == ("total", "Sum of an array.")


def test_a_child_process_has_a_pool_of_its_own():
    code = """
import os
from labelwise import parallel
parallel.THREADS = 2
assert parallel.each(abs, [-1, -2]) == [1, 2]
child = os.fork()
if not child:
    os._exit(0 if parallel.each(abs, [-1, -2]) == [1, 2] else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "0"


def test_products_are_those_of_numpy_whatever_was_there_before(rng):
    for shape in ((3, 4, 5), (2, 4, 2), (7, 1, 9)):
        a = rng.normal(size=shape[:2]).astype(np.float32)
        b = rng.normal(size=shape[1:]).astype(np.float32)
        np.testing.assert_array_equal(parallel.product(a, b), a @ b)
