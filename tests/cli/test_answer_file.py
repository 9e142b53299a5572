"""The file of questions: what is written is read again, and what does not fit is refused."""

from __future__ import annotations

import pytest

from labelwise.cli.answer_file import Row, read, replay, why, write
from labelwise.errors import BadAnswer, BadData
from labelwise.evaluation.models import Coda, Search, panel
from labelwise.io.panels import Models


@pytest.fixture
def given(rng):
    return Models(panel(rng.integers(3, size=(4, 60)), 3), tuple("abcd"), ("no", "-1", "yes"))


def asked(given, count):
    search = Search(given.panel, Coda())
    items = [search.ask() for _ in range(count)]
    return search, [Row(i, p, why(search, i), shown={"text": f"=item {i}"}) for i, p in items]


def test_rows_come_back_as_they_were(tmp_path, given):
    _, rows = asked(given, 7)
    rows[0].answer, rows[1].answer = "yes", "?"
    write(tmp_path / "a.csv", rows)
    again = read(tmp_path / "a.csv")
    assert [(r.item, r.chance, r.why, r.answer) for r in again] == [
        (r.item, r.chance, r.why, r.answer) for r in rows
    ]
    assert again[0].shown == {"text": f"=item {rows[0].item}"}
    assert [r.known for r in again] == [True] + [False] * 6


def test_a_replayed_search_goes_on_as_the_first_would(tmp_path, given):
    search, rows = asked(given, 12)
    for row in rows[:9]:
        row.answer = ["no", "-1", "2", "?"][row.item % 4]
        if row.known:
            search.tell(row.item, given.index(row.answer))
    write(tmp_path / "a.csv", rows)
    again = Search(given.panel, Coda())
    replay(again, read(tmp_path / "a.csv"), given, tmp_path / "a.csv")
    assert again.ask() == search.ask() and again.choice().answers == search.choice().answers > 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.append(rows[0]), "asked before"),
        (lambda rows: setattr(rows[0], "answer", "maybe"), "no class 'maybe'"),
        (lambda rows: setattr(rows[0], "item", 60), "no item 60"),
        (lambda rows: setattr(rows[0], "why", "random"), "--seed and --check"),
    ],
)
def test_what_does_not_fit_is_refused(given, tmp_path, change, said):
    _, rows = asked(given, 3)
    change(rows)
    with pytest.raises(BadAnswer, match=said) as caught:
        replay(Search(given.panel, Coda()), rows, given, tmp_path / "a.csv")
    assert "a.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,label\n1,a\n", "no column 'why'"),
        ("item,label,why,chance\nx,a,chosen,1\n", "line 2"),
        ("item,label,why,chance\n1,a,chosen,2\n", "chance '2'"),
        ("item,label,why,chance\n1,a,chosen,\n", "chance ''"),
        ("item,label,class,why,chance\n1,a,b,chosen,1\n", "the columns 'class' and 'label'"),
    ],
)
def test_other_files_are_refused(tmp_path, text, said):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(BadData, match=said):
        read(tmp_path / "a.csv")


def test_a_guard_against_formulas_is_not_doubled(tmp_path):
    for _ in range(3):
        write(tmp_path / "a.csv", [Row(1, 1.0, "chosen", "-1", {"text": "=1"})])
        again = read(tmp_path / "a.csv")
        write(tmp_path / "a.csv", again)
    assert (again[0].answer, again[0].shown) == ("-1", {"text": "=1"})


def test_a_file_of_an_older_version_says_the_same(tmp_path, given):
    _, rows = asked(given, 5)
    rows[0].answer = "yes"
    write(tmp_path / "new.csv", rows)
    text = (tmp_path / "new.csv").read_text()
    (tmp_path / "old.csv").write_text(text.replace(",label,", ",class,", 1))
    assert text.startswith("item,text,label,") and read(tmp_path / "old.csv") == read(tmp_path / "new.csv")
