"""Named methods for items with several tags that have no S id."""

from __future__ import annotations

from labelwise.papers.table import Method, by_measure

METHODS = (
    Method(
        name="binmin",
        paper="classic",
        build=by_measure("tag_margin"),
        taxonomy="prediction",
        reference="Brinker 2006. On Active Learning in Multi-label Classification.",
        proof="tests/measures/test_tag_margin.py::test_equals_the_naive_version",
        cost="O(N C)",
        summary="the item whose least certain tag is closest to one half",
    ),
    Method(
        name="max-loss",
        paper="classic",
        build=by_measure("max_loss"),
        taxonomy="prediction",
        reference="Li, Wang and Sung 2004. Multilabel SVM Active Learning for Image Classification.",
        proof="tests/measures/test_max_loss.py::test_equal_the_naive_versions",
        cost="O(N C)",
        summary="the item that would lose most if its most probable tag were the only one",
    ),
    Method(
        name="mean-max-loss",
        paper="classic",
        build=by_measure("mean_max_loss"),
        taxonomy="prediction",
        reference="Li, Wang and Sung 2004. Multilabel SVM Active Learning for Image Classification.",
        proof="tests/measures/test_max_loss.py::test_equal_the_naive_versions",
        cost="O(N C)",
        summary="the same, on average over the predicted tags",
    ),
    Method(
        name="mmc",
        paper="classic",
        build=by_measure("mmc"),
        taxonomy="prediction",
        reference=(
            "Yang, Sun, Wang and Chen 2009. Effective Multi-Label Active Learning for Text Classification."
        ),
        proof="tests/measures/test_mmc.py::test_equals_the_naive_version",
        cost="O(N C log C)",
        summary="the largest loss that goes if the most confident tag vector is right",
    ),
    Method(
        name="cardinality-inconsistency",
        paper="classic",
        build=by_measure("cardinality_inconsistency"),
        taxonomy="prediction",
        reference="Li and Guo 2013. Active Learning with Multi-Label SVM Classification.",
        proof="tests/measures/test_tag_cardinality.py::test_equals_the_naive_version",
        cost="O(N C)",
        summary="the item whose number of predicted tags is furthest from the usual one",
    ),
    Method(
        name="margin-cardinality",
        paper="classic",
        build=by_measure("margin_cardinality"),
        taxonomy="prediction",
        reference="Li and Guo 2013. Active Learning with Multi-Label SVM Classification.",
        proof="tests/measures/test_tag_cardinality.py::test_equals_the_naive_version",
        cost="O(N C)",
        summary="badly separated tags and an unusual number of them, with the same weight",
    ),
)
