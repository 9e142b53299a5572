"""Papers S091 to S095."""

from __future__ import annotations

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S091",
        (
            "Locle: Leveraging Large Language Models for Effective Label-free Node Classification in "
            "Text-Attributed Graphs"
        ),
        here=(
            "Graph nodes are asked from an LLM by entropy and disagreement with their neighbours, and its "
            "doubtful answers are refined."
        ),
        reference=(
            "Leveraging Large Language Models for Effective Label-free Node Classification in "
            "Text-Attributed Graphs. Official code: HKBU-LAGAS/Locle."
        ),
        parts=planned(
            "propagated-SVD representation",
            "cluster-density start",
            "disharmonicity measure",
            "annotator refinement by rank",
            "graph rewiring learner",
        ),
    ),
    Paper(
        "S092",
        "Active-O3: Empowering Multimodal Large Language Models with Active Perception via GRPO",
        here=(
            "Crops as units: a model names regions to look at under a budget, and coverage per area is "
            "scored."
        ),
        reference=(
            "Empowering Multimodal Large Language Models with Active Perception via GRPO. Official code: "
            "aim-uofa/Active-o3."
        ),
        parts=planned("crop units", "region-budget evaluation", "region reward and group-relative advantage"),
    ),
    Paper(
        "S093",
        "FST: Learning from Future: A Novel Self-Training Framework for Semantic Segmentation",
        here=(
            "A wrapper for learners with a moving-average teacher that lets the teacher look a few steps "
            "ahead."
        ),
        reference=(
            "Learning from Future: A Novel Self-Training Framework for Semantic Segmentation. Official "
            "code: usr922/FST."
        ),
        parts=(
            Part(
                "deep look-ahead teacher",
                "works",
                "labelwise.training:FutureTeacher",
                "tests/papers/test_s093_fst.py::"
                "test_without_a_look_ahead_it_is_self_training_with_a_moving_average_bit_for_bit",
            ),
            Part(
                "wide look-ahead teacher",
                "works",
                "labelwise.training:FutureTeacher",
                "tests/papers/test_s093_fst.py::test_one_wide_look_at_the_same_batch_is_one_deep_look",
            ),
        ),
        note=(
            "For whole items. On two moons with 6 labels (60 steps, 10 seeds) the teacher's labels are right "
            "for 0.848 of the items over the training with deep looks and 0.818 without; wide ones gain "
            "nothing that can be told from chance (0.835, and 0.832 without). The student at the end gains "
            "nothing from either: 0.855, 0.850 and 0.853, and 0.826 without a teacher."
        ),
    ),
    Paper(
        "S094",
        (
            "ALTag: Active Learning for Sequence Tagging with Deep Pre-trained Models and Bayesian "
            "Uncertainty Estimates"
        ),
        here=(
            "Sentences by length-normalised uncertainty over tokens, single or Bayesian, with the budget "
            "counted in tokens."
        ),
        reference=(
            "Active Learning for Sequence Tagging with Deep Pre-trained Models and Bayesian Uncertainty "
            "Estimates. Official code: none found; later code of the group AIRI-Institute/al_nlp_feasible."
        ),
        parts=(
            *planned("normalised sequence probability", "token variation ratio and BALD"),
            Part(
                "token budget",
                "works",
                "labelwise.tasks.forms:ByToken",
                "tests/campaign/test_spans.py::test_a_budget_in_tokens_ends_a_campaign",
            ),
            *planned("proxy acquisition model"),
        ),
    ),
    Paper(
        "S095",
        "RareFinder: Multilingual Detection of Personal Employment Status on Twitter",
        here=(
            "Search for a very rare class from keyword seeds, exploiting high scores and exploring words "
            "with high lift."
        ),
        reference=(
            "Multilingual Detection of Personal Employment Status on Twitter. Official code: data only, "
            "manueltonneau/twitter-unemployment."
        ),
        parts=(
            Part(
                "keyword strata candidates",
                "works",
                "labelwise.candidates:Matches",
                "tests/papers/test_s095_rarefinder.py::test_keywords_find_a_first_positive_where_chance_does_not",
            ),
            Part(
                "adaptive retrieval",
                "works",
                "labelwise.papers.rows.rare:adaptive_retrieval",
                "tests/papers/test_s095_rarefinder.py::test_retrieval_finds_more_and_exploring_finds_other_kinds",
            ),
            Part(
                "explore-exploit retrieval by term lift",
                "works",
                "labelwise.papers.rows.rare:rare_positives",
                "tests/papers/test_s095_rarefinder.py::test_retrieval_finds_more_and_exploring_finds_other_kinds",
            ),
            Part(
                "rank-stratified evaluation",
                "works",
                "labelwise.evaluation.testing:ranked_figures",
                "tests/papers/test_s095_ranked.py::"
                "test_average_precision_is_within_a_twentieth_of_that_on_all_labels",
            ),
        ),
        note=(
            "20,000 made-up texts, 0.3% positive in five kinds, 300 questions from seeds of one kind, three "
            "seeds: 37.7 positives by adaptive retrieval, 38.0 by explore-exploit, 1.0 at random; of four "
            "other kinds 3.0, 3.3, 0.3. One intent of 150 (CLINC150), 100 questions: 72, 60, 0. No gain on "
            "hateful tweets thinned to 0.5%, 4, 4 and 3 in 300 questions: words do not tell them from merely "
            "offensive ones. Of 20,000 made-up scores, 0.3% positive, the average precision from items in "
            "strata of the rank is within 0.05 of the truth on average with 400 labels, and in single draws "
            "mostly 0.06 off; 0.05 takes more labels."
        ),
    ),
)
