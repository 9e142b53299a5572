"""How many labels a campaign saved against random choice, as far as its own labels can tell.

A ladder of three, the strongest first: :func:`measured` on the reserve, :func:`projected_floor` beyond it,
a replay in simulated worlds. :func:`ladder` takes the first that says something.
"""

from labelwise.evaluation.savings.arms import FEWEST, Arms, Train, both_arms
from labelwise.evaluation.savings.better import LOOKS, better_than_random
from labelwise.evaluation.savings.identifiability import log_error, needed_reserve, two_sided
from labelwise.evaluation.savings.ladder import ladder, worth
from labelwise.evaluation.savings.matched import Matched, matched
from labelwise.evaluation.savings.measured import labels_to_reach, measured, upper
from labelwise.evaluation.savings.projected import floor_of, projected_floor, slopes
from labelwise.evaluation.savings.replay import replay, replayed
from labelwise.evaluation.savings.replays import Replayed
from labelwise.evaluation.savings.trainer import trainer
from labelwise.evaluation.savings.worlds import Known, world

__all__ = [
    "FEWEST",
    "LOOKS",
    "Arms",
    "Known",
    "Matched",
    "Replayed",
    "Train",
    "better_than_random",
    "both_arms",
    "floor_of",
    "labels_to_reach",
    "ladder",
    "log_error",
    "matched",
    "measured",
    "needed_reserve",
    "projected_floor",
    "replay",
    "replayed",
    "slopes",
    "trainer",
    "two_sided",
    "upper",
    "world",
    "worth",
]
