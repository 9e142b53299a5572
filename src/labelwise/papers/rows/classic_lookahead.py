"""Named methods that look at what an answer would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, by_measure

if TYPE_CHECKING:
    from labelwise.types import Selects


def discriminative() -> Selects:
    """What a classifier of labelled against unlabelled holds for unlabelled."""
    from labelwise.representations import Embedding
    from labelwise.selectors import Discriminative
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=Discriminative())


def expected_error_reduction() -> Selects:
    """A hundred random candidates, each trained on with each of its classes."""
    from labelwise.candidates import Subsample
    from labelwise.measures import expected_error
    from labelwise.strategy import Strategy

    return Strategy(candidates=Subsample(100), measure=expected_error)


def value_of_information() -> Selects:
    """The same, as what an answer saves less what it costs."""
    from labelwise.candidates import Subsample
    from labelwise.measures import value_of_information as measure
    from labelwise.strategy import Strategy

    return Strategy(candidates=Subsample(100), measure=measure)


METHODS = (
    Method(
        name="expected-error-reduction",
        paper="classic",
        build=expected_error_reduction,
        taxonomy="model",
        reference=(
            "Roy and McCallum 2001. Toward Optimal Active Learning through Monte Carlo Estimation of Error "
            "Reduction."
        ),
        proof="tests/measures/test_expected_error.py::test_equals_training_anew_for_every_answer",
        cost="100 C trainings and predictions for the pool",
        summary="of 100 random items the one after whose answer the model, trained anew, should err least",
    ),
    Method(
        name="value-of-information",
        paper="classic",
        build=value_of_information,
        taxonomy="model",
        reference=(
            "Kapoor, Horvitz and Basu 2007. Selective Supervision: Guiding Supervised Learning with "
            "Decision-Theoretic Active Learning."
        ),
        proof="tests/measures/test_value_of_information.py::test_equals_the_naive_version",
        cost="100 C trainings and predictions for the pool",
        summary="of 100 random items the one whose answer saves most wrong labels after its own cost",
    ),
    Method(
        name="eer",
        paper="classic",
        build=by_measure("window_error"),
        taxonomy="model",
        reference=(
            "Roy and McCallum 2001. Toward Optimal Active Learning through Monte Carlo Estimation of Error "
            "Reduction."
        ),
        proof="tests/measures/test_window_error.py::test_equals_training_anew_for_every_candidate_and_class",
        cost="O(N^2 (C + D))",
        summary=(
            "the item after whose answer a Parzen window classifier is expected to err least (expected error "
            "reduction)"
        ),
    ),
    Method(
        name="quire",
        paper="classic",
        build=by_measure("quire"),
        taxonomy="model",
        reference=(
            "Huang, Jin and Zhou 2010. Active Learning by Querying Informative and Representative Examples."
        ),
        proof="tests/measures/test_quire.py::test_equals_the_loss_with_all_units_eliminated",
        cost="O(N l^2) for l labels",
        summary="the item whose worst answer leaves the least loss over all ways to label the others",
    ),
    Method(
        name="egl",
        paper="classic",
        build=by_measure("gradient_length"),
        taxonomy="model",
        reference="Settles, Craven and Ray 2007. Multiple-Instance Active Learning.",
        proof="tests/measures/test_gradient_length.py::test_equals_the_naive_version",
        cost="O(N (C + D))",
        summary="the item whose answer is expected to change the last layer most (expected gradient length)",
    ),
    Method(
        name="cal",
        paper="S017",
        build=by_measure("contrast"),
        taxonomy="prediction",
        reference="Margatina and others 2021. Active Learning by Acquiring Contrastive Examples.",
        proof="tests/papers/test_s017_contrast.py::"
        "test_the_named_method_takes_the_unit_that_contrasts_with_its_labelled_neighbours",
        cost="O(N l D) for l labels",
        summary="the item whose prediction differs most from those of its nearest labelled items",
    ),
    Method(
        name="isal",
        paper="S103",
        build=by_measure("influence"),
        taxonomy="model",
        reference=("Liu, Ding, Zhong, Li, Dai and He 2021. Influence Selection for Active Learning (ISAL)."),
        proof="tests/papers/test_s103_isal.py::test_the_named_method_asks_for_the_highest_influence",
        cost="O(N C (C + D))",
        summary="the item whose pseudo-label gradient would lower the loss on the labelled items most",
    ),
    Method(
        name="variance-reduction",
        paper="classic",
        build=by_measure("variance_reduction"),
        taxonomy="model",
        reference="Schein and Ungar 2007. Active Learning for Logistic Regression: An Evaluation.",
        proof="tests/measures/test_variance_reduction.py::test_equals_inverting_anew_for_every_candidate",
        cost="O(N (C D)^2 + (C D)^3)",
        summary="the item whose label steadies a logistic model's predictions for the pool most (A-optimal)",
    ),
    Method(
        name="discriminative",
        paper="classic",
        build=discriminative,
        taxonomy="data",
        reference="Gissin and Shalev-Shwartz 2019. Discriminative Active Learning.",
        proof="tests/selectors/test_discriminative.py::test_equals_the_naive_version",
        cost="20 logistic regressions of N x D",
        summary="the item that a classifier of labelled against unlabelled holds most surely for unlabelled",
    ),
)
