"""Methods whose scores come from heads and critics that are trained beside a model."""

from __future__ import annotations

from labelwise.papers.table import Method, by_measure

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
)
