"""Questions of ``labelwise evaluate`` on a terminal, one after another."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from rich.text import Text

from labelwise.cli.common import err, plain
from labelwise.cli.files import UNKNOWN
from labelwise.cli.questions import Plan, Question
from labelwise.io.columns import number

SKIP, BACK, STOP = ("", "s", UNKNOWN), "b", "q"
LONGEST = 2000
"""Characters of an item that are shown."""


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_all(
    plan: Plan, questions: list[Question], save: Callable[[list[Question]], None], read: Callable[[], str]
) -> list[Question]:
    """Ask the questions that have no answer yet, and save after each answer.

    Parameters
    ----------
    plan : Plan
        Names the classes.
    questions : list of Question
        In the order of the draws.
    save : callable
        Gets all questions after each answer.
    read : callable
        Gives a line that was typed; ``EOFError`` ends the questions.

    Returns
    -------
    list of Question
        With the answers.
    """
    made, skipped = list(questions), set[int]()
    say(instructions(plan))
    history: list[int] = []
    while (
        place := next((k for k, q in enumerate(made) if not q.label and k not in skipped), None)
    ) is not None:
        show(made[place], len(made))
        try:
            typed = read().strip()
        except EOFError:
            break
        answer = _answer(plan, typed)
        if typed == STOP and answer is None:
            break
        if typed == BACK and answer is None:
            if history:
                last = history.pop()
                skipped.discard(last)
                made[last] = replace(made[last], label="")
                save(made)
            continue
        if answer is None and typed not in SKIP:
            say(f"{typed!r} is none of the answers. {instructions(plan)}")
            continue
        history.append(place)
        if answer is None:
            skipped.add(place)
        else:
            made[place] = replace(made[place], label=answer)
            save(made)
    return made


def instructions(plan: Plan) -> str:
    """What can be typed.

    Examples
    --------
    >>> print(instructions(Plan("random", 9, 0, "00000000", ("neg", "pos"))))
    Type 1 neg, 2 pos. Enter skips, b goes back, q stops; every answer is saved.
    """
    digits = bool(plan.classes) and all(name.isdigit() for name in plan.classes)
    named = plan.classes if digits else [f"{k} {name}" for k, name in enumerate(plan.classes, 1)]
    commands = {BACK: "b goes back", STOP: "q stops"}
    free = [said for key, said in commands.items() if key not in plan.classes]
    return (
        f"Type {', '.join(named) or 'a number'}. {', '.join(['Enter skips', *free])}; every answer is saved."
    )


def _answer(plan: Plan, typed: str) -> str | None:
    """The answer that was typed: a class, its number in the list, or the first letters of one."""
    if not plan.classes:
        return typed if number(typed) is not None else None
    if typed in plan.classes:
        return typed
    if typed.isdigit() and not all(name.isdigit() for name in plan.classes):
        return plan.classes[int(typed) - 1] if 1 <= int(typed) <= len(plan.classes) else None
    begun = [name for name in plan.classes if typed and name.casefold().startswith(typed.casefold())]
    return begun[0] if len(begun) == 1 and typed not in (BACK, STOP, *SKIP) else None


def show(question: Question, total: int) -> None:
    """The item."""
    text = plain(question.text or f"item {question.item}")[:LONGEST]
    err().print(Text.assemble((f"\n{question.order} of {total}  ", "dim"), (text, "bold")), soft_wrap=True)


def say(text: str) -> None:
    """A remark to who answers."""
    err().print(Text(text, "dim"), soft_wrap=True)
