"""Matches: words and patterns over a column, alone and with other pieces."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelwise as lw
from labelwise.candidates import Matches, Near, Subsample, Where
from labelwise.measures import margin
from labelwise.policies import Labelled, Mixture, Switch
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View

TEXTS = [f"a {'rare' if k % 20 == 3 else 'common'} text, number {k}" for k in range(200)]


def rows_of(stage, view, n=2):
    return stage(view, np.arange(view.size), n, np.random.default_rng(0)).tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("abAB _é.", max_size=8), min_size=1, max_size=12),
    st.sampled_from(["a", "ab", "b a", "é"]),
)
def test_words_equal_the_naive_search(texts, word):
    pattern = re.compile(rf"(?<![^\W])(?:{re.escape(word)})(?![^\W])".replace("\\ ", r"\s+"), re.IGNORECASE)
    wanted = [k for k, text in enumerate(texts) if pattern.search(text)]
    assert rows_of(Matches(word), View(arrays={"text": np.array(texts, dtype=object)})) == wanted


def test_what_cannot_be_searched_is_refused():
    for wrong in (
        {},
        {"words": "a", "regex": "b"},
        {"words": ""},
        {"words": ("a", " ")},
        {"regex": "("},
        {"words": 3},
    ):
        with pytest.raises(lw.LabelwiseError, match="Matches: "):
            Matches(**wrong)


def test_capitals_count_when_asked():
    view = View(arrays={"title": ["Polish", "polish"]})
    assert rows_of(Matches("Polish", column="title", case=True), view) == [0]
    assert rows_of(Matches("Polish", column="title"), view) == [0, 1]


def test_stages_chain_and_nothing_found_is_said():
    text = np.array(TEXTS, dtype=object)
    domain = np.array(["a", "b"])[np.arange(200) % 2]
    both = Strategy(candidates=(Matches("rare"), Where("domain", "b"), Subsample(4)), selector=Random())
    picks = lw.query(both, 3, text=text, domain=domain, rng=0)
    assert len(picks) == 3 and (picks.indices % 20 == 3).all()
    none = lw.query(Strategy(candidates=Matches("absent"), selector=Random()), 3, text=text, rng=0)
    assert len(none) == 0 and "0 of 200 rows are candidates" in none.short


def test_a_campaign_on_texts_reads_the_items_themselves():
    """Before there is a model, and with one: the learner's encoder does not hide the texts."""
    first = Strategy(candidates=Matches("rare"), selector=Random())
    policy = Switch(first, Strategy(measure=margin), until=Labelled(6))
    with lw.Campaign(TEXTS, ["no", "yes"], strategy=first, trust=None) as campaign:
        batch = campaign.ask(6)
        assert all("rare" in query.payload for query in batch)
        campaign.tell(batch, ["yes"] * 6)
        rest = campaign.ask(10)  # ten are rare, and the others are drawn at random
        assert sum("rare" in query.payload for query in rest) == 4 and len(rest) == 10
        other = campaign.ask(4, strategy=Mixture((first, Strategy(selector=Random())), (0.5, 0.5)))
        campaign.tell(other, ["no"] * 4)
        assert all("common" in query.payload for query in campaign.ask(3, strategy=policy))
    with pytest.raises(lw.LabelwiseError, match="'text'"):
        lw.Campaign(np.eye(20), ["no", "yes"], strategy=first)


def test_a_column_of_the_pool_and_of_a_table():
    pool = lw.Pool(np.eye(4), columns={"note": ["x", "rare", "y", "z"]})
    stage = Matches("rare", column="note")
    assert rows_of(stage, View(pool)) == [1]
    assert rows_of(stage, View(lw.Pool(TEXTS, columns={"note": TEXTS})))[:2] == [3, 23]
    near = Strategy(candidates=(stage, Near(0, k=1)), selector=Random())
    assert near.select(View(pool, arrays={"embedding": np.eye(4)}), 1, np.random.default_rng(0)).indices == [
        1
    ]


def test_a_list_of_words_is_as_good_as_a_tuple():
    assert Matches(["a", "b"]) == Matches(("a", "b"))
