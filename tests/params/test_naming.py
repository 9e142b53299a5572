"""Names of classes and functions: found again, and nothing else can be reached."""

from __future__ import annotations

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
    "thing", [lambda x: x, Local, Local().method, Unit("a").__str__, Unit.parse, print, dict], ids=repr
)
def test_what_would_not_be_found_again_is_refused(thing):
    with pytest.raises(BadParameter, match=r"cannot be stored by name.*labelwise, sklearn.*TRUSTED"):
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


def test_a_plug_in_adds_its_package():
    with pytest.raises(
        BadParameter, match=r"'fractions:Fraction'.*classes and functions of labelwise, sklearn"
    ):
        resolve_import("fractions:Fraction")
    TRUSTED.add("fractions")
    try:
        assert resolve_import("fractions:Fraction")(1, 2) == 0.5
    finally:
        TRUSTED.discard("fractions")
