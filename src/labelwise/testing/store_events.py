"""Events for tests of ledgers: a few by hand, and all kinds by hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from labelwise.types import Event


def asked(n: int, item: str = "a", at: float = 0.0, until: float = 10.0, **body: Any) -> Event:
    """Event ``n``: the question ``q<n>`` about ``item``, leased until ``until``."""
    query = body.pop("query", f"q{n}")
    return Event("asked", f"e{n}", at, item, "", query, body={"holder": "anna", "until": until, **body})


def answered(n: int, query: str = "q1", item: str = "a", value: Any = "pos", answer: str = "") -> Event:
    """Event ``n``: an answer to ``query``."""
    by = "human:anna"
    body = {
        "answer": {"id": answer or f"{query}:{by}", "query": query, "by": by, "kind": "is", "value": value}
    }
    return Event("answered", f"e{n}", 1.0, item, "", query, by, body)


def trained(n: int) -> Event:
    """Event ``n``, which changes no current table."""
    return Event("trained", f"e{n}", float(n), body={"model": f"m{n}"})


ITEMS, QUERIES = st.sampled_from("abc"), st.sampled_from(["q1", "q2", "q3", "q4"])
TIMES = st.integers(0, 6).map(float)


def _asked(query: str, item: str, slot: int, at: float, until: float, lease: bool) -> Event:
    body = {"holder": None, "until": until, "slot": slot, "lease": lease}
    return Event("asked", "", at, item, "p", query, body=body)


def _answered(query: str, item: str, at: float, value: Any, answer: str) -> Event:
    return Event(
        "answered",
        "",
        at,
        item,
        "p",
        query,
        "rule:x",
        {"answer": {"id": answer, "kind": "is", "value": value}},
    )


ANY_EVENT = st.one_of(
    st.builds(_asked, QUERIES, ITEMS, st.integers(0, 1), TIMES, TIMES, st.booleans()),
    st.builds(
        _answered,
        QUERIES | st.just(""),
        ITEMS,
        TIMES,
        st.none() | st.text() | st.lists(st.integers()),
        QUERIES,
    ),
    st.builds(lambda answer: Event("retracted", "", 0.0, body={"answer": answer}), QUERIES),
    st.builds(lambda queries: Event("retracted", "", 0.0, body={"queries": queries}), st.lists(QUERIES)),
    st.builds(
        lambda renew: Event("changed", "", 0.0, body={"renew": renew}), st.dictionaries(QUERIES, TIMES)
    ),
    st.just(Event("planned", "", 0.0)),
)
"""Events that often collide: three items, two slots, four questions."""
