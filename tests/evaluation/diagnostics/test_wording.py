"""Shares in words."""

from labelwise.evaluation.diagnostics.wording import apart, between, listed, percent, points


def test_words():
    assert percent(0.5) == "50%" and between(0, 1) == "between 0% and 100%"
    assert percent(0.0042, 1) == "0.4%" and between(0.001, 0.0042, 1) == "between 0.1% and 0.4%"
    assert points(-0.2) == "20.0 points" and apart(-0.2) == "20.0 points below"
    assert apart(0.01, "ahead of", "behind") == "1.0 point ahead of"
    assert apart(0.0) == apart(-0.0004) == "level with"
    assert listed(["a", "b"]) == "a and b" and listed([]) == ""
