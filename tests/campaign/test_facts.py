"""What a View says of the campaign itself."""

import numpy as np
import pandas as pd
import pytest

import labelwise as lw
from labelwise.campaign import Campaign
from labelwise.campaign.facts import Facts
from labelwise.candidates import All
from labelwise.errors import BadData
from labelwise.pool import Pool
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks import Steps
from labelwise.types import Answer

from .conftest import Make, X, Y, answer

TWICE = Strategy(candidates=All(max_votes=2), selector=Random())


def view_of(campaign):
    fold = campaign._moment()
    return campaign.brain.view(campaign._trained(fold, campaign.brain), fold, np.zeros(0, dtype=np.int64))


def test_votes_are_one_column_an_annotator(make: Make) -> None:
    campaign = make(strategy=TWICE)
    campaign.invite("cleo")
    for who in ("anna", "ben"):
        campaign.invite(who)
        batch = campaign.ask(4, to=who)
        campaign.tell(batch, ["2" if who == "ben" else str(Y[int(q.item)]) for q in batch])
    view = view_of(campaign)
    names, votes = view.get("annotators"), view.get("votes").toarray()
    assert names == ("cleo", "anna", "ben") and votes.shape == (len(X), 3)
    assert (votes != 0).sum(axis=0).tolist() == [0, 4, 4]
    rows = np.flatnonzero(votes[:, 1])
    assert (votes[rows, 1] == Y[rows] + 1).all() and set(votes[:, 2]) == {0, 3}
    answers = view.get("answers")
    assert len(answers) == 8 and answers.by == ("anna",) * 4 + ("ben",) * 4
    assert view.get("votes", rows).shape == (4, 3)


def test_probabilities_out_of_fold_have_not_seen_the_label(make: Make) -> None:
    campaign = make(strategy="random")
    batch = campaign.ask(60)
    wrong = batch[0]
    label = str((Y[int(wrong.item)] + 1) % 3)
    campaign.tell(batch, [label] + [str(Y[int(q.item)]) for q in batch[1:]])
    view, row = view_of(campaign), int(wrong.item)
    oof = view.get("oof_proba")
    np.testing.assert_allclose(oof.sum(axis=1), 1)
    labelled = view.labelled
    assert (oof[labelled].argmax(axis=1) == Y[labelled]).mean() > 0.95
    assert oof[row, int(label)] < view.get("proba")[row, int(label)]  # in sample the wrong label is learned
    rest = np.setdiff1d(np.arange(len(X)), labelled)
    assert (oof[rest] == 1 / 3).all()


def test_with_too_few_labels_probabilities_out_of_fold_are_uniform(make: Make) -> None:
    campaign = make(strategy="random")
    answer(campaign, campaign.ask(1))
    assert (view_of(campaign).get("oof_proba") == 1 / 3).all()


def test_calibration_takes_answers_that_the_model_has_not_seen(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    campaign.fit()
    fold = campaign._moment()
    trained = campaign._recalled(fold, campaign.brain)
    free = np.flatnonzero(Facts(campaign.brain, trained, fold).labels < 0)[:3]
    with campaign._write() as out:
        for row in free:
            body = {"holder": None, "until": out.at + 9, "purpose": "calibrate", "model": trained.version}
            out.emit("asked", f"q{out.next}", item=str(row), query=f"q{out.next}", body=body)
    answer(campaign, [campaign._query(f"q{k}") for k in range(campaign.fold.seq - 2, campaign.fold.seq + 1)])
    fold = campaign._moment()
    scores = Facts(campaign.brain, campaign._recalled(fold, campaign.brain), fold).calibration()
    proba = campaign.brain.outputs(trained.acquire, free)
    np.testing.assert_allclose(scores, 1 - proba[np.arange(3), Y[free]])
    campaign.fit()
    fold = campaign._moment()
    assert len(Facts(campaign.brain, campaign._recalled(fold, campaign.brain), fold).calibration()) == 0


def test_what_a_model_gave_itself_counts_where_nobody_answered(make: Make) -> None:
    campaign = make(strategy="random")
    answer(campaign, campaign.ask(20))
    free = np.flatnonzero(view_of(campaign).labels < 0)[:2]
    taken = int(campaign.history()[0][0].item)
    with campaign._write() as out:
        for k, row in enumerate([*free, taken]):
            own = Answer(f"m{k}", None, "model:m1", "is", "0", item=str(row), weight=0.5)
            out.emit("answered", f"s{k}", answer=own)
    view = view_of(campaign)
    assert view.labels[free].tolist() == [-1, -1] and view.labels[taken] == Y[taken]
    targets = campaign.brain.targets(list(campaign.fold.taught()), ("hard",))
    assert len(targets) == 22 and sorted(targets.weight)[:3] == [0.5, 0.5, 1.0]
    assert len(view.get("answers")) == 20
    status = campaign.status()
    assert (status.labels, status.imported) == (20, 0)
    table = {r["id"]: r for r in campaign.export().to_pylist()}
    assert [table[str(r)]["source"] for r in free] == ["model", "model"]
    assert table[str(taken)]["source"] == "asked"
    assert {q.item for q in campaign.ask(99)} >= {str(r) for r in free}  # still open for people


def test_a_pool_column_of_a_taken_name_is_out_of_reach(make: Make) -> None:
    campaign = make(pool=Pool(X, columns={"votes": np.arange(len(X))}), strategy="random")
    answer(campaign, campaign.ask(3))
    assert view_of(campaign).get("votes").nnz == 3


def test_where_answers_are_about_parts_no_item_has_a_class_out_of_fold() -> None:
    lists = pd.DataFrame({"steps": [["one", "two", str(k)] for k in range(30)]})
    campaign = Campaign(lists, Steps((-1, 1)), strategy="activelab", trust=None)
    campaign.tell(campaign.ask(4), [[1, -1, 1]] * 4)
    with pytest.raises(BadData, match=r"about parts of an item, and oof_proba is about items.*choose by"):
        campaign.ask(4)


def test_values_are_the_numbers_of_a_regression(make: Make) -> None:
    from sklearn.linear_model import Ridge

    campaign = Campaign(X, lw.Regression(), learner=Ridge(), strategy="igs", seed=0, trust=None)
    batch = campaign.ask(4)
    campaign.tell(batch, [0.25 * int(q.item) - 3 for q in batch])
    view = view_of(campaign)
    rows = np.array([int(q.item) for q in batch])
    np.testing.assert_array_equal(view.get("values", rows), 0.25 * rows - 3)
    assert np.count_nonzero(view.get("values")) <= 4
    asked = campaign.ask(3)
    assert len(asked) == 3 and not view_of(make()).has("values")


def test_refit_trains_the_learner_with_one_label_more(make: Make) -> None:
    campaign = make(strategy="expected-error-reduction")
    batch = campaign.ask(12)
    campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
    view = view_of(campaign)
    row = int(np.flatnonzero(view.labels < 0)[0])
    told = [int(view.get("refit")(np.array([row]), np.array([c])).get("predicted")[row]) for c in range(3)]
    assert told == [0, 1, 2]
    same = view.labelled[:1]
    again = view.get("refit")(same, view.labels[same])
    np.testing.assert_allclose(again.get("proba"), view.get("proba"), atol=1e-3)
