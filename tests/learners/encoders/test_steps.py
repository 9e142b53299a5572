"""Features of steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from labelwise.learners.encoders import StepFeatures
from labelwise.learners.encoders.relations import RELATIONS

DATA = {
    "question": ["What is 12 plus 30?", "Sort b and a"],
    "steps": [["12 plus 30", "that is 43", "so 43"], ["a b"]],
}


def test_a_row_a_step_and_an_item_a_solution():
    z = StepFeatures(dims=3, random_state=0).fit_transform(pd.DataFrame(DATA))
    assert z.offsets.tolist() == [0, 3, 4] and z.values.shape == (4, 3 + RELATIONS)
    assert z.values.dtype == np.float32 and np.isfinite(z.values).all()


def test_other_solutions_and_solutions_without_steps():
    encoder = StepFeatures(dims=3, random_state=0)
    whole = encoder.fit_transform(pd.DataFrame(DATA))
    again = encoder.transform(
        pd.DataFrame({"question": DATA["question"][::-1], "steps": [DATA["steps"][1], []]})
    )
    np.testing.assert_allclose(again[0], whole[1], atol=1e-6)
    assert again[1].shape == (0, 3 + RELATIONS)


def test_without_a_question():
    table = pd.DataFrame({"lines": DATA["steps"]})
    z = StepFeatures("lines", question=None, dims=2, random_state=0).fit(table).transform(table)
    assert (z.values[:, -RELATIONS:][:, 4] == 0).all() and len(z) == 2
