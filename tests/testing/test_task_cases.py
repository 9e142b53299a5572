"""What tasks are tried on."""

import numpy as np
import pytest

from labelwise import tasks
from labelwise.tasks import Regression, Task
from labelwise.testing.task_cases import CASES, TaskCase


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_what_its_name_says(name):
    case = CASES[name]()
    assert type(case.task).__name__ == name.split()[-1] and repr(case) == repr(case.task)
    assert len(case.output) == len(case.units) >= 6
    values = [repr(case.told(v).value) for v in case.values]
    assert len(set(values)) == len(values) >= 2


def test_every_task_of_the_folder_is_tried():
    found = {
        name for name, made in vars(tasks).items() if isinstance(made, type) and issubclass(made, Task)
    } - {"Task"}
    assert found == {type(make().task).__name__ for make in CASES.values()}


def test_items_and_units():
    pixels = CASES["Pixels"]()
    assert [str(u) for u in pixels.units[:5]] == ["0#p0,0", "0#p0,1", "0#p0,2", "0#p0,3", "0#p2,0"]
    assert pixels.raw("sky", unit=4).part == "p2,0"
    plain = TaskCase(Regression(), (1.0, 2.0), (), np.zeros(6))
    told = plain.told(2.0, unit=3, by="model:m1", weight=0.5)
    assert (told.item, told.part, told.by, told.weight) == ("3", "", "model:m1", 0.5)
    assert plain.targets([told]).rows.tolist() == [3]
    assert len(plain.several()) == 2 and plain.everything() == [("is", 1.0), ("is", 2.0)]
