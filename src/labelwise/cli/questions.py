"""The file of questions of ``labelwise evaluate``: to fill in anywhere, with all that it takes to go on."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from labelwise.cli.files import UNKNOWN, bare
from labelwise.errors import BadData
from labelwise.io.columns import number

PLAN = re.compile(
    r"(?P<design>random|active|rare) draw of (?P<size>\d+)(?: for (?P<rare>\S+) at (?P<bounds>\d+(?:\|\d+)+) "
    r"with (?P<cut>\d+))?, seed (?P<seed>\d+), model (?P<model>[0-9a-f]{8}), "
    r"(?P<classes>numbers|classes .*)"
)
COLUMNS = ("item", "label", "order", "probability", "predicted", "plan")
LETTERS = "abcdefghijklmnop"
"""One for each four bits of what is sealed: never read as a number or a date by a spreadsheet."""


@dataclass(frozen=True)
class Rare:
    """A class whose items are few, and the strata of the rank that the items are drawn in.

    Parameters
    ----------
    name : str
        Of the class.
    bounds : tuple of int
        Ranks at which the strata begin, and N.
    cut : int
        How many items the model says to be of the class, those of the highest ranks; one of ``bounds``.
    """

    name: str
    bounds: tuple[int, ...]
    cut: int

    def __str__(self) -> str:
        return f" for {quote(self.name, safe='')} at {'|'.join(map(str, self.bounds))} with {self.cut}"


@dataclass(frozen=True)
class Plan:
    """How items are drawn, the same in every row of the file.

    Parameters
    ----------
    design : {"random", "active", "rare"}
        Even draws, draws by the model's doubt, or draws in strata of the rank that it gives.
    size : int
        N, items they are drawn from.
    seed : int
        Of the draw.
    model : str
        Fingerprint of the predictions.
    classes : tuple of str
        Names of the classes; empty for numbers.
    rare : Rare or None
        The class that a draw by rank is for.

    Examples
    --------
    >>> plan = Plan("active", 9000, 0, "3f2a91c0", ("neg", "pos|x"))
    >>> str(plan), read_plan(str(plan)) == plan
    ('active draw of 9000, seed 0, model 3f2a91c0, classes neg|pos%7Cx', True)
    """

    design: str
    size: int
    seed: int
    model: str
    classes: tuple[str, ...]
    rare: Rare | None = None

    def __str__(self) -> str:
        names = "classes " + "|".join(quote(c, safe="") for c in self.classes) if self.classes else "numbers"
        draw = f"{self.design} draw of {self.size}{self.rare or ''}"
        return f"{draw}, seed {self.seed}, model {self.model}, {names}"

    def same_draw(self, other: Plan) -> bool:
        """Whether the same items come in the same order; names of classes may have been added."""
        return replace(self, classes=()) == replace(other, classes=())


def read_plan(text: str) -> Plan:
    """The plan that a cell holds.

    Raises
    ------
    BadData
        If it holds none.
    """
    found = PLAN.fullmatch(text.strip())
    strange = BadData(f"the plan is {text!r}", fix="fill in the column label alone and leave the others")
    if found is None:
        raise strange
    names = found["classes"].removeprefix("classes ").split("|") if found["classes"] != "numbers" else []
    classes = tuple(unquote(name) for name in names)
    size, rare = int(found["size"]), None
    if found["rare"]:
        ranks = tuple(map(int, found["bounds"].split("|")))
        rare = Rare(unquote(found["rare"]), ranks, int(found["cut"]))
    bounds = (0, size) if rare is None else rare.bounds
    sound = bounds == (0, *sorted(set(bounds[1:]))) and bounds[-1] == size
    fits = (found["design"] == "rare") == (rare is not None) and (rare is None or rare.cut in bounds[1:-1])
    if not (sound and fits):
        raise strange
    return Plan(found["design"], size, int(found["seed"]), found["model"], classes, rare)


@dataclass(frozen=True)
class Question:
    """A row of the file.

    Parameters
    ----------
    item : str
        Its id.
    text : str
        What to read; may be empty.
    order : int
        Number of the draw, from 1.
    probability : float
        Of the draw among the items then left, of those of its stratum where there are strata.
    predicted : str
        What the model says.
    label : str
        The answer; empty where there is none.
    """

    item: str
    text: str
    order: int
    probability: float
    predicted: str
    label: str = ""


def seal(text: str, key: str) -> str:
    """``text`` unreadable at a glance, so that whoever answers is not led by it; no secret.

    Examples
    --------
    >>> sealed = seal("pos", "item 7")
    >>> len(sealed), sealed.isalpha(), unseal(sealed, "item 7"), unseal(sealed, "item 8")
    (10, True, 'pos', None)
    """
    data = text.encode()
    check = hashlib.blake2b(data + key.encode(), digest_size=2).digest()
    mixed = bytes(a ^ b for a, b in zip(data + check, _stream(key, len(data) + 2), strict=True))
    return "".join(LETTERS[byte >> 4] + LETTERS[byte & 15] for byte in mixed)


def unseal(text: str, key: str) -> str | None:
    """What was sealed with this key; None where it was something else."""
    if len(text) < 4 or len(text) % 2 or set(text) - set(LETTERS):
        return None
    pairs = zip(text[::2], text[1::2], strict=True)
    mixed = bytes(LETTERS.index(a) << 4 | LETTERS.index(b) for a, b in pairs)
    data = bytes(a ^ b for a, b in zip(mixed, _stream(key, len(mixed)), strict=True))
    known = hashlib.blake2b(data[:-2] + key.encode(), digest_size=2).digest() == data[-2:]
    return data[:-2].decode(errors="replace") if known else None


def _stream(key: str, length: int) -> bytes:
    return hashlib.shake_256(key.encode()).digest(length)


def write_questions(path: Path, plan: Plan, questions: list[Question]) -> None:
    """Write the file, whole or not at all; the column ``text`` is there where a question has one."""
    import pyarrow as pa

    from labelwise.io import write

    rows: dict[str, list[Any]] = {"item": [q.item for q in questions]}
    if any(q.text for q in questions):
        rows["text"] = [q.text for q in questions]
    rows["label"] = [q.label for q in questions]
    rows["order"] = [q.order for q in questions]
    rows["probability"] = [q.probability for q in questions]
    rows["predicted"] = [seal(q.predicted, f"{plan.model} {q.item}") for q in questions]
    rows["plan"] = [str(plan)] * len(questions)
    write(pa.table(rows), path)


def read_questions(path: Path) -> tuple[Plan, list[Question]]:
    """The file as it came back, in the order of the draws, however its rows were sorted.

    Raises
    ------
    BadData
        If it is no such file, or rows are missing, doubled, of two plans, or were changed.
    """
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    table = read_table(path)[0]
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise BadData(
            f"{path} has no column {missing[0]!r}",
            allowed="a file that `labelwise evaluate --ask-file` wrote, with the column label filled in",
        )
    columns = {
        name: [bare(c) for c in cells(table[name])]
        for name in (*COLUMNS, "text")
        if name in table.column_names
    }
    plans = sorted(set(columns["plan"]))
    if len(plans) > 1:
        raise BadData(f"{path} holds rows of {len(plans)} plans", allowed="one", fix="keep the files apart")
    plan = read_plan(plans[0])
    texts = columns.get("text", [""] * len(table))
    made = [
        Question(item, text, *_numbers(path, item, order, share), _opened(path, plan, item, sealed), label)
        for item, text, order, share, sealed, label in zip(
            columns["item"], texts, columns["order"], columns["probability"], columns["predicted"],
            columns["label"], strict=True,
        )
    ]  # fmt: skip
    return plan, _in_order(path, sorted(made, key=lambda q: q.order))


def _numbers(path: Path, item: str, order: str, share: str) -> tuple[int, float]:
    try:
        found = int(float(order)), float(share.replace(",", "."))
    except ValueError as error:
        raise BadData(
            f"{path}: item {item!r} has the order {order!r} and the probability {share!r}",
            allowed="the numbers that were written", fix="fill in the column label alone",
        ) from error  # fmt: skip
    return found


def _opened(path: Path, plan: Plan, item: str, sealed: str) -> str:
    found = unseal(sealed, f"{plan.model} {item}")
    if found is None:
        raise BadData(
            f"{path}: the prediction of item {item!r} is not the one that was written",
            fix="fill in the column label alone; the ids and the other columns must stay as they were",
        )
    return found


def _in_order(path: Path, questions: list[Question]) -> list[Question]:
    items = [q.item for q in questions]
    twice = (
        next((item for item in items if items.count(item) > 1), None)
        if len(set(items)) < len(items)
        else None
    )
    if twice is not None:
        raise BadData(f"{path}: item {twice!r} stands there twice", fix="keep one row of every item")
    orders = {q.order for q in questions}
    gone = sorted(set(range(1, max(orders) + 1)) - orders)
    if gone or len(orders) < len(questions):
        said = f"the row of order {gone[0]} is missing" if gone else "two rows have one order"
        raise BadData(f"{path}: {said}", fix="put it back; where nobody could say, leave the label empty")
    return questions


def answers_of(plan: Plan, questions: list[Question], path: Path) -> np.ndarray[Any, Any]:
    """(M,) class index or number of each answer, NaN where there is none or a question mark.

    Raises
    ------
    BadData
        If a label is no class of the plan, or no finite number.
    """
    places = {name: float(k) for k, name in enumerate(plan.classes)}
    folded = {name.casefold(): place for name, place in places.items()}
    folded = folded if len(folded) == len(places) else {}
    made = np.full(len(questions), np.nan)
    for k, question in enumerate(questions):
        if not question.label or (question.label == UNKNOWN and UNKNOWN not in places):
            continue
        found = places.get(question.label, folded.get(question.label.casefold()))
        if not plan.classes:
            found = number(question.label)
        if found is None:
            raise BadData(
                f"{path}: item {question.item!r} has the label {question.label!r}",
                allowed=", ".join(plan.classes) or "a number",
                fix="mend it, or name all classes with --labels when the questions are drawn",
            )
        made[k] = found
    return made
