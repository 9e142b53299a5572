"""Papers S101 to S105."""

from __future__ import annotations

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S101",
        "BambooAL: Building Mega-Scale Vision Dataset Continually with Human-Machine Synergy",
        here=(
            "Irrelevant items of a crawled pool are rejected before scoring, and people confirm or reject a "
            "proposed label of a hierarchy."
        ),
        reference=(
            "Bamboo: Building Mega-Scale Vision Dataset Continually with Human-Machine Synergy. Official "
            "code: ZhangYuanhan-AI/Bamboo (evaluation and weights)."
        ),
        parts=planned(
            "out-of-distribution rejection",
            "yes/no verification",
            "label tree with roll-up",
            "wasted-query report",
        ),
    ),
    Paper(
        "S102",
        (
            "OutlierMap: Mind Your Outliers! Investigating the Negative Impact of Outliers on Active "
            "Learning for Visual Question Answering"
        ),
        here=(
            "A map of the training dynamics that shows whether a strategy collects items nobody can learn, "
            "and a filter for them."
        ),
        reference=(
            "Mind Your Outliers! Investigating the Negative Impact of Outliers on Active Learning for "
            "Visual Question Answering. Official code: siddk/vqa-outliers."
        ),
        parts=(
            Part(
                "dataset map",
                state="works",
                where="labelwise.evaluation.diagnostics:dataset_map",
                proof="tests/papers/test_s102_outliers.py::"
                "test_noise_with_random_labels_is_not_learned_and_digits_are",
            ),
            Part(
                "acquisition profile",
                state="works",
                where="labelwise.evaluation.diagnostics:acquisition_profile",
                proof="tests/papers/test_s102_outliers.py::"
                "test_entropy_collects_them_and_recovers_without_them",
                slow=True,
            ),
            Part(
                "map-based outlier filter",
                state="works",
                where="labelwise.candidates:Learnable",
                proof="tests/papers/test_s102_outliers.py::"
                "test_a_filter_that_knows_only_the_labels_of_the_campaign_keeps_most_of_them_out",
                slow=True,
            ),
        ),
        note=(
            "Shown on digits with a quarter of noise images and on satimage as it is, not on visual "
            "questions. Without the outliers entropy overtakes random choice at the last labels, not always "
            "in the mean over the curve. Spambase has no such items: there entropy is ahead either way."
        ),
    ),
    Paper(
        "S103",
        "ISAL: Influence Selection for Active Learning",
        here="Items by the estimated influence of their expected gradient on a reference loss.",
        reference="Influence Selection for Active Learning. Official code: dragonlzm/ISAL.",
        parts=(
            Part(
                "influence measure",
                state="works",
                where="labelwise.measures:Influence",
                proof="tests/papers/test_s103_isal.py::"
                "test_influence_with_true_labels_predicts_the_change_of_the_reference_loss",
            ),
            Part(
                "inverse Hessian-vector products",
                state="works",
                where="labelwise.measures.influence:solved",
                proof="tests/papers/test_s103_isal.py::test_the_recursion_ends_where_the_inverse_is",
            ),
            Part(
                "top-k expected gradient",
                state="works",
                where="labelwise.measures.influence:expected",
                proof="tests/papers/test_s103_isal.py::test_over_all_classes_the_expected_gradient_vanishes",
            ),
        ),
        note=(
            "Last layer only, with the labelled rows as reference. The authors' code takes the test images "
            "as reference, and its recursion stops about 7% short of the limit that is computed here."
        ),
    ),
    Paper(
        "S104",
        "ALText survey: A Survey of Active Learning for Text Classification using Deep Neural Networks",
        here=(
            "Every strategy says what it looks at (data, model or predictions) and which arrays it needs; a "
            "missing one gives a clear error."
        ),
        reference=(
            "Schröder and Niekler 2020. A Survey of Active Learning for Text Classification using Deep "
            "Neural Networks. Official code: none."
        ),
        parts=(
            Part(
                "taxonomy of strategies",
                state="works",
                where="labelwise.papers.table:Method",
                proof="tests/papers/test_s104_taxonomy.py::test_every_method_has_one_taxonomy_class",
            ),
            Part(
                "declared inputs",
                state="works",
                where="labelwise.strategy:Strategy",
                proof="tests/papers/test_s104_taxonomy.py::test_missing_inputs_give_a_clear_error",
            ),
            Part(
                "report of area under the curve and runtime",
                state="works",
                where="labelwise.bench.protocols.page:page",
                proof="tests/papers/test_s104_report.py::test_a_report_has_area_runtime_spread_and_random_choice",
            ),
        ),
    ),
    Paper(
        "S105",
        "ProactiveEval: Proactive Agent: Shifting LLM Agents from Reactive Responses to Active Assistance",
        here=(
            "Proposals that may be withheld: accept, reject or ignore as answers, a learned judge and "
            "metrics of missed and false offers."
        ),
        reference=(
            "Proactive Agent: Shifting LLM Agents from Reactive Responses to Active Assistance. Official "
            "code: thunlp/ProactiveAgent."
        ),
        parts=planned(
            "proposal-or-nothing task", "learned judge", "proposal metrics", "abstain threshold by cost"
        ),
    ),
)
