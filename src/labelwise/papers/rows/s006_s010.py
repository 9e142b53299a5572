"""Papers S006 to S010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def imital_batch() -> Selects:
    """The batch of which a network says that it teaches most."""
    from labelwise.representations import Embedding
    from labelwise.selectors import ImitalBatch
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=ImitalBatch())


def pcb() -> Selects:
    """A random item of the class with the fewest labels, among the tenth with the highest entropy."""
    from labelwise.candidates import Top
    from labelwise.measures import entropy
    from labelwise.selectors import Balanced
    from labelwise.strategy import Strategy

    return Strategy(candidates=Top(entropy, share=0.1), selector=Balanced())


def iwal() -> Selects:
    """Items by chance, the more often the more a committee differs."""
    from labelwise.selectors import OnePass
    from labelwise.strategy import Strategy
    from labelwise.streams import ImportanceWeighted

    return Strategy(selector=OnePass(ImportanceWeighted()))


PAPERS = (
    Paper(
        "S006",
        "PCB: Active Prompt Learning in Vision Language Models",
        here=(
            "A wrapper that fills a batch evenly over predicted classes from any strategy's best "
            "candidates, for prompt-tuned or linear heads on frozen features."
        ),
        reference="Active Prompt Learning in Vision Language Models. Official code: kaist-dmlab/pcb.",
        parts=(
            Part(
                "pseudo-class-balanced fill",
                "works",
                "labelwise.selectors:Balanced",
                "tests/papers/test_s006_pcb.py::test_with_true_classes_the_counts_differ_by_one_at_most",
            ),
            Part(
                "candidates proposed by any strategy",
                "works",
                "labelwise.candidates:Propose",
                "tests/papers/test_s006_pcb.py::test_any_strategy_may_propose",
            ),
            *planned("head on frozen vision-language features"),
        ),
        note=(
            "The authors count a pick only where its class had a candidate, so that once a class runs out "
            "every pick is random; that is Balanced(exhausted='any'), and the default passes on to the "
            "next class. Their tenth is of the pool at the start, here it is of what is left."
        ),
    ),
    Paper(
        "S007",
        (
            "MarginBench: Is margin all you need? An extensive empirical study of active learning on "
            "tabular data"
        ),
        here=(
            "A tabular benchmark protocol with three data regimes and a pairwise win matrix, and margin "
            "with Gumbel noise as a batch form."
        ),
        reference=(
            "Is margin all you need? An extensive empirical study of active learning on tabular data. "
            "Official code: none found."
        ),
        parts=(
            Part(
                "PowerMargin",
                "works",
                "labelwise.selectors:Stochastic",
                "tests/papers/test_s007_power.py::test_power_margin_ranks_by_log_score_plus_gumbel_noise",
            ),
            Part(
                "regime protocol and win-rate matrix",
                "works",
                "labelwise.bench.statistics:win_matrix",
                "tests/papers/test_s007_wins.py::test_two_copies_of_margin_have_no_winner",
            ),
            Part(
                "SCARF-pretrained tabular learner",
                "works",
                "labelwise.training:Scarf",
                "tests/papers/test_s007_scarf.py::"
                "test_corruption_keeps_each_marginal_and_changes_exactly_the_drawn_features",
            ),
        ),
        note=(
            "SCARF replaces features of encoded items, not columns of the table, and the network has one "
            "hidden layer where the paper has four. On nine tables with 30 labels (100 for letters) it won "
            "0 to 1 points on seven, 4 on dna, and lost 0.4 on letter. The claim repeats: on twelve tables, "
            "with and without SCARF, in the small and the medium regime, margin has the largest mean area "
            "of nine strategies; the large regime is not measured."
        ),
    ),
    Paper(
        "S008",
        "HinoSurvey: Active Learning: Problem Settings and Recent Developments",
        here=(
            "A coverage list of settings and theory: stopping rules, importance-weighted learning and "
            "measurement points for Gaussian processes."
        ),
        reference="Hino. Active Learning: Problem Settings and Recent Developments. Official code: none.",
        parts=(
            Part(
                "stabilising predictions and confidence as stopping criteria",
                "works",
                "labelwise.evaluation.stopping:KappaLevel",
                "tests/papers/test_s008_stopping.py::"
                "test_prediction_stabilisation_and_confidence_stop_later_the_stricter_they_are",
            ),
            Part(
                "posterior change as a stopping criterion",
                "works",
                "labelwise.evaluation.stopping:PosteriorChange",
                "tests/papers/test_s008_stopping.py::test_the_posterior_criterion_stops_on_a_real_campaign",
            ),
            Part(
                "Gaussian-process measurement demo",
                "works",
                "labelwise.evaluation.stopping:gaussian_divergence",
                "tests/papers/test_s008_stopping.py::"
                "test_a_rougher_function_is_measured_longer_and_a_smooth_one_stops_before_the_budget",
            ),
            Part(
                "importance-weighted risk estimate",
                "works",
                "labelwise.evaluation.testing:importance_weighted",
                "tests/papers/test_s008_hino.py::test_importance_weights_give_an_unbiased_risk",
            ),
            Part(
                "importance-weighted active learner",
                "works",
                "labelwise.streams:ImportanceWeighted",
                "tests/papers/test_s008_hino.py::test_answers_of_a_stream_teach_with_one_over_their_probability",
            ),
        ),
    ),
    Paper(
        "S009",
        "OGAL: Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental Grid",
        here="A resumable grid runner whose results say how much each setting of an experiment matters.",
        reference=(
            "Survey of Active Learning Hyperparameters: Insights from a Large-Scale Experimental Grid. "
            "Official code: jgonsior/olympic-games-of-active-learning."
        ),
        parts=(
            Part(
                "resumable grid runner",
                "works",
                "labelwise.bench.protocols:run",
                "tests/papers/test_s009_influence.py::"
                "test_stopped_after_three_runs_it_goes_on_to_the_same_table",
            ),
            Part(
                "leaderboard",
                "works",
                "labelwise.bench.statistics:leaderboard",
                "tests/papers/test_s009_influence.py::test_the_leaderboard_is_the_mean_of_ranks_by_data_set",
            ),
            Part(
                "influence by correlation, Jaccard and Kendall's tau",
                "works",
                "labelwise.bench.statistics:metric_influence",
                "tests/papers/test_s009_influence.py::test_of_two_copies_everything_is_the_same",
            ),
        ),
    ),
    Paper(
        "S010",
        "ImitAL (first form): Learning Active Learning Strategies from Synthetic Data",
        here=(
            "A policy that learns from a greedy oracle on synthetic tables which of a few candidate batches "
            "to take."
        ),
        reference=(
            "Learning Active Learning Strategies from Synthetic Data. Official code: jgonsior/DS22-ImitAL, "
            "jgonsior/Active-Learning-Base-Module."
        ),
        parts=(
            Part(
                "hybrid batch pre-sampling",
                "works",
                "labelwise.candidates.hybrid:hybrid",
                "tests/papers/test_s010_imital.py::test_a_third_of_the_batches_is_best_in_each_trait",
            ),
            Part(
                "batch state encoding",
                "works",
                "labelwise.selectors.imital_batch:batch_states",
                "tests/papers/test_s010_imital.py::test_states_of_six_points_by_hand",
            ),
            Part(
                "greedy oracle expert",
                "works",
                "labelwise.evaluation.oracle:greedy_oracle",
                "tests/papers/test_s010_imital.py::test_the_expert_is_never_worse_than_the_median_candidate",
            ),
            Part(
                "learning-to-rank policy",
                "works",
                "labelwise.selectors:ImitalBatch",
                "tests/papers/test_s010_imital.py::test_it_ranks_batches_of_unseen_tables_as_the_expert_does",
                slow=True,
            ),
        ),
        note=(
            "The network has 2,400 weights instead of two layers of 1,100, and cannot see the order of "
            "the list; demonstrations go on with random labels (see S019). A rank correlation with the "
            "expert of 0.2 on unseen tables is not reached: trained on 150 tables, with ten candidates a "
            "list, it is 0.13 (standard error 0.03; uncertainty alone 0.11, chance 0); the weights in the "
            "package, of 200 tables and twenty candidates, reach 0.16. Distances are divided by the "
            "diagonal of the box around all points, which is the norm of the paper where all features are "
            "scaled."
        ),
    ),
)

METHODS = (
    Method(
        name="imital-batch",
        paper="S010",
        build=imital_batch,
        taxonomy="prediction",
        reference="Gonsior, Thiele and Lehner 2021. Learning Active Learning Strategies from Synthetic Data.",
        proof="tests/papers/test_s010_imital.py::test_states_of_six_points_by_hand",
        cost="O(b D (b + L)) for L labels",
        summary="of random batches the one that a network prefers, taught by an expert on synthetic tables",
    ),
    Method(
        name="iwal",
        paper="S008",
        build=iwal,
        taxonomy="prediction",
        reference="Beygelzimer, Dasgupta and Langford 2009. Importance Weighted Active Learning.",
        proof="tests/papers/test_s008_hino.py::test_answers_of_a_stream_teach_with_one_over_their_probability",
        cost="O(N K C)",
        summary="by chance, the more the committee differs; in a stream answers count one over p",
    ),
    Method(
        name="pcb",
        paper="S006",
        build=pcb,
        taxonomy="prediction",
        reference="Bang, Ahn and Lee 2024. Active Prompt Learning in Vision Language Models.",
        proof="tests/papers/test_s006_pcb.py::test_with_true_classes_the_counts_differ_by_one_at_most",
        cost="O(N C + b N)",
        summary="a random item of the predicted class with the fewest labels, from the least certain tenth",
    ),
)
