"""Every model is judged by the sealed reserve, once, and the ledger remembers it."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB

from labelwise.campaign import Campaign, reserve
from labelwise.campaign.honest import MARK
from labelwise.campaign.judging import Judge
from labelwise.campaign.reserve import Reserve
from labelwise.errors import BadParameter
from labelwise.tasks import Classification, Regression
from labelwise.types import Trust

from .conftest import Make, blobs

BIG, TRUTH = blobs(400, seed=4)


def played(make: Make, rounds: int = 6, n: int = 10, **options: Any) -> Campaign:
    """A campaign over 400 blobs, answered truly."""
    campaign = make(**{"pool": BIG, "trust": Trust(), **options})
    for _ in range(rounds):
        batch = campaign.ask(n)
        campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    campaign.fit()
    return campaign


def test_every_model_is_judged_once(make: Make) -> None:
    campaign = played(make)
    events = [e.kind for e in campaign.ledger.events()]
    assert events.count("evaluated") == events.count("trained") == len(campaign.fold.evaluated)
    last = campaign.ledger.last
    campaign.fit()
    campaign.evaluate()
    assert campaign.ledger.last == last
    body = campaign.fold.evaluated[-1]
    assert (body["labels"], body["reserve"], body["skipped"]) == (40, 20, 0)
    assert body["spent"] == 60 and sum(body["seen"]) == 40


def test_the_status_reads_what_was_recorded(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = played(make, store=store, seed=2)
    told = campaign.status()
    assert told.quality.metric == "accuracy" and told.quality.n == 20
    assert (
        told.quality.low is not None
        and told.quality.value is not None
        and told.quality.low < told.quality.value
    )
    assert told.figures[0] == told.quality and told.advice.stop is None
    campaign.close()
    with Campaign.open(store, pool=BIG) as again:
        found = again.status()
        assert (found.quality, found.savings, found.advice) == (told.quality, told.savings, told.advice)


def test_the_same_campaign_gives_the_same_figures(make: Make) -> None:
    one, two = played(make, seed=7).status(), played(make, seed=7).status()
    assert (one.figures, one.advice, one.savings) == (two.figures, two.advice, two.savings)


def test_before_twenty_answers_of_the_reserve_there_is_no_figure(make: Make) -> None:
    status = played(make, rounds=3).status()
    assert status.quality.value is None and "Needs 20 answered items" in status.quality.reason
    assert "there are 15" in status.quality.reason and status.savings.labels is None


def test_campaigns_that_ask_one_by_one_are_replayed_too(make: Make) -> None:
    campaign = played(make)
    campaign.tell(batch := campaign.ask(1), [str(TRUTH[int(batch[0].item)])])
    campaign.fit()
    campaign.tell(batch := campaign.ask(1), [str(TRUTH[int(batch[0].item)])])
    campaign.fit()
    assert campaign.fold.planned["n"] == 1
    events = len(campaign.fold.evaluated)
    said = campaign.evaluate(replay=True).savings.reason
    assert len(campaign.fold.evaluated) == events + 1
    assert "In simulated replays" in said and "Computed at 4" in said


@pytest.mark.parametrize("trust", [None, Trust(0.0)])
def test_without_a_reserve_the_figures_say_why(make: Make, trust: Trust | None) -> None:
    status = played(make, rounds=2, trust=trust).status()
    assert "reserve" in status.quality.reason and status.quality.value is None
    assert status.advice.stop is None and status.figures == ()


class Recording:
    """A learner that notes which rows it has learned from."""

    accepts, provides = ("hard",), ("proba",)

    def __init__(self) -> None:
        self.rows: list[set[int]] = []

    def fit(self, data: Any, rng: np.random.Generator) -> Any:
        from labelwise.learners import as_learner

        self.rows.append(set(data.rows.tolist()))
        return as_learner(LogisticRegression(), None, None).fit(data, rng)


def test_the_model_that_asks_never_learns_from_the_reserve(make: Make) -> None:
    asks, delivers = Recording(), Recording()
    campaign = played(make, learner={"acquire": asks, "final": delivers})
    sealed = set(campaign.pool.rows(campaign.fold.config["reserve"]).tolist())
    rounds = [rows for rows in asks.rows if not rows <= sealed]  # the others are those of the savings
    assert rounds and not any(rows & sealed for rows in rounds)
    told = campaign.pool.rows([u.item for u in campaign.fold.sealed]).tolist()
    whole = [rows for rows in delivers.rows if rows >= set(told)]
    parts = [set(told) - rows for rows in delivers.rows if set(told) - rows and len(rows & sealed)]
    assert whole and set().union(*parts[-5:]) == set(told)
    assert all(a is b or not a & b for a in parts[-5:] for b in parts[-5:])


def test_an_imported_or_corrected_answer_opens_no_leak(make: Make) -> None:
    campaign = played(make, rounds=4)
    unit = next(iter(campaign.fold.sealed))
    told = campaign.fold.people(unit)[0]
    query = campaign.fold.asked[told.query or ""]
    assert query["purpose"] == "test"
    campaign.tell(
        [told.query or ""], [replace(told, id="new", of=told.id, value=str((int(str(told.value)) + 1) % 3))]
    )
    campaign.fit()
    assert campaign.fold.evaluated[-1]["labels"] == 20


def test_skipped_reserve_items_are_counted(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust())
    for _ in range(6):
        batch = campaign.ask(10)
        skip = [q.purpose == "test" and int(q.item) % 3 == 0 for q in batch]
        campaign.tell(
            batch, [None if s else str(TRUTH[int(q.item)]) for q, s in zip(batch, skip, strict=True)]
        )
    campaign.fit()
    body = campaign.fold.evaluated[-1]
    sealed = [int(u.item) for u in campaign.fold.sealed]
    assert body["skipped"] == sum(k % 3 == 0 for k in sealed) > 0
    assert body["reserve"] + body["skipped"] == len(sealed)


def test_a_learner_that_is_slow_is_judged_without_the_reserve(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "SLOW", -1.0)
    asks = Recording()
    campaign = played(make, learner=asks)
    sealed = campaign.pool.rows([u.item for u in campaign.fold.sealed]).tolist()
    for rows in (rows for rows in asks.rows if rows - set(sealed)):  # the others are those of the savings
        known = rows & set(sealed)
        assert known == set(sealed[: len(known)]), "a part of the reserve was left out"
    assert campaign.status().quality.value is not None


def test_a_slow_one_that_does_not_ask_is_trained_once_for_the_figures(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "SLOW", -1.0)
    delivered = Recording()
    campaign = played(make, learner={"acquire": GaussianNB(), "final": delivered})
    batch = campaign.ask(2)
    delivered.rows.clear()  # the ranking may have needed one
    campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    campaign.fit()
    sealed = set(campaign.pool.rows([u.item for u in campaign.fold.sealed]).tolist())
    figures = [rows for rows in delivered.rows if not rows & sealed]
    assert len(delivered.rows) == 2 and len(figures) == 1, "one is delivered, one is judged"


def test_a_certificate_is_given_at_planned_looks_and_kept(make: Make) -> None:
    campaign = played(make, rounds=14, strategy="random", budget=140)
    first = campaign.status().certificate
    assert first is not None and first.n == 25 and first.low is not None
    given = [b["certificate"] for b in campaign.fold.evaluated if b["certificate"]]
    assert all(c == given[0] for c in given)


def test_numbers_have_an_error(make: Make) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(700, 3))
    y = x @ [1.0, 2.0, -1.0] + rng.normal(size=700) * 0.1
    settings = {"learner": Ridge(), "strategy": "random", "trust": Trust(0.5)}
    campaign = make(pool=x, task=Regression(-20, 20), **settings)
    for _ in range(4):
        batch = campaign.ask(60)
        campaign.tell(batch, [float(y[int(q.item)]) for q in batch])
    campaign.fit()
    quality = campaign.status().quality
    assert quality.metric == "rmse" and quality.value == pytest.approx(0.1, abs=0.05)


def test_undoing_goes_back_in_the_history(make: Make) -> None:
    campaign = played(make)
    for _ in range(15):
        campaign.undo()
    campaign.fit()
    labels = campaign.fold.evaluated[-1]["labels"]
    assert labels < 40 and campaign.status().quality.n <= 20


def test_labels_above_a_certified_confidence(make: Make) -> None:
    campaign = played(make, rounds=10, n=20, strategy="random")
    found = campaign.certified(0.8)
    assert found.threshold is not None
    table = campaign.predict(min_precision=0.8)
    empty = [v is None for v in table["label"].to_pylist()]
    assert empty == [c < found.threshold for c in table["confidence"].to_pylist()]
    with pytest.raises(BadParameter, match=r"0\.999 cannot be certified"):
        campaign.predict(min_precision=0.999)


def uses(campaign: Campaign) -> list[tuple[str, Any]]:
    return [(use["for"], use.get("look")) for use in campaign.fold.used]


def test_every_certified_confidence_is_a_look_and_the_same_question_is_one(make: Make) -> None:
    campaign = played(make, rounds=3, n=70, strategy="random", learner=GaussianNB())
    assert MARK not in campaign.status().quality.reason and campaign.status().warnings == ()
    first = campaign.certified(0.8)
    assert first.look == 1 and campaign.certified(0.8) == first and uses(campaign) == [("confidence", 1)]
    assert campaign.certified(0.85).look == 2
    last = campaign.ledger.last
    assert campaign.certified(0.9999).n == 0 and campaign.certified(0.8) == first
    assert campaign.ledger.last == last, "with too few answers nothing is tried"
    campaign.undo()
    assert campaign.certified(0.8).look == 3
    status = campaign.status()
    assert status.quality.reason.startswith(MARK) and "confidence 3 times" in status.warnings[0]


def test_another_learner_after_figures_were_there_is_marked_once(make: Make) -> None:
    campaign = played(make, learner=GaussianNB(), rounds=1, n=40)

    def opened(learner: Any) -> Campaign:
        return Campaign.open(campaign.ledger, pool=BIG, learner=learner)

    assert campaign.status().quality.value is not None
    assert uses(opened(GaussianNB())) == [] == uses(opened(None))
    assert [use["n"] for use in opened(LogisticRegression()).fold.used] == [20]
    assert uses(opened(LogisticRegression())) == [("learner", None)]
    again = opened(GaussianNB())
    assert uses(again) == [("learner", None)] * 2 and "learner 2 times" in again.status().warnings[0]


def test_a_learner_without_a_configuration_is_known_by_its_text(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust(), learner=Recording())
    assert " at 0x" in repr(Recording())
    assert uses(Campaign.open(campaign.ledger, pool=BIG, learner=Recording())) == []
    assert uses(Campaign.open(campaign.ledger, pool=BIG, learner=GaussianNB())) == [("learner", None)]


def test_a_choice_before_the_first_figure_marks_nothing(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust(), learner=GaussianNB())
    campaign.ask(2, strategy="random")
    campaign.ask(2, strategy="margin")
    assert [(use["for"], use["n"]) for use in campaign.fold.used] == [("strategy", 0)]
    assert campaign.status().warnings == ()


def test_another_strategy_after_figures_were_there_is_marked(make: Make) -> None:
    campaign = played(make, learner=GaussianNB(), rounds=1, n=40)
    for name in ("margin", "random", "random", "entropy"):
        campaign.ask(1, strategy=name)
    assert uses(campaign) == [("strategy", None)] * 2
    status = campaign.status()
    assert status.quality.reason.startswith(MARK) and "another strategy 2 times" in status.warnings[0]
    free = make(pool=BIG, learner=GaussianNB())
    free.ask(1, strategy="random")
    assert free.fold.used == []


def test_the_probe_is_stored_once_and_older_projects_go_on(make: Make, tmp_path: Path) -> None:
    """Every round stored the probe's rows before; the figures are the same."""
    path = Judge._path

    def old(self: Judge, *given: Any) -> dict[str, Any]:
        made = path(self, *given)
        return {**made, "probe_rows": self._probe()} if made else made

    new = played(make, rounds=12, seed=5)
    made = [new.ledger.get(b["path"]) for b in new.fold.evaluated if "path" in b]
    assert ["probe_rows" in arrays for arrays in made] == [k == 0 for k in range(len(made))]
    with mock.patch.object(Judge, "_path", old):
        played(make, rounds=6, seed=5, store=tmp_path / "p.db").close()
    with Campaign.open(tmp_path / "p.db", pool=BIG) as again:
        for _ in range(6):
            batch = again.ask(10)
            again.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
        again.fit()
        found, told = again.status(), new.status()
        assert (
            sum("probe_rows" in again.ledger.get(b["path"]) for b in again.fold.evaluated if "path" in b) > 3
        )
    assert (found.figures, found.advice, found.projection) == (told.figures, told.advice, told.projection)


def test_diagnoses_read_what_the_evaluation_recorded(make: Make) -> None:
    campaign = played(make)
    trained_for = campaign.fold.evaluated.copy()
    with mock.patch.object(Reserve, "outcomes", side_effect=AssertionError("trained again")):
        found = campaign.diagnose()
    campaign.fold.evaluated.clear()  # as before any evaluation: models are trained for it
    anew = campaign.diagnose()
    assert [(f.name, f.sentence, f.value) for f in found] == [(f.name, f.sentence, f.value) for f in anew]
    assert trained_for and "doubtful answers" in [f.name for f in found]


def test_what_was_recorded_of_other_answers_or_classes_is_not_read(make: Make) -> None:
    campaign = played(make, task=Classification(["0", "1", "2"], open=True))
    campaign.add_classes("3")
    fold, brain, trained = campaign._latest()
    assert trained is not None and campaign._recorded(trained, Reserve(brain, trained, fold)) is None
    batch = campaign.ask(10)
    campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    model = campaign._trained(*campaign._stand())
    assert campaign._recorded(model, Reserve(brain, model, campaign.fold)) is None
