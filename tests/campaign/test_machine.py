"""Any sequence of calls, by two campaigns on one project file, equals a naive model of what should be.

One campaign trains itself, the other only pops plans; both see what the other wrote. The clock is
patched, so that leases run out. After every call the state folded from the file's events alone, the
tables in the file, and all counts have to agree with the model.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sklearn.tree import DecisionTreeClassifier

from labelwise.campaign import Campaign
from labelwise.errors import BadAnswer
from labelwise.store import open_store, refold
from labelwise.store.fold import Fold
from labelwise.types import Answer, Trust

SIZE, CLASSES, LEASE = 6, ["no", "yes"], 60.0
ITEMS = [str(k) for k in range(SIZE)]
X = np.arange(SIZE, dtype=float).reshape(-1, 1)
HOLDERS = st.sampled_from([None, "human:a", "human:b"])
BY = st.sampled_from(["human:a", "human:b"])
WHICH = st.integers(0, 99)
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass
class Model:
    """What should be: every lease and every answer that was not taken back, in plain lists."""

    budget: int | None
    reserve: list[str]
    about: dict[str, str] = field(default_factory=dict)
    leases: dict[str, tuple[str, str | None, float]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    now: float = 1e9

    def count(self, item: str) -> list[Answer]:
        replaced = {a.of for a in self.answers}
        return [a for a in self.answers if a.item == item and a.id not in replaced]

    def held(self) -> dict[str, tuple[str, str | None, float]]:
        return {item: lease for item, lease in self.leases.items() if lease[2] > self.now}

    def free(self) -> list[str]:
        return [i for i in ITEMS if not self.count(i) and i not in self.held()]

    def asked(self) -> set[str]:
        """Items that somebody was asked about: the question is answered or out."""
        told = {i for i in ITEMS if any(a.query is not None for a in self.count(i))}
        return told | set(self.held())

    def sealed_next(self, asked: set[str]) -> bool:
        """Whether the reserve is due."""
        early = 20 if self.budget is None else min(20, 0.2 * self.budget)
        due = max(0.2 * (len(asked) + 1), min(early, (len(asked) + 1) / 2))
        return len(asked & set(self.reserve)) < int(due + 1e-9)

    def spent(self) -> int:
        return sum(a.query is not None and a.kind != "skip" for a in self.answers)

    def left(self) -> int:
        return SIZE if self.budget is None else max(0, self.budget - self.spent())

    def affordable(self) -> int:
        return max(0, self.left() - len(self.held())) if self.budget is not None else SIZE

    def refuses(self, a: Answer) -> bool:
        """Whether a new answer is refused."""
        if a.kind == "other" or (a.kind == "is" and a.value not in CLASSES):
            return True
        if a.of is not None:
            return a.of not in [b.id for b in self.count(a.item)]
        query = self.held().get(a.item, (a.query,))[0]
        return bool(self.count(a.item)) or (a.query is not None and query != a.query)

    def take(self, a: Answer) -> None:
        self.answers.append(a)
        self.leases.pop(a.item, None)

    def label(self, item: str) -> str | None:
        votes = Counter(v for a in self.count(item) if (v := self.meant(a)) is not None)
        return votes.most_common(1)[0][0] if votes else None

    @staticmethod
    def meant(a) -> str | None:
        """With two classes, not one of them is the other."""
        if a.kind == "not":
            return next(iter(set(CLASSES) - set(a.value)), None)
        one = [a.value] if a.kind == "is" else a.value if a.kind == "among" else []
        return one[0] if len(one) == 1 else None


class Calls(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=FAST)
        self.store = Path(self.folder.name) / "p.db"
        self.clock = mock.patch("time.time", lambda: self.model.now)
        self.clock.start()
        self.both: list[Campaign] = []
        self.number = 0

    @initialize(budget=st.sampled_from([None, None, 4, SIZE]), trust=st.sampled_from([None, Trust()]))
    def begin(self, budget, trust):
        self.model = Model(budget, [])
        learner = DecisionTreeClassifier(random_state=0)
        made = Campaign(
            X, CLASSES, learner=learner, strategy="margin", store=self.store, budget=budget, trust=trust
        )
        self.model.reserve = made.fold.config["reserve"]
        self.both = [made, self.opened(True)]
        made.lease = LEASE
        self.ask(0, 3, "human:a", "train")
        self.tell(0, [1], "human:a", "is", "yes", None)

    def opened(self, background):
        campaign = Campaign.open(self.store, pool=X, background=background)
        campaign.lease = LEASE
        return campaign

    def teardown(self):
        if self.both:
            self.check_export(self.both[0])
        for campaign in self.both:
            campaign.close()
        self.clock.stop()
        self.folder.cleanup()

    def question(self, which):
        """One that is out, as a rule; every fourth time any that ever was."""
        out = [query for query, _, _ in self.model.leases.values()] if which % 4 else []
        among = out or list(self.model.about)
        return among[which % len(among)]

    # What is called

    @rule(
        who=st.integers(0, 1),
        n=st.sampled_from([0, 1, 2, SIZE]),
        to=HOLDERS,
        purpose=st.sampled_from(["train"] * 4 + ["test"]),
    )
    def ask(self, who, n, to, purpose):
        free, model, asked = self.model.free(), self.model, self.model.asked()
        open_, sealed = ([i for i in free if (i in model.reserve) is kind] for kind in (False, True))
        batch = self.both[who].ask(n, to=to, purpose=purpose)
        items = [q.item for q in batch]
        possible = sealed if purpose == "test" else free
        assert len(items) == min(n, model.affordable(), len(possible))
        assert len(set(items)) == len(items) and set(items) <= set(possible)
        sealed.sort(key=model.reserve.index)
        for item in items:
            if purpose == "test" or (sealed and model.sealed_next(asked)) or not open_:
                assert item == sealed.pop(0)
            else:
                open_.remove(item)
            asked.add(item)
        for q in batch:
            assert q.id not in model.about and (q.to, q.purpose == "test") == (to, q.item in model.reserve)
            model.about[q.id] = q.item
            model.leases[q.item] = (q.id, to, model.now + LEASE)

    @precondition(lambda self: self.model.about)
    @rule(
        who=st.integers(0, 1),
        which=st.lists(WHICH, min_size=1, max_size=2),
        by=BY,
        kind=st.sampled_from(["is"] * 5 + ["skip", "flag", "unsure", "not", "other"]),
        value=st.sampled_from(["no", "yes", "yes", "perhaps"]),
        then=st.sampled_from([None, None, *CLASSES]),
    )
    def tell(self, who, which, by, kind, value, then):
        """New answers to any questions there ever were, all or none; now and then corrected at once."""
        queries = [self.question(k) for k in which]
        self.number += 1
        made = [self.answer(f"a{self.number}.{k}", q, by, kind, value) for k, q in enumerate(queries)]
        twice = len({a.item for a in made}) < len(made)
        refused = twice or any(self.model.refuses(a) for a in made)
        self.told(who, queries, made, refused)
        if then is not None and not refused:
            fix = self.answer(f"t{self.number}", queries[0], "human:b", "is", then, of=made[0].id)
            self.told(who, queries[:1], [fix], False)

    def answer(self, id, query, by, kind, value, of=None):
        shape = {"is": value, "not": ["no"], "flag": "odd"}.get(kind)
        return Answer(id, query, by, kind, shape, of=of, at=self.model.now, item=self.model.about[query])

    def told(self, who, queries, made, refused):
        if refused:
            with pytest.raises(BadAnswer):
                self.both[who].tell(queries, made)
        else:
            assert self.both[who].tell(queries, made) == made
            for a in made:
                self.model.take(a)

    @precondition(lambda self: self.model.about)
    @rule(who=st.integers(0, 1), which=WHICH, by=BY, value=st.sampled_from([*CLASSES, None]))
    def tell_plainly(self, who, which, by, value):
        """A class or None: its id is that of question and annotator, so it may be known already."""
        query = self.question(which)
        a = self.answer(f"{query}:{by}", query, by, "skip" if value is None else "is", value)
        known = [b for b in self.model.answers if b.id == a.id]
        differs = any((b.kind, b.value) != (a.kind, a.value) for b in known)
        if differs or (not known and self.model.refuses(a)):
            with pytest.raises(BadAnswer):
                self.both[who].tell(query, value, by=by)
        else:
            assert self.both[who].tell([query], [value], by=by)[0].id == a.id
            if not known:
                self.model.take(a)

    @precondition(lambda self: self.model.answers)
    @rule(who=st.integers(0, 1), which=WHICH, same=st.booleans())
    def tell_again(self, who, which, same):
        a = self.model.answers[which % len(self.model.answers)]
        if a.query is None:
            return
        again = a if same else replace(a, kind="flag", value=f"not {a.value}")
        if same:
            assert self.both[who].tell(a.query, again)[0].id == a.id
        else:
            with pytest.raises(BadAnswer, match="is recorded as"):
                self.both[who].tell(a.query, again)

    @precondition(lambda self: any(a.query for a in self.model.answers))
    @rule(who=st.integers(0, 1), of=WHICH, about=WHICH, by=BY, value=st.sampled_from(CLASSES))
    def correct(self, who, of, about, by, value):
        """Of any answer, also one that was corrected; now and then told for any question."""
        asked = [a for a in self.model.answers if a.query is not None]
        old = asked[of % len(asked)]
        query = self.question(about) if not about % 4 else old.query
        self.number += 1
        a = self.answer(f"c{self.number}", query, by, "is", value, of=old.id)
        self.told(who, [query], [a], self.model.refuses(a))

    @rule(who=st.integers(0, 1), by=st.sampled_from([None, "human:a"]), to=HOLDERS, which=st.none() | WHICH)
    def undo(self, who, by, to, which):
        model = self.model
        counting = [a for a in model.answers if a in model.count(a.item) and by in (None, a.by)]
        named = model.answers[which % len(model.answers)] if which is not None and model.answers else None
        if named is not None:
            expected = [a for a in counting if a.id == named.id]
        else:
            expected = [a for a in counting if a.query is not None]
        undone = self.both[who].undo(by, to=to, answer=named and named.id)
        assert (undone and undone.answer) == (expected[-1] if expected else None)
        if undone is None:
            return
        model.answers.remove(expected[-1])
        item = expected[-1].item
        assert (undone.query is not None) == (to is not None and not model.count(item))
        if undone.query is not None:
            assert (undone.query.item, undone.query.to) == (item, to)
            model.about[undone.query.id] = item
            model.leases[item] = (undone.query.id, to, model.now + LEASE)

    @precondition(lambda self: self.model.about)
    @rule(who=st.integers(0, 1), which=st.lists(WHICH, max_size=3), to=HOLDERS)
    def renew(self, who, which, to):
        queries = [self.question(k) for k in which]
        mine = {q: item for item, (q, holder, _) in self.model.leases.items() if holder == to}
        expected = [q for q in dict.fromkeys(queries) if q in mine]
        assert self.both[who].renew([*queries, "q999"], to=to) == expected
        for q in expected:
            self.model.leases[mine[q]] = (q, to, self.model.now + LEASE)

    @precondition(lambda self: self.model.about)
    @rule(who=st.integers(0, 1), which=st.lists(WHICH, max_size=3))
    def release(self, who, which):
        queries = [self.question(k) for k in which]
        out = {q: item for item, (q, _, _) in self.model.leases.items()}
        expected = [q for q in dict.fromkeys(queries) if q in out]
        assert self.both[who].release(queries) == expected
        for q in expected:
            del self.model.leases[out[q]]

    @rule(
        who=st.integers(0, 1),
        rows=st.sets(st.integers(0, SIZE - 1), max_size=2),
        value=st.sampled_from(CLASSES),
    )
    def add_labels(self, who, rows, value):
        made = [
            Answer(f"import:{r}", None, "import", "is", value, at=self.model.now, item=str(r))
            for r in sorted(rows)
        ]
        known = {a.id: a.value for a in self.model.answers}
        new = [a for a in made if a.id not in known]
        refused = any(known.get(a.id, value) != value for a in made) or any(
            self.model.refuses(a) for a in new
        )
        if refused:
            with pytest.raises(BadAnswer):
                self.both[who].add_labels(sorted(rows), [value] * len(rows))
        else:
            self.both[who].add_labels(sorted(rows), [value] * len(rows))
            for a in new:
                self.model.take(a)

    @rule(seconds=st.sampled_from([LEASE / 2, LEASE]))
    def wait(self, seconds):
        self.model.now += seconds

    @rule(who=st.integers(0, 1), n=st.integers(0, SIZE))
    def train_and_rank(self, who, n):
        self.both[who].fit()
        open_ = [i for i in self.model.free() if i not in self.model.reserve]
        assert self.both[who].plan(n) == min(n, len(open_))

    @rule(who=st.integers(0, 1))
    def reopen(self, who):
        old = self.both[who]
        self.both[who] = self.opened(old.background)
        old.close()

    @rule(who=st.integers(0, 1))
    def export(self, who):
        self.check_export(self.both[who])

    def check_export(self, campaign):
        found = [(r["id"], r["label"]) for r in campaign.export().to_pylist()]
        assert found == [(i, self.model.label(i)) for i in ITEMS if self.model.count(i)]

    @rule()
    def look(self):
        """The other campaign sees all of it when it is asked, not before."""
        self.check_what_is_seen(self.both[1])

    def check_what_is_seen(self, campaign):
        model, s = self.model, campaign.status()
        labels = {i: model.label(i) for i in ITEMS if model.count(i)}
        assert s.classes == {c: sum(v == c for v in labels.values()) for c in CLASSES}
        assert s.labels == sum(v is not None for v in labels.values())
        assert s.skipped == sum(labels[i] is None and model.count(i)[-1].kind == "skip" for i in labels)
        assert s.flagged == sum(any(a.kind == "flag" for a in model.count(i)) for i in labels)
        assert s.imported == sum(v is not None and model.count(i)[0].query is None for i, v in labels.items())
        assert (s.pending, s.cost, s.total) == (len(model.held()), model.spent(), SIZE)
        assert s.left == (None if model.budget is None else model.left())
        for holder in ("human:a", "human:b"):
            mine = [q for q in model.about if any(v[:2] == (q, holder) for v in model.held().values())]
            assert [q.id for q in campaign.held(holder)] == mine
        told = [a for a in model.answers if a.query is not None]
        assert [a for _, a in campaign.history(limit=3)] == told[::-1][:3]

    @invariant()
    def one_always_looks(self):
        self.check_what_is_seen(self.both[0])

    @invariant()
    def the_file_holds_what_should_be(self):
        with open_store(self.store, create=False) as ledger:
            current, events = ledger.current(), ledger.events()
            assert current == refold(ledger)
        fold = folded(events)
        assert list(fold.answers.values()) == self.model.answers
        assert sorted(current.answers) == sorted(fold.answers)
        assert {q: a["item"] for q, a in fold.asked.items()} == self.model.about
        held = {(i, "", "0"): lease for i, lease in self.model.leases.items()}
        assert {key: (v.query, v.holder, v.until) for key, v in current.leases.items()} == held
        assert not {item for item, _, _ in fold.leases} & {unit.item for unit in fold.by_unit}
        for campaign in self.both:  # each at what it has read
            assert vars(campaign.fold) == vars(folded(events[: campaign.fold.seq]))


def folded(events):
    fold = Fold()
    fold.absorb(events)
    return fold


QUICK = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCalls = Calls.TestCase
TestCalls.settings = QUICK


@pytest.mark.slow
class TestManyCalls(Calls.TestCase):
    settings = settings(QUICK, max_examples=200, stateful_step_count=80)
