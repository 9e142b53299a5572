"""What may be going wrong? Each diagnosis is a sentence, a number and the data of a picture."""

from labelwise.evaluation.diagnostics.agreement import (
    Agreement,
    agreements,
    alpha,
    annotator_agreement,
)
from labelwise.evaluation.diagnostics.balance import class_balance
from labelwise.evaluation.diagnostics.certainty import certainty
from labelwise.evaluation.diagnostics.crossover import Crossover, crossover
from labelwise.evaluation.diagnostics.diagnose import diagnose
from labelwise.evaluation.diagnostics.drift import pool_drift
from labelwise.evaluation.diagnostics.duplicates import duplicates, twins
from labelwise.evaluation.diagnostics.hardness import question_hardness
from labelwise.evaluation.diagnostics.judging import Judge, judge_of
from labelwise.evaluation.diagnostics.label_noise import label_noise, suspects
from labelwise.evaluation.diagnostics.maps import DatasetMap, acquisition_profile, dataset_map
from labelwise.evaluation.diagnostics.mismatch import scorer_mismatch
from labelwise.evaluation.diagnostics.passive import (
    active_against_random,
    oracle_margin,
    win_probability,
)
from labelwise.evaluation.diagnostics.redundancy import redundancy

__all__ = [
    "Agreement",
    "Crossover",
    "DatasetMap",
    "Judge",
    "acquisition_profile",
    "active_against_random",
    "agreements",
    "alpha",
    "annotator_agreement",
    "certainty",
    "class_balance",
    "crossover",
    "dataset_map",
    "diagnose",
    "duplicates",
    "judge_of",
    "label_noise",
    "oracle_margin",
    "pool_drift",
    "question_hardness",
    "redundancy",
    "scorer_mismatch",
    "suspects",
    "twins",
    "win_probability",
]
