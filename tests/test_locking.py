"""A file that one process at a time holds."""

from __future__ import annotations

import subprocess
import sys

import pytest

from labelwise.locking import holding, open_private, take


def test_one_at_a_time_until_it_is_closed(tmp_path):
    with open_private(tmp_path / "lock") as first, open_private(tmp_path / "lock") as second:
        assert take(first)
        assert not take(second)
        first.close()
        assert take(second)


def test_the_second_waits_for_the_first(tmp_path):
    code = f"""if True:
        import time
        from pathlib import Path
        from labelwise.locking import holding
        with holding(Path({str(tmp_path / "lock")!r}), lambda: None):
            print(1, flush=True)
            time.sleep(0.5)"""
    waits = []
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with holding(tmp_path / "lock", lambda: waits.append(1)):
            assert waits


def test_whoever_waits_may_give_up(tmp_path):
    def stop():
        raise KeyboardInterrupt

    path = tmp_path / "lock"
    with holding(path, lambda: None), pytest.raises(KeyboardInterrupt), holding(path, stop):
        raise AssertionError("two at a time")
