"""What a training gives: its models and what they are of."""

from __future__ import annotations

from sklearn.linear_model import LogisticRegression

from .conftest import Make, answer


def test_without_a_reserve_one_model_asks_and_is_delivered(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(6))
    made = campaign._trained(*campaign._stand())
    assert made.final is made.acquire and made.labels == 6 and made.enough
    assert (made.classes, made.items) == (3, 120) and made.version == f"m{made.upto}"


def test_two_learners_give_two_models(make: Make) -> None:
    campaign = make(learner={"acquire": LogisticRegression(C=0.1), "final": LogisticRegression(C=10.0)})
    answer(campaign, campaign.ask(6))
    made = campaign._trained(*campaign._stand())
    assert [made.acquire.estimator.C, made.final.estimator.C] == [0.1, 10.0]
