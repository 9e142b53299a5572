"""Asked to end, a command is interrupted; nothing of that stays behind."""

from __future__ import annotations

import signal
import threading

import pytest

from labelwise.cli.signals import interrupted_by_signals


@pytest.fixture(autouse=True)
def usual():
    """Nobody has set a handler, whatever this process was started by."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts_once(number):
    ended = []
    with pytest.raises(KeyboardInterrupt), interrupted_by_signals():
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(number)
            ended.append(number)
    assert ended == [number] and signal.getsignal(number) is signal.SIG_DFL


def test_handlers_of_others_stay():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    with interrupted_by_signals():
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_in_another_thread_nothing_is_set():
    def work() -> None:
        with interrupted_by_signals():
            found.append(signal.getsignal(signal.SIGTERM))

    found: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.SIG_DFL]
