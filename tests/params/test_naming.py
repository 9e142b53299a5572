"""Names of classes and functions: found again, and nothing else can be reached."""

from __future__ import annotations

import sys

import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadParameter
from labelwise.params import TRUSTED, Between, import_name, needs_of, resolve_import
from labelwise.types import Unit


@pytest.mark.parametrize("thing", [Between, needs_of, LogisticRegression, Unit, Unit.__str__])
def test_a_name_is_found_again(thing):
    assert resolve_import(import_name(thing)) is thing


class Local:
    def method(self):
        """Not importable by name from a project."""


@pytest.mark.parametrize(
    "thing",
    [lambda x: x, Local, Local().method, Unit("a").__str__, Unit.parse, print, dict],
    ids=["lambda", "class", "method", "slot", "classmethod", "print", "dict"],
)
def test_what_would_not_be_found_again_is_refused(thing):
    with pytest.raises(BadParameter, match=r"cannot be stored by name.*labelwise, sklearn.*plug-in"):
        import_name(thing)


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "builtins:eval",
        "labelwise.pool.content:hashlib.sys.modules",
        "labelwise.errors:difflib.re.compile",
        "labelwise.pool.content:np.load",
        "sklearn.datasets._base:os.system",
        "sklearn.datasets._base:os",
        "labelwise.params:TRUSTED",
        "labelwise_evil:run",
        "",
        "labelwise",
    ],
)
def test_nothing_outside_the_trusted_packages_is_reached(name):
    with pytest.raises(BadParameter):
        resolve_import(name)


@pytest.mark.parametrize("name", ["labelwise.no_such:Thing", "labelwise.params:NoSuchThing"])
def test_a_name_of_another_version(name):
    with pytest.raises(BadParameter, match=r"this version has no 'labelwise.*install the version"):
        resolve_import(name)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a module and, unless there is none, its entry point where Python looks for packages."""

    def made(name: str, entry: str = "") -> None:
        (tmp_path / f"{name}.py").write_text("import os\n\n\nclass Thing:\n    pass\n")
        if entry:
            info = tmp_path / f"{name}-1.0.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (info / "entry_points.txt").write_text(f"[labelwise.papers]\nrows = {entry}\n")
        monkeypatch.syspath_prepend(tmp_path)

    yield made
    for name in ("brought", "plain"):
        sys.modules.pop(name, None)


def test_an_installed_plug_in_is_trusted(install):
    install("brought", "brought")
    thing = resolve_import("brought:Thing")
    assert thing.__name__ == "Thing" and import_name(thing) == "brought:Thing"
    with pytest.raises(BadParameter, match=r"'brought:os.system'.*functions of brought, labelwise, sklearn"):
        resolve_import("brought:os.system")
    with pytest.raises(BadParameter, match="this version has no 'brought:Other'"):
        resolve_import("brought:Other")


def test_a_package_without_an_entry_point_stays_out_and_is_not_even_imported(install):
    install("plain")
    with pytest.raises(
        BadParameter, match=r"'plain:Thing'.*functions of labelwise, sklearn.*install the plug-in"
    ):
        resolve_import("plain:Thing")
    assert "plain" not in sys.modules


def test_an_entry_point_opens_no_module_of_python(install):
    install("brought", "os:PAPERS")
    with pytest.raises(BadParameter, match=r"'os:system'"):
        resolve_import("os:system")


def test_a_program_may_add_its_own_package(install):
    install("plain")
    TRUSTED.add("plain")
    try:
        assert import_name(resolve_import("plain:Thing")) == "plain:Thing"
    finally:
        TRUSTED.discard("plain")
