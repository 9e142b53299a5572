"""The fold of any history equals the state kept by hand; answers come back as they were."""

from __future__ import annotations

import copy
import json
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import StoreError
from labelwise.store.bodies import answer_body
from labelwise.store.current import Lease
from labelwise.store.fold import Fold
from labelwise.types import Answer, Event, Unit

ITEMS = ["a", "b", "c"]


class History:
    """Writes events as a campaign does, one position after the other."""

    def __init__(self):
        self.events = []

    def add(self, kind, **columns):
        seq = len(self.events) + 1
        self.events.append(Event(kind, f"e{seq}", float(seq), seq=seq, **columns))
        return f"q{seq}"

    def ask(self, item, until=1e9, part="", **body):
        query = f"q{len(self.events) + 1}"
        return self.add(
            "asked", item=item, part=part, query=query, body={"holder": "h", "until": until, **body}
        )

    def tell(self, query, item, of=None, value="x", part=""):
        answer = Answer(
            f"{query}:{len(self.events)}", query, "human:h", "is", value, of=of, item=item, part=part
        )
        self.add(
            "answered",
            item=item,
            query=query or "",
            body=json.loads(json.dumps({"answer": answer_body(answer)})),
        )
        return answer.id

    @property
    def fold(self):
        fold = Fold()
        fold.absorb(self.events)
        return fold


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "tell", "correct", "import", "undo", "release", "renew", "train", "plan"]),
        st.integers(0, 99),
        st.sampled_from(ITEMS),
    ),
    max_size=40,
)


def written(steps):
    """A possible history of such steps."""
    history, asked, told = History(), [], []
    for step, pick, item in steps:
        if step == "ask":
            asked.append(
                (history.ask(item, until=float(pick), part="p" * (pick % 2)), item, "p" * (pick % 2))
            )
        elif step == "tell" and asked:
            query, about, part = asked[pick % len(asked)]
            told.append((history.tell(query, about, part=part), about, part))
        elif step == "correct" and told:
            of, about, part = told[pick % len(told)]
            told.append((history.tell(None, about, of=of, value="y", part=part), about, part))
        elif step == "import":
            told.append((history.tell(None, item), item, ""))
        elif step == "undo" and told:
            history.add("retracted", body={"answer": told.pop(pick % len(told))[0]})
        elif step == "release" and asked:
            history.add("retracted", body={"queries": [asked[pick % len(asked)][0]]})
        elif step == "renew" and asked:
            history.add("changed", body={"renew": {q: 500.0 + pick for q, _, _ in asked[: pick % 4]}})
        elif step in ("train", "plan"):
            history.add("trained" if step == "train" else "planned", body={"model": f"m{pick}"})
    return history


def by_hand(events):
    """The state, recomputed the slow way."""
    leases, answers = [], []
    trained = planned = {}
    since = Counter()
    for e in events:
        if e.kind == "asked":
            leases = [x for x in leases if (x[1].item, x[1].part) != (e.item, e.part)] + [
                [e.body["until"], e]
            ]
        if e.kind == "answered":
            leases = [x for x in leases if x[1].query != e.query]
            answers.append(e.body["answer"])
        if e.kind == "retracted":
            leases = [x for x in leases if x[1].query not in e.body.get("queries", ())]
            answers = [a for a in answers if a["id"] != e.body.get("answer")]
        if e.kind == "changed":
            leases = [[e.body["renew"].get(x[1].query, x[0]), x[1]] for x in leases]
        if e.kind == "trained":
            trained, since["training"] = e.body, 0
        if e.kind == "planned":
            planned, since["plan"] = e.body, 0
        if e.kind == "answered" or "answer" in e.body:
            since.update(["plan", "training"])
    replaced = {a.get("of") for a in answers}
    return {
        "leases": {(e.item, e.part, 0): Lease(e.query, "h", until) for until, e in leases},
        "answers": [a["id"] for a in answers],
        "present": [a["id"] for a in answers if a["id"] not in replaced],
        "trained": trained,
        "planned": planned,
        "since": (since["plan"], since["training"]),
    }


