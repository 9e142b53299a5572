"""Questions on a terminal: classes by number, name or first letters; skip, back and stop."""

from __future__ import annotations

from labelwise.cli.asking import ask_all, instructions
from labelwise.cli.questions import Plan, Question

CLASSES = ("neg", "pos", "quite odd")


def asked(lines, classes=CLASSES, count=4, labels=()):
    """Labels at the end, and what was saved after each answer."""
    plan = Plan("random", 90, 0, "00000000", classes)
    given = [*labels, *[""] * count][:count]
    made = [Question(f"i{k}", f"text {k}", k + 1, 0.1, "neg", label) for k, label in enumerate(given)]
    typed, saved = iter(lines), []

    def read():
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    found = ask_all(plan, made, lambda now: saved.append([q.label for q in now]), read)
    return [q.label for q in found], saved


def test_numbers_names_and_first_letters():
    found, saved = asked(["1", "pos", "QUITE", "n"])
    assert found == ["neg", "pos", "quite odd", "neg"] and len(saved) == 4
    assert saved[0] == ["neg", "", "", ""]


def test_back_skip_stop_and_nonsense(capsys):
    assert asked(["1", "b", "2", "", "x", "9", "3", "q"])[0] == ["pos", "", "quite odd", ""]
    assert "'x' is none of the answers" in capsys.readouterr().err
    assert asked(["b", "", "b", "1"])[0][0] == "neg"
    assert asked([])[0] == [""] * 4


def test_answers_from_before_are_not_asked_again():
    assert asked(["2"], count=3, labels=("neg", "", "neg"))[0] == ["neg", "pos", "neg"]


def test_classes_that_are_digits_go_by_their_names():
    assert asked(["3", "0"], classes=("0", "1", "3"), count=2)[0] == ["3", "0"]


def test_a_class_may_be_called_as_a_command():
    told = instructions(Plan("random", 9, 0, "00000000", ("b", "c")))
    assert told == "Type 1 b, 2 c. Enter skips, q stops; every answer is saved."
    assert instructions(Plan("random", 9, 0, "00000000", ("0", "10"))).startswith("Type 0, 10. Enter")
    assert asked(["b", "q", "s"], classes=("b", "q", "s"), count=3)[0] == ["b", "q", "s"]


def test_numbers():
    assert asked(["2.5", "x", "-3"], classes=(), count=2)[0] == ["2.5", "-3"]
    assert asked(["1,5", ""], classes=(), count=2)[0] == ["1,5", ""]
    assert "a number" in instructions(Plan("random", 9, 0, "00000000", ()))


def test_a_hostile_text_does_not_steer_the_terminal(capsys):
    plan = Plan("random", 9, 0, "00000000", CLASSES)
    ask_all(plan, [Question("a", "x\x1b[2J[red]y", 1, 0.1, "neg")], lambda now: None, lambda: "q")
    shown = capsys.readouterr().err
    assert "\x1b[2J" not in shown and "[red]y" in shown
