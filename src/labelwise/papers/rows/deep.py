"""Methods whose scores come from heads and critics that are trained beside a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, by_measure

if TYPE_CHECKING:
    from labelwise.types import Selects


def ta_vaal() -> Selects:
    """What the critic takes for unlabelled, among ten thousand random items."""
    from labelwise.candidates import Subsample
    from labelwise.measures import unfamiliar
    from labelwise.strategy import Strategy

    return Strategy((Subsample(10_000),), unfamiliar)


METHODS = (
    Method(
        name="learning-loss",
        paper="S012",
        build=by_measure("predicted_loss"),
        taxonomy="model",
        reference="Yoo and Kweon 2019. Learning Loss for Active Learning.",
        proof="tests/papers/test_s012_loss_prediction.py::test_by_name",
        cost="O(N)",
        summary="the largest loss that a head beside the network predicts; needs LossPrediction(learner)",
    ),
    Method(
        name="vaal",
        paper="S012",
        build=by_measure("unfamiliar"),
        taxonomy="data",
        reference="Sinha, Ebrahimi and Darrell 2019. Variational Adversarial Active Learning.",
        proof="tests/papers/test_s016_vaal.py::test_digits_that_nobody_labelled_are_asked_first",
        cost="O(N)",
        summary="what a critic on an autoencoder takes for unlabelled; needs Vaal(learner)",
    ),
    Method(
        name="ta-vaal",
        paper="S016",
        build=ta_vaal,
        taxonomy="model",
        reference="Kim, Park, Kim and Chun 2021. Task-Aware Variational Adversarial Active Learning.",
        proof="tests/papers/test_s016_vaal.py::test_digits_that_nobody_labelled_are_asked_first",
        cost="O(N), at most 10,000 random items",
        summary=(
            "as vaal, the critic told the predicted loss; needs Vaal(LossPrediction(learner), "
            'task="predicted_loss")'
        ),
    ),
    Method(
        name="waal",
        paper="S012",
        build=by_measure("waal"),
        taxonomy="model",
        reference="Shui, Zhou, Gagné and Wang 2020. Deep Active Learning: Unified and Principled Method.",
        proof="tests/papers/test_s012_waal.py::test_the_critic_sees_digits_that_nobody_labelled",
        cost="O(N C)",
        summary="uncertain and unlike the labelled items to a Wasserstein critic; needs Waal(learner)",
    ),
)
