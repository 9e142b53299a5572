import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import Mix, entropy, least_disagree, local_inconsistency, margin
from labelwise.params import from_config, to_config
from labelwise.strategy import View
from labelwise.testing.examples import arrays

GIVEN = arrays(60)
ROWS = np.arange(60)


def test_weighted_sum():
    made = View(arrays=GIVEN).score(Mix((entropy, margin), (0.5, -2.0)), ROWS)
    np.testing.assert_allclose(made, 0.5 * entropy(GIVEN["proba"]) - 2 * margin(GIVEN["proba"]))


def test_a_view_and_a_call_agree_also_for_pooled_ones_with_chance():
    mixed = Mix((margin, least_disagree, local_inconsistency), (1.0, 0.5, 0.1))
    called = mixed(**{n: GIVEN[n] for n in mixed.needs}, rng=np.random.default_rng(1))
    np.testing.assert_allclose(View(arrays=GIVEN).score(mixed, ROWS, np.random.default_rng(1)), called)


def test_each_measure_is_computed_once_for_all_that_use_it():
    calls = []

    def counted(proba):
        calls.append(len(proba))
        return proba[:, 0]

    view = View(arrays=GIVEN)
    view.score(counted, ROWS)
    view.score(Mix((counted, margin), (1.0, 1.0)), ROWS)
    assert calls == [60]


def test_a_list_does_too_and_the_configuration_comes_back():
    made = Mix([entropy, margin], [1, 0.5])
    assert made == Mix((entropy, margin), (1, 0.5)) == from_config(to_config(made))
    assert made.title == "1 entropy + 0.5 margin"


@pytest.mark.parametrize(
    ("measures", "weights", "message"),
    [
        ((entropy,), (1.0, 2.0), "1 measures with the weights"),
        ((entropy,), (np.inf,), "one finite number a measure"),
        ((), (), "Mix has no measures"),
        (("margin",), (1.0,), "Mix: the measure is 'margin'"),
    ],
)
def test_what_does_not_fit_is_refused(measures, weights, message):
    with pytest.raises(BadParameter, match=message):
        Mix(measures, weights)


def test_a_measure_with_a_memory_is_refused():
    def remembering(proba, state): ...

    remembering.stateful = True
    with pytest.raises(BadParameter, match="without a state"):
        Mix((remembering,), (1.0,))
