"""Names of other libraries lead to something that exists here, or say that it does not."""

from __future__ import annotations

import pytest

from labelwise.papers import elsewhere, methods


def test_the_first_name_that_exists_is_shown():
    assert elsewhere.here(("nothing", "Margin", "margin", "entropy")) == "`margin`"
    assert elsewhere.here(("tag_margin",)) == "`labelwise.measures.tag_margin`"
    assert elsewhere.here(("nothing",)) == ""


def test_what_every_library_has_is_found():
    page = elsewhere.elsewhere_markdown()
    for row in (
        "| `margin_sampling` | `margin` |",
        "| `CoreSet` | `k-center` |",
        "| `EmbeddingKMeans` | `centroids` |",
        "| `vote_entropy_sampling` | `qbc-vote` |",
        "| `GreedySamplingTarget` | `igs` |",
        "| `multilabel.max_loss` | `max-loss` |",
        "| `ValueOfInformationEER` | `labelwise.measures.ExpectedError` |",
    ):
        assert row in page
    assert "not here" in page and page.count("\n## ") == len(elsewhere.NAMES)


def test_no_row_stands_twice_and_every_method_is_reachable_by_a_row_or_only_here():
    for rows in elsewhere.NAMES.values():
        assert len({there for there, *_ in rows}) == len(rows)
    named = {name for rows in elsewhere.NAMES.values() for _, names, _ in rows for name in names}
    assert len(named & set(methods())) >= 10


@pytest.mark.peer
@pytest.mark.parametrize(
    ("library", "module"), [("scikit-activeml", "skactiveml.pool"), ("small-text", "small_text")]
)
def test_their_names_exist_there(library, module):
    theirs = pytest.importorskip(module)
    for there, *_ in elsewhere.NAMES[library]:
        name = there.partition("(")[0].split(",")[0]
        if not name.startswith(("stream.", "SingleAnnotator")):
            assert hasattr(theirs, name), name