def state(fold):
    return {
        "leases": fold.leases,
        "answers": list(fold.answers),
        "present": [a.id for a in fold.present()],
        "trained": fold.trained,
        "planned": fold.planned,
        "since": (fold.since_plan, fold.since_training),
    }


@given(STEPS)
def test_any_history_equals_the_state_by_hand(steps):
    history = written(steps)
    fold = history.fold
    assert state(fold) == by_hand(history.events)
    assert fold.seq == len(history.events)
    units = {a.unit for a in fold.answers.values()}
    assert set(fold.by_unit) == units
    for unit in units:
        assert [a.id for a in fold.of_unit(unit)] == [a.id for a in fold.present() if a.unit == unit]
    for query in fold.asked:
        held = [lease for lease in fold.leases.values() if lease.query == query]
        assert fold.lease_of(query) == (held[0] if held else None)


@given(STEPS, st.integers(0, 40))
def test_reading_in_two_parts_is_reading_at_once(steps, cut):
    events = written(steps).events
    fold = Fold()
    fold.absorb(events[:cut])
    fold.absorb(events[cut:])
    assert state(fold) == state(written(steps).fold)


@given(STEPS, st.sampled_from(ITEMS), st.booleans())
def test_undo_restores_the_answers_exactly(steps, item, correct):
    history = written(steps)
    before = history.fold
    of = next(iter(before.answers), None) if correct else None
    unit = before.answers[of].unit if of else Unit(item)
    told = history.tell(None, unit.item, of=of, part=unit.part)
    assert state(history.fold)["answers"] == [*before.answers, told]
    history.add("retracted", body={"answer": told})
    after = history.fold
    for name in ("answers", "by_unit", "replaced", "leases", "asked", "trained", "planned", "config"):
        assert getattr(after, name) == getattr(before, name), name
    assert list(after.present()) == list(before.present())
    assert after.retracted[told] == 1 and after.changed_at == after.seq


def test_a_correction_hides_and_its_undo_shows_the_answer():
    history = History()
    first = history.tell(history.ask("a"), "a")
    second = history.tell(None, "a", of=first, value="y")
    assert [a.id for a in history.fold.of_unit(Unit("a"))] == [second]
    history.add("retracted", body={"answer": second})
    assert [a.id for a in history.fold.of_unit(Unit("a"))] == [first]


def test_leases_run_out():
    history = History()
    query = history.ask("a", until=10.0)
    fold = history.fold
    assert fold.held(9.9) == {("a", "", 0): Lease(query, "h", 10.0)} and fold.held(10.0) == {}
    assert fold.lease_of(query) is not None and fold.lease_of("q99") is None
    taken = history.ask("a", until=20.0)
    assert history.fold.lease_of(query) is None and history.fold.lease_of(taken).until == 20.0
    history.tell(query, "a")  # a late answer leaves the lease of the other question
    assert history.fold.lease_of(taken) is not None


def test_slots_and_questions_without_a_lease():
    history = History()
    history.ask("a", slot=0)
    history.ask("a", slot=1)
    history.ask("b", lease=False)
    assert sorted(history.fold.leases) == [("a", "", 0), ("a", "", 1)]
    assert len(history.fold.held(0.0)) == 2 and len(history.fold.asked) == 3


def test_the_question_is_given_back():
    history = History()
    query = history.ask("a", why="margin", proposal="x", confidence=0.0, purpose="test", options=["x"])
    made = history.fold.query(query, "the text", ("x", "y"))
    assert (made.id, made.item, made.payload, made.options) == (query, "a", "the text", ("x",))
    assert (made.proposal, made.confidence, made.to, made.purpose, made.why) == (
        "x",
        0.0,
        "h",
        "test",
        "margin",
    )
    plain = history.ask("b")
    assert history.fold.query(plain, options=("x", "y")).options == ("x", "y")


