"""Papers S026 to S030."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def csq() -> Selects:
    """Uncertain items that are cheap to ask about, with a calibrated set of classes to choose from."""
    from labelwise.measures import Raised, entropy
    from labelwise.selectors import PerCost, TopK
    from labelwise.strategy import Strategy
    from labelwise.tasks.forms import CandidateSet

    return Strategy(measure=Raised(entropy), selector=PerCost(TopK()), form=CandidateSet(10, corrected=False))


PAPERS = (
    Paper(
        "S026",
        "ActiveTesting: Sample-Efficient Model Evaluation",
        here=(
            "Test items are drawn by their expected loss under a surrogate and the risk estimate is "
            "corrected for it."
        ),
        reference="Active Testing: Sample-Efficient Model Evaluation. Official code: jlko/active-testing.",
        parts=(
            Part(
                "expected-loss acquisition",
                "works",
                "labelwise.evaluation.testing:expected_log_loss",
                "tests/papers/test_s026_active_testing.py::"
                "test_a_surrogate_forest_beats_random_testing_and_the_plain_mean_is_biased",
            ),
            Part(
                "LURE estimator",
                "works",
                "labelwise.evaluation.testing:RunningLure",
                "tests/evaluation/testing/test_lure.py::test_unbiased_over_all_ordered_draws",
            ),
            Part(
                "surrogate models",
                "works",
                "labelwise.evaluation.testing:draw_adaptively",
                "tests/papers/test_s026_active_testing.py::"
                "test_a_refitted_surrogate_finds_more_errors_and_the_estimate_holds",
            ),
        ),
        note=(
            "The paper gives no interval; here it is Wilson's at an effective size. Draws by the expected "
            "loss alone make the estimate worse for a model too sure of itself, so that half of each draw "
            "is even by default."
        ),
    ),
    Paper(
        "S027",
        "PAL: Active Self-Supervised Learning: A Few Low-Cost Relationships Are All You Need",
        here=(
            "Yes/no answers about pairs become a similarity graph that both closes over answers and trains "
            "an embedding."
        ),
        reference=(
            "Active Self-Supervised Learning: A Few Low-Cost Relationships Are All You Need. Official code: "
            "none found."
        ),
        parts=planned(
            "pairwise and captcha forms",
            "must-link and cannot-link closure",
            "graph-based self-supervised losses",
        ),
    ),
    Paper(
        "S028",
        "CSVAL: Making Your First Choice: Cold Start Problem in Vision Active Learning",
        here=(
            "The first batch is ordered by contrastive training dynamics and taken in turn from every "
            "cluster."
        ),
        reference=(
            "Making Your First Choice: Cold Start Problem in Vision Active Learning. Official code: "
            "cliangyu/CSVAL."
        ),
        parts=(
            Part(
                "contrastive training dynamics",
                "works",
                "labelwise.training:Contrastive",
                "tests/papers/test_s028_contrastive.py::test_the_first_batch_covers_more_of_a_long_tail_than_random_choice",
            ),
            Part(
                "hard-to-contrast measure",
                "works",
                "labelwise.measures:Cartography",
                "tests/papers/test_s028_csval.py::test_every_prefix_holds_the_same_number_of_every_cluster",
            ),
            Part(
                "round robin over clusters",
                "works",
                "labelwise.selectors:ClusterTurns",
                "tests/papers/test_s028_csval.py::test_the_long_tail_is_covered_sooner_than_at_random",
            ),
        ),
        note=(
            "Features and dynamics come from SimCLR with a small network, not from MoCo v2. On ten digits of "
            "150 to 2 items, 20 picks cover 5.8 to 6.6 digits on average, random picks 5.6 to 5.8; of 20 "
            "images of noise they take 2, farthest first 4 to 8."
        ),
    ),
    Paper(
        "S029",
        "CSQ: Enhancing Cost Efficiency in Active Learning with Candidate Set Query",
        here=(
            "Annotators see a calibrated set of candidate classes, cost is counted in bits, and the score "
            "is divided by expected cost."
        ),
        reference=(
            "Enhancing Cost Efficiency in Active Learning with Candidate Set Query. Official code: "
            "yehogwon/csq-al."
        ),
        parts=(
            Part(
                "candidate-set form",
                "works",
                "labelwise.tasks.forms:CandidateSet",
                "tests/papers/test_s029_csq.py::test_identities_of_the_costs",
            ),
            Part(
                "conformal calibrator",
                "works",
                "labelwise.tasks.forms.conformal:quantile",
                "tests/papers/test_s029_csq.py::test_coverage_is_what_was_promised",
            ),
            Part(
                "score per cost",
                "works",
                "labelwise.measures:Raised",
                "tests/papers/test_s029_csq.py::test_power_zero_asks_the_cheapest_first",
            ),
            Part(
                "cost curve in bits",
                "works",
                "labelwise.campaign:Campaign",
                "tests/papers/test_s029_csq.py::test_fewer_bits_on_the_digits_and_more_saved_in_later_rounds",
            ),
        ),
        note=(
            "The authors' quantile covers rank / (n + 1) of new items, up to 1 / (n + 1) less than promised; "
            "CandidateSet() corrects that unless told corrected=False. Full questions calibrate first and "
            "the rest of the batch is chosen afterwards, under the same model."
        ),
    ),
    Paper(
        "S030",
        "EM+APL: Acknowledging the Unknown for Multi-label Learning with Single Positive Labels",
        here=(
            "A loss for items with one known tag that leaves the unknown ones undecided and slowly turns "
            "the lowest into soft negatives."
        ),
        reference=(
            "Acknowledging the Unknown for Multi-label Learning with Single Positive Labels. Official code: "
            "Correr-Zhou/SPML-AckTheUnknown."
        ),
        parts=(
            Part(
                "entropy-maximising partial loss",
                "works",
                "labelwise.training.partial_losses:partial_loss",
                "tests/papers/test_s030_spml.py::test_better_than_taking_unknown_for_absent",
            ),
            Part(
                "asymmetric pseudo-labels",
                "works",
                "labelwise.training:SinglePositiveLearner",
                "tests/papers/test_s030_spml.py::test_nine_tenths_of_the_unknown_end_as_soft_negatives",
            ),
            Part(
                "name-one query",
                "works",
                "labelwise.tasks.forms:NameOne",
                "tests/papers/test_s030_spml.py::test_answers_that_name_one_tag_teach_it_through_a_campaign",
            ),
        ),
        note=(
            "A linear model on given features stands in for the fine-tuned ResNet-50, with the weights for "
            "VOC. With one tag named for each training item, mean average precision over 5 seeds is above "
            "that of taking unknown for absent on emotions (.667 against .645); on scene (.730, .726) and "
            "yeast (.406, .407) there is no clear difference. The share of tags predicted at one half is far "
            "below the truth for the latter, and above it here."
        ),
    ),
)

METHODS = (
    Method(
        name="csq",
        paper="S029",
        build=csq,
        taxonomy="prediction",
        reference=(
            "Gwon, Hwang, Kim, Ok and Kwak 2025. Enhancing Cost Efficiency in Active Learning with Candidate "
            "Set Query."
        ),
        proof="tests/papers/test_s029_csq.py::test_power_zero_asks_the_cheapest_first",
        cost="O(N C)",
        summary="1 + entropy per expected bit; ten full questions a model calibrate the sets of the others",
    ),
)
