"""A finding stands without a number or a picture."""

from __future__ import annotations

import numpy as np

from labelwise.types import Finding, Picture


def test_what_is_not_given_is_empty():
    finding = Finding("class balance", "Cannot be said yet: nothing is labelled.")
    assert (finding.value, finding.warn, finding.picture) == (None, False, None)
    picture = Picture("lines", np.arange(2), {"ours": np.ones(2)})
    assert dict(picture.low) == dict(picture.high) == {} and picture.x_label == ""