def test_creation_is_kept_and_later_changes_leave_it():
    fold = Fold()
    fold.apply(Event("changed", "c", 0.0, body={"created": {"seed": 1}}, seq=1))
    fold.apply(Event("changed", "d", 0.0, body={"renew": {}}, seq=2))
    fold.apply(Event("evaluated", "v", 0.0, body={}, seq=3))
    assert fold.config == {"seed": 1} and fold.seq == 3


def test_an_unknown_kind_is_refused_and_changes_nothing():
    fold = Fold()
    before = copy.deepcopy(vars(fold))
    with pytest.raises(
        StoreError, match=r"event 4 is of the unknown kind 'drop_lease'.*the version that wrote it"
    ):
        fold.apply(Event("drop_lease", "e4", 0.0, seq=4))
    assert vars(fold) == before


def test_a_long_history_read_at_once_is_that_read_step_by_step():
    history = History()
    for k in range(2_000):
        history.tell(history.ask(f"i{k}"), f"i{k}")
    fold, steps = Fold(), Fold()
    fold.absorb(history.events)
    for event in history.events:
        steps.absorb([event])
    assert state(fold) == state(steps)
    assert [a.item for a in fold.present()] == [f"i{k}" for k in range(2_000)] and fold.held(0.0) == {}


def test_a_copy_stays_as_it_was():
    history = History()
    first = history.tell(history.ask("a"), "a")
    fold = history.fold
    before, twin = state(fold), fold.copy()
    history.add("retracted", body={"answer": first})
    history.tell(history.ask("b"), "b")
    fold.absorb(history.events[fold.seq :])
    assert state(twin) == before != state(fold)
    twin.absorb(history.events[twin.seq :])
    assert vars(twin) == vars(fold)


def test_what_models_and_plans_have_not_seen():
    history = History()
    for item in "abc":
        history.tell(history.ask(item), item)
    history.add("trained", body={"model": "m4", "upto": 4})
    history.add("planned", body={"key": 2})
    assert (history.fold.since_training, history.fold.since_plan) == (1, 2)


def test_a_change_of_a_later_version_is_refused():
    with pytest.raises(StoreError, match=r"event 2 changes 'melted'.*the version that wrote it"):
        Fold().apply(Event("changed", "c", 0.0, body={"melted": 5}, seq=2))


def test_cost_is_counted_exactly():
    fold, given = Fold(), [0.1, 0.2, 0.3]
    for k, seconds in enumerate(given):
        answer = Answer(f"a{k}", "q1", "me", "skip" if k else "is", "x", seconds=seconds, price=seconds)
        fold.apply(Event("answered", f"e{k}", 0.0, body={"answer": answer_body(answer)}, seq=k + 1))
    assert fold.spent == {"answers": 1, "seconds": Decimal("0.6"), "money": Decimal("0.6")}
    fold.apply(Event("retracted", "u", 0.0, body={"answer": "a2"}, seq=4))
    assert fold.spent == {"answers": 1, "seconds": Decimal("0.3"), "money": Decimal("0.3")}


def test_answers_about_copies_of_the_reserve_are_held_out() -> None:
    fold = Fold()
    fold.apply(Event("changed", "c1", 0.0, body={"created": {"reserve": ["a"], "copies": ["b"]}}, seq=1))
    told = {item: Answer(item, None, "import", "is", "pos", of=None, item=item) for item in "bcd"}
    assert [fold.held_out(told[item]) for item in "bcd"] == [True, False, False]
    grown = {"pool": {"size": 9}, "reserve": ["e"], "copies": ["d"]}
    fold.apply(Event("changed", "c2", 0.0, body={"grown": grown}, seq=2))
    assert [fold.held_out(told[item]) for item in "bcd"] == [True, False, True]
    assert fold.config["reserve"] == ["a", "e"] and fold.config["copies"] == ["b", "d"]
