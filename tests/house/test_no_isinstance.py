"""Store, campaign and selectors never ask of which class a Task, Form or Gate is; they ask what it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

BASES = {"Task", "Form", "Gate"}
WHERE = ("store", "campaign", "selectors")
FAMILIES = ("tasks", "streams")
ASKING = {"isinstance", "issubclass"}


def last(node: ast.AST) -> str:
    """The last name of ``a.b.Name``, empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def kinds(sources) -> set[str]:
    """Task, Form, Gate and every class below them, by name."""
    below = {
        node.name: {last(base) for base in node.bases}
        for source in sources
        if source.path.parts[0] in FAMILIES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = set(BASES)
    while new := {name for name, bases in below.items() if bases & found} - found:
        found |= new
    return found


def aliases(tree: ast.AST) -> dict[str, str]:
    """What a name was before ``import ... as`` or an assignment of one name to another."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.Assign) and last(node.value):
            found |= {last(target): last(node.value) for target in node.targets if last(target)}
    return found


def asked(node: ast.AST) -> Iterator[ast.AST]:
    """The classes that a node compares with: isinstance, issubclass, a match, ``type(x) is``."""
    if isinstance(node, ast.Call) and last(node.func) in ASKING:
        yield from (part for argument in node.args[1:] for part in ast.walk(argument))
    elif isinstance(node, ast.MatchClass):
        yield node.cls
    elif isinstance(node, ast.Compare):
        yield from (part for side in (node.left, *node.comparators) for part in ast.walk(side))


def violations(source, names: set[str]) -> list[str]:
    found, before = [], aliases(source.tree)
    for node in ast.walk(source.tree):
        for part in asked(node):
            name = last(part) or (part.value if isinstance(part, ast.Constant) else "")
            original = before.get(name, name) if isinstance(name, str) else ""
            if original in names:
                found.append(f"{source.path}:{node.lineno}: asks whether something is a {original}")
    return found


def test_nobody_asks_of_which_class_a_task_form_or_gate_is(sources):
    names = kinds(sources)
    found = [
        line for source in sources if source.path.parts[0] in WHERE for line in violations(source, names)
    ]
    assert not found, "\n".join(found)


def test_the_classes_are_found(sources):
    """Negative control of the search: those that everybody knows are among them, and nothing else is."""
    names = kinds(sources)
    assert BASES | {"Classification", "Full"} <= names
    assert not names & {"Piece", "Units", "Picker", "ABC"}
    assert all(any(s.path.parts[0] == family for s in sources) for family in WHERE)


def test_every_way_to_ask_is_caught(source_of):
    names = BASES | {"Classification", "Full"}
    for text in (
        "isinstance(task, Classification)\n",
        "isinstance(task, (int, tasks.Classification))\n",
        "isinstance(form, Full | None)\n",
        "issubclass(type(gate), Gate)\n",
        "from labelwise.tasks import Classification as C\nok = isinstance(task, C)\n",
        "from labelwise.tasks import Task\nKIND = Task\ndef f(x):\n    return isinstance(x, KIND)\n",
        "type(form) is Full\n",
        "type(task).__name__ == 'Classification'\n",
        "match task:\n    case Classification():\n        pass\n",
    ):
        assert len(violations(source_of(Path("campaign/x.py"), text), names)) == 1, text


def test_what_is_allowed_is_not_caught(source_of):
    """Making one, naming one in a type, and asking what it can do."""
    text = (
        "from labelwise.tasks.forms import Full\n"
        "def f(task: Task, form: Form = Full()) -> Gate:\n"
        "    return task.output == 'tags' and isinstance(task.classes, tuple) and hasattr(form, 'first')\n"
    )
    assert violations(source_of(Path("campaign/x.py"), text), BASES | {"Full"}) == []


def test_a_class_below_a_class_is_found(source_of):
    one = source_of(Path("tasks/one.py"), "class One(Task):\n    pass\nclass Other:\n    pass\n")
    two = source_of(Path("tasks/forms/two.py"), "class Two(base.Middle):\n    pass\n")
    middle = source_of(Path("tasks/forms/base.py"), "class Middle(Form):\n    pass\n")
    assert kinds([one, two, middle]) == BASES | {"One", "Two", "Middle"}
