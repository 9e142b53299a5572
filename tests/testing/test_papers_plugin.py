"""The plug-in fails a run for a proof that failed, was skipped or does not exist, and for nothing else."""

from __future__ import annotations

import pytest

from labelwise.papers import methods, papers
from labelwise.testing.papers_plugin import ProofCheck, _own_rows, claims

pytest_plugins = ["pytester"]

SECTION = "table of papers: said to work, not proven"
CONFTEST = """
from labelwise.papers.table import Paper, Part
from labelwise.testing.papers_plugin import ProofCheck

def pytest_configure(config):
    part = Part("greedy", state="works", where="a:b", proof="tests/test_p.py::test_proof", slow={slow})
    config.pluginmanager.register(ProofCheck([Paper("S900", "Title", "Here.", "none", (part,))]))
"""
INI = """
[pytest]
testpaths = tests
addopts = -m "not slow and not peer" -p no:cacheprovider
markers =
    slow: takes long
    peer: needs another library
"""
OTHER = "def test_other(): pass\n"
PASSES = "def test_proof(): pass\n"
FAILS = "def test_proof(): assert False\n"
SKIPS = "import pytest\ndef test_proof(): pytest.skip('no data')\n"
ERRS = "import pytest\n@pytest.fixture\ndef broken(): raise OSError\ndef test_proof(broken): pass\n"
XFAILS = "import pytest\n@pytest.mark.xfail\ndef test_proof(): assert False\n"
SECOND_FAILS = "import pytest\n@pytest.mark.parametrize('x', [1, 0, 1])\ndef test_proof(x): assert x\n"
SLOW = "import pytest\n@pytest.mark.slow\n"
PEER = "import pytest\n@pytest.mark.peer\n"


@pytest.fixture
def run(pytester):
    """Run a project whose row claims that tests/test_p.py::test_proof proves it."""

    def run(proof: str, *args: str, slow: bool = False) -> pytest.RunResult:
        tests = pytester.path / "tests"
        tests.mkdir(exist_ok=True)
        (tests / "test_p.py").write_text(proof)
        (tests / "test_other.py").write_text(OTHER)
        pytester.makeini(INI)
        pytester.makeconftest(CONFTEST.format(slow=slow))
        return pytester.runpytest_inprocess(*args)

    return run


def complaint(result: pytest.RunResult) -> str:
    """The line about the broken claim; empty when there is no section."""
    lines = result.outlines
    starts = [i for i, line in enumerate(lines) if SECTION in line]
    return lines[starts[0] + 1].partition("::test_proof ")[2] if starts else ""


def test_a_passing_proof_is_fine(run):
    result = run(PASSES)
    assert (result.ret, complaint(result)) == (0, "")


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (FAILS, "failed"),
        (ERRS, "failed: in setup"),
        (SKIPS, "skipped: no data"),
        (XFAILS, "xfailed"),
        (SECOND_FAILS, "failed"),
        (OTHER, "was not collected: there is no such test"),
        (PEER + PASSES, "was deselected by a marker other than slow"),
        (SLOW + PASSES, "is marked slow, not so in its row"),
    ],
)
def test_a_broken_claim_fails_the_run(run, proof, said):
    result = run(proof)
    assert (result.ret, complaint(result)) == (1, said)


def test_the_section_names_the_part(run):
    run(SKIPS).stdout.fnmatch_lines(
        [f"*{SECTION}*", "S900, greedy: tests/test_p.py::test_proof skipped: no data", "*back to planned*"]
    )


@pytest.mark.parametrize(
    "args",
    [
        ("tests/test_other.py",),
        ("tests/test_other.py::test_other",),
        ("-k", "other"),
        ("--ignore", "tests/test_p.py"),
        ("--collect-only",),
    ],
)
def test_a_part_of_the_suite_says_nothing_about_the_rest(run, args):
    result = run(OTHER, *args)
    assert (result.ret, complaint(result)) == (0, "")


@pytest.mark.parametrize(
    "args", [("-k", "other"), ("-m", "peer"), ("--deselect", "tests/test_p.py::test_proof")]
)
def test_what_the_user_deselects_is_not_judged(run, args):
    result = run(FAILS, *args)
    assert complaint(result) == ""


def test_a_part_of_the_suite_is_judged_by_what_it_ran(run):
    result = run(SKIPS, "tests/test_p.py")
    assert (result.ret, complaint(result)) == (1, "skipped: no data")


def test_the_test_paths_by_name_are_a_whole_run(run):
    result = run(OTHER, "tests")
    assert (result.ret, complaint(result)) == (1, "was not collected: there is no such test")


def test_stopping_early_says_nothing_about_what_did_not_run(run, pytester):
    (pytester.mkdir("tests") / "test_a.py").write_text("def test_a(): assert False\n")
    result = run(PASSES, "-x")
    assert (result.ret, complaint(result)) == (1, "")


def test_a_slow_proof_is_judged_only_when_selected(run):
    assert run(SLOW + FAILS, slow=True).ret == 0


@pytest.mark.parametrize("args", [("-m", "slow"), ("-m", "")])
def test_a_selected_slow_proof_is_judged(run, args):
    result = run(SLOW + SKIPS.removeprefix("import pytest\n"), *args, slow=True)
    assert (result.ret, complaint(result)) == (1, "skipped: no data")


def test_a_slow_proof_has_to_exist_and_be_marked(run):
    assert complaint(run(PASSES, slow=True)) == "is slow in its row, not marked so"


@pytest.mark.parametrize("proof", [PASSES, OTHER])
def test_workers_collect_and_the_controller_judges(run, proof):
    result = run(proof, "-n1")
    said = "was not collected: there is no such test" if proof == OTHER else ""
    assert (result.ret, complaint(result)) == (int(proof == OTHER), said)


def test_own_rows_are_the_whole_table():
    own = {claim.owner for claim in claims(_own_rows())}
    assert own == {claim.owner for claim in claims([*papers(), *methods().values()])}
    assert {f"method {name}" for name in methods()} < own
    assert len(ProofCheck(_own_rows()).proofs) >= 10
