"""What a form has without doing anything for it."""

from __future__ import annotations

import numpy as np

from labelwise.tasks.forms import Full
from labelwise.types import Posed


def test_a_plain_form_poses_nothing_special_and_needs_no_calibration():
    form = Full()
    assert form.pose(None, np.arange(2)) == [Posed(), Posed()]
    assert form.first(None, 10) == 0
    assert form.needs == ()
