"""Several strategies over one batch: what stays true whoever chooses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.candidates import Where
from labelwise.measures import entropy, margin
from labelwise.params import Piece
from labelwise.policies import Exp4P, Interleave, Labelled, Mixture, Schedule, Switch, Tailor
from labelwise.representations import Embedding
from labelwise.selectors import KCenter, KMeansPP, Quota, Random, Selector, TopK
from labelwise.strategy import Strategy
from labelwise.tasks.forms import Full
from labelwise.testing.examples import view
from labelwise.types import Answer, Budget, Posed, Reply

MARGIN, RANDOM = Strategy(measure=margin), Strategy(selector=Random())
POOL = {
    "margin": MARGIN,
    "entropy": Strategy(measure=entropy),
    "random": RANDOM,
    "k-center": Strategy(representation=Embedding(), selector=KCenter()),
    "k-means++": Strategy(representation=Embedding(), selector=KMeansPP()),
    "quota": Strategy(measure=margin, selector=Quota(TopK(), each=2)),
    "elsewhere": Strategy(candidates=Where("domain", "target"), selector=Random()),
    "mixture": Mixture((MARGIN, RANDOM), (0.5, 0.5)),
    "switch": Switch(RANDOM, MARGIN, Labelled(2)),
}


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=5),
    st.integers(0, 45),
    st.integers(0, 99),
    st.sampled_from(["random", "duplicates", "constant"]),
    st.one_of(st.none(), st.integers(0, 20)),
)
def test_arms_never_collide_and_the_budget_holds(names, n, seed, mode, limit):
    policy = Interleave(tuple(POOL[k] for k in names), Tailor())
    budget = None if limit is None else Budget(limit)
    made = policy.select(view(mode=mode), n, np.random.default_rng(seed), budget=budget)
    picks = made.indices.tolist()
    assert len(set(picks)) == len(picks) <= n
    assert not set(picks) & {0, 1, 2, 3}
    assert len(picks) <= (99 if limit is None else limit)
    assert len(picks) == n or made.short
    assert all(why.startswith("tailor arm ") for why in made.why)


def law(policy, n=2, taken=()):
    """Chance of every ordered outcome, taking each row in turn."""
    loop, chance = policy.picker(small(), n, np.random.default_rng(0)), 1.0
    for row in taken:
        chance *= loop.chance(row)
        loop.take(row)
    if loop.best() is None:
        return {taken: chance}
    found = {}
    for row in range(4, 9):
        if row not in taken and loop.chance(row) > 0:
            found |= law(policy, n, (*taken, row))
    return found


def small():
    return view(size=9)


@pytest.mark.parametrize(
    "policy",
    [
        Mixture((MARGIN, RANDOM), (0.6, 0.4)),
        Mixture((POOL["k-means++"], RANDOM, MARGIN), (0.5, 0.2, 0.3)),
        Mixture((Mixture((MARGIN, RANDOM), (0.5, 0.5)), POOL["quota"]), (0.7, 0.3)),
    ],
)
def test_recorded_probabilities_are_exact_where_all_have_chances(policy):
    """All ordered outcomes together have probability 1, and come as often: chi-squared on 400 batches."""
    expected, repeats = law(policy), 400
    assert sum(expected.values()) == pytest.approx(1)
    seen = Counter()
    for seed in range(repeats):
        made = policy.select(small(), 2, np.random.default_rng(seed))
        key = tuple(made.indices.tolist())
        assert np.prod(made.p) == pytest.approx(expected[key])
        seen[key] += 1
    due = {k: repeats * p for k, p in expected.items()}
    statistic = sum((seen[k] - due[k]) ** 2 / due[k] for k in due)
    assert statistic < len(due) + 5 * np.sqrt(2 * len(due))


@dataclass(frozen=True, repr=False)
class Keeping(Selector):
    """Keeps how often it was started."""

    by: int = 1
    pick = "sample"
    stateful = True

    def start(self, slate: Any, state: Any) -> Any:
        return Random().start(slate), {"starts": int(state.get("starts", 0)) + self.by}


ONE, TEN = (Strategy(selector=Keeping(by)) for by in (1, 10))


@pytest.mark.parametrize(
    "policy", [Mixture((ONE, TEN), (0.5, 0.5)), Interleave((ONE, TEN), Tailor())], ids=["mixture", "tailor"]
)
def test_every_arm_keeps_its_own_state(policy):
    rng, state = np.random.default_rng(0), {"fold.alpha": np.ones((2, 3))}
    for times in (1, 2, 3):
        state = policy.select(view(), 3, rng, None, state).state
        assert state == {"arm0.selector.starts": times, "arm1.selector.starts": 10 * times}


def test_state_through_policies_in_policies():
    """A switch whose arms are a strategy and a mixture: what each keeps waits for its turn."""
    for labels, turns in (((), "arm0"), ((0, 1, 2), "arm1")):
        policy = Mixture((Switch(ONE, Mixture((TEN, ONE), (1.0, 0.0)), Labelled(3)),), (1.0,))
        looked, rng, state = view(taken=bool(labels)), np.random.default_rng(0), {}
        for times in (1, 2):
            state = dict(policy.select(looked, 2, rng, None, state).state)
            if turns == "arm0":
                assert state == {"arm0.arm0.selector.starts": times}
            else:
                assert state == {
                    "arm0.arm1.arm0.selector.starts": 10 * times,
                    "arm0.arm1.arm1.selector.starts": times,
                }
        state["arm0.arm0.selector.starts"] = 7
        if turns == "arm1":
            assert policy.select(looked, 2, rng, None, state).state["arm0.arm0.selector.starts"] == 7


@dataclass(frozen=True, repr=False)
class Proposing(Full):
    """Proposes a word."""

    word: str = "yes"

    def pose(self, view: Any, rows: Any) -> list[Posed]:
        return [Posed(proposal=f"{self.word} {r}") for r in rows]


def asking(word):
    return Strategy(selector=Random(), form=Proposing(word=word))


def test_the_question_is_put_as_the_arm_that_picked_puts_it():
    nested = Switch(asking("first"), Mixture((asking("a"), asking("b")), (0.5, 0.5)), Labelled(1))
    policy = Interleave((asking("c"), nested, MARGIN), Tailor())
    made = policy.select(view(), 30, np.random.default_rng(3))
    words = [(o.proposal or "").partition(" ")[0] for o in made.options]
    rows = [(o.proposal or "").partition(" ")[2] for o in made.options]
    assert set(words) == {"a", "b", "c", ""}
    for row, why, word, posed in zip(made.indices, made.why, words, rows, strict=True):
        arm = why[len("tailor arm ")]
        assert word in {"1": ("c",), "2": ("a", "b"), "3": ("",)}[arm]
        assert posed in ("", str(row))


def reply(why, value, seed=1, seq=0, kind="is"):
    return Reply({"why": why, "seed": seed, "seq": seq}, Answer("a", "q", "human:anna", kind, value))


def test_nested_bandits_learn_from_their_own_questions():
    inner = Interleave((MARGIN, RANDOM), Tailor())
    outer = Interleave((inner, RANDOM), Tailor())
    replies = [
        reply("tailor arm 1: tailor arm 2: random", "b"),
        reply("tailor arm 2: random", "a"),
        reply("random", "a"),
    ]
    state = outer.fold(replies, ("a", "b"))
    assert state["fold.alpha"].tolist() == [[0.9, 1.9], [1.9, 0.9]]
    assert state["fold.arm0.alpha"].tolist() == [[0.9, 0.9], [0.9, 1.9]]
    assert set(state) == {"fold.alpha", "fold.arm0.alpha"}
    made = outer.select(view(), 4, np.random.default_rng(0), None, state)
    assert len(made) == 4 and not any(k.startswith("fold.") for k in made.state)


def test_a_bandit_inside_other_policies_learns_too():
    bandit = Interleave((MARGIN, RANDOM), Tailor())
    replies = [reply("then: tailor arm 2: random", "b"), reply("first: random", "a")]
    switched = Switch(RANDOM, bandit, Labelled(0)).fold(replies, ("a", "b"))
    assert switched["fold.arm1.alpha"].tolist() == [[0.9, 0.9], [0.9, 1.9]]
    replies = [reply("mixture arm 2: tailor arm 2: random", "b"), reply("mixture arm 1: random", "a")]
    mixed = Mixture((RANDOM, bandit), (0.1, 0.9)).fold(replies, ("a", "b"))
    assert mixed["fold.arm1.alpha"].tolist() == [[0.9, 0.9], [0.9, 1.9]]
    made = Switch(RANDOM, bandit, Labelled(0)).select(view(), 3, np.random.default_rng(0), None, switched)
    assert all(why.startswith("then: tailor arm ") for why in made.why)


@dataclass(frozen=True, repr=False)
class Even(Piece):
    """A chooser with nothing to learn, which needs an array."""

    needs = ("coords",)

    def start(self, view: Any, arms: int, state: Any, rng: Any) -> Any:
        view.get("coords")
        return Mixture((RANDOM,) * arms, (1 / arms,) * arms).who().start(view, arms, state, rng)


def test_any_chooser_will_do():
    policy = Interleave((MARGIN, RANDOM), Even())
    assert policy.needs == ("proba", "coords")
    made = policy.select(view(), 5, np.random.default_rng(0))
    assert made.p is not None and set(made.why) <= {"margin", "random"}
    assert policy.fold([reply("margin", "a")], ("a", "b")) == {}


A, B = Interleave((RANDOM, RANDOM), Tailor()), Interleave((RANDOM, MARGIN), Tailor())
UNTOUCHED, MOVED = [[0.9, 0.9], [0.9, 0.9]], [[0.9, 0.9], [0.9, 1.9]]


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        (Switch(A, B, Labelled(3)), ("first", "then")),
        (Schedule(((0, A), (9, B))), ("from 0 labels", "from 9 labels")),
        (Mixture((A, B), (0.5, 0.5)), ("mixture arm 1", "mixture arm 2")),
        (Interleave((A, B), Tailor()), ("tailor arm 1", "tailor arm 2")),
        (Interleave((A, B), Even()), ("interleave arm 1", "interleave arm 2")),
        (Interleave((A, B), Exp4P()), ("exp4.p arm 1 (shares 0 1, chances 0 1)", "exp4.p arm 2")),
    ],
    ids=["switch", "schedule", "mixture", "tailor", "untitled", "exp4p"],
)
def test_bandits_side_by_side_learn_each_from_its_own_questions(policy, names):
    replies = [reply(f"{names[0]}: tailor arm 2: random", "b")]
    state = policy.fold(replies, ("a", "b"))
    assert state["fold.arm0.alpha"].tolist() == MOVED
    assert state["fold.arm1.alpha"].tolist() == np.ones((2, 2)).tolist()
    others = ("tailor arm 2: random", "random", "", "a: tailor arm 2: x", f"a {names[0]}: tailor arm 2: x")
    strange = [why for why in others if not why.startswith(names)]
    state = policy.fold([reply(why, "b") for why in strange], ("a", "b"))
    assert (state["fold.arm0.alpha"] == 1).all() and (state["fold.arm1.alpha"] == 1).all()


@pytest.mark.parametrize("policy", [Switch(A, B, Labelled(9)), Mixture((A, B), (0.5, 0.5)), A])
@pytest.mark.parametrize(
    "around",
    [
        lambda policy: policy,
        lambda policy: Mixture((policy, policy), (0.5, 0.5)),
        lambda policy: Interleave((policy,), Exp4P()),
        lambda policy: Schedule(((0, policy),)),
        lambda policy: Interleave((Switch(policy, policy, Labelled(9)),), Tailor()),
    ],
)
def test_what_policies_record_leads_back_to_the_arm_that_asked(policy, around):
    """However they are nested, every question moves counts of one innermost arm alone."""
    whole = around(policy)
    made = whole.select(view(), 12, np.random.default_rng(0))
    replies = [reply(why, "a", seq=k) for k, why in enumerate(made.why)]
    state = whole.fold(replies, ("a", "b"))
    depth = max(name.count("arm") for name in state)
    inmost = [value for name, value in state.items() if name.count("arm") == depth and name.endswith("alpha")]
    assert sum((value[:, 0] - value[:, 1]).sum() for value in inmost) == pytest.approx(12)
