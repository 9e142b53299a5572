"""The training process: ``python -m labelwise.app.worker PROJECT``.

It opens the same project file as the server, trains when answers arrived, makes the next
ranking, and writes both through the ledger. It tells its state in lines of JSON on
standard output and ends as soon as standard input closes, that is, when the server is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from labelwise.app.logs import describe
from labelwise.errors import LabelwiseError, StoreLocked
from labelwise.learners.progress import listening

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

PLAN = 100
"""Items in a ranking."""
STEP = 20
"""Answers after which it trains at the latest, and labels per answer it waits for before."""
PAUSE = 3.0
"""Seconds without an answer after which it trains on whatever came."""
REST = 0.2
"""Seconds between two looks at the ledger."""
LONG, OFTEN = 2.0, 0.5
"""Seconds after which a training says how far it is, and between two times that it says so."""
Report = Callable[[dict[str, Any]], None]
Opening = Callable[[], "AbstractContextManager[Campaign]"]


def is_due(campaign: Campaign, now: float) -> bool:
    """Whether it is worth training at ``now`` (seconds since the epoch).

    True without any ranking; when answers came that the newest ranking has not seen, one for every
    twenty there are and twenty at most; or when any came and nobody has answered for a while. Early
    answers count at once, and the ledger of a long evening does not fill with rankings.
    """
    fold = campaign.fold
    behind = max(fold.since_training, fold.since_plan)
    if not fold.planned or behind >= min(STEP, 1 + len(fold.answers) // STEP):
        return True
    last = next(reversed(fold.answers.values())).at if fold.answers else 0.0
    return behind > 0 and now - last > PAUSE


def turn(campaign: Campaign, report: Report) -> float:
    """Train and rank if it is due; returns the seconds it took, 0 when nothing was to be done."""
    campaign.refresh()
    if not is_due(campaign, time.time()):
        return 0.0
    started = time.monotonic()
    report({"state": "training", "since": time.time()})
    fresh = campaign.fold.since_training > 0
    with listening(telling(report)):
        if fresh:
            campaign.fit(evaluate=False)
        campaign.plan(PLAN)  # whoever answers waits for nothing else
        if fresh:
            campaign.evaluate()
    took = time.monotonic() - started
    report({"state": "waiting", "seconds": round(took, 3), "at": time.time()})
    return took


def telling(report: Report) -> Callable[[str, float], None]:
    """A listener that reports the share of a training that is done, now and then, once it takes long."""
    begun, since, last = time.monotonic(), time.time(), 0.0

    def listen(_: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - begun >= LONG and now - last >= OFTEN:
            last = now
            report({"state": "training", "since": since, "share": round(share, 2)})

    return listen


def work(opening: Opening, report: Report) -> None:
    """Keep training until the process ends; after a turn it rests as long as the turn took, at least 1 s."""
    with opening() as campaign:
        report({"state": "waiting"})
        while True:
            took = careful_turn(campaign, report)
            time.sleep(max(1.0, min(took, 30.0)) if took else REST)


def careful_turn(campaign: Campaign, report: Report) -> float:
    """A turn that survives what may pass: a locked store, or answers that nothing can be learned from yet."""
    try:
        return turn(campaign, report)
    except StoreLocked:
        return REST
    except LabelwiseError as error:
        report({"state": "failed", "message": str(error)})
        seen = campaign.fold.seq
        while campaign.refresh() == seen:
            time.sleep(REST)
        return REST


def say(state: dict[str, Any]) -> None:
    """One line of JSON on standard output."""
    print(json.dumps(state), flush=True)


def end_with_parent() -> None:
    """End this process at once when standard input closes: nothing half-written matters, as with kill -9."""

    def watch() -> None:
        while os.read(0, 4096):
            continue
        os._exit(0)

    threading.Thread(target=watch, name="labelwise-parent", daemon=True).start()


def main(opening: Opening | None = None) -> int:
    """Run as a process of its own, below everything else in priority.

    Parameters
    ----------
    opening : callable, optional
        Opens the campaign; by default the project that the first argument of the process names.
    """
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(10)
    warnings.simplefilter("ignore")  # a convergence warning helps nobody on the server's terminal
    try:
        work(opening or named, say)
    except LabelwiseError as error:
        say({"state": "failed", "message": str(error)})
        end_when_told()
    except Exception as error:
        print(f"labelwise training stopped: {describe(error)}", file=sys.stderr)
    return 1


def named() -> Campaign:
    """The campaign of the project that the command line names."""
    from labelwise.campaign import Campaign

    return Campaign.open(sys.argv[1])


def end_when_told() -> None:
    """Keep the message standing: the same error would come again after a restart."""
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main())
