"""What a user may name, and what becomes of it."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.cli.own_learner import adapted, imported, own
from labelwise.errors import BadParameter
from labelwise.learners import BlackBoxLearner, SklearnLearner, TorchLearner
from labelwise.learners.encoders import TextEncoder
from labelwise.pool import Pool
from labelwise.tasks import Classification, Tags
from labelwise.types import Targets, Training

NUMBERS = Pool(np.random.default_rng(0).normal(size=(20, 3)))
AB = Classification(["neg", "pos"])


def test_an_object_a_class_and_a_function_without_parameters(mine):
    assert own(f"{mine}:ready", NUMBERS, AB).estimator.C == 3.0
    assert own(f"{mine}:Mine", NUMBERS, AB).estimator.C == 1.0
    assert own(f"{mine}:factory", NUMBERS, AB).estimator.C == 2.0
    assert own(f"{mine}:Nested.inside", NUMBERS, AB).estimator.C == 3.0


def test_what_is_no_learner_is_refused(mine):
    with pytest.raises(BadParameter, match=rf"{mine}:number is 7, which cannot be trained.*torch module"):
        own(f"{mine}:number", NUMBERS, AB)
    with pytest.raises(BadParameter, match="cannot be trained"):
        adapted(lambda a, b, c: None, "m:f", NUMBERS, AB)


def test_what_is_not_there_is_named(mine):
    with pytest.raises(BadParameter, match=f"{mine} has no 'other'"):
        own(f"{mine}:other", NUMBERS, AB)
    with pytest.raises(BadParameter, match=r"no module 'elsewhere'.*labelwise learners"):
        own("elsewhere:other", NUMBERS, AB)
    with pytest.raises(
        BadParameter, match=r"the data set 'elsewhere:other'.*package.module:function"
    ) as error:
        imported("elsewhere:other", "data set")
    assert "learner" not in str(error.value)
    with pytest.raises(BadParameter, match=r"no module 'sklearn\.nothing'"):
        imported("sklearn.nothing:other")


def test_an_error_inside_the_module_stays_itself(here, mine):
    (here / "broken_of_user.py").write_text("import no_such_package_at_all\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_package_at_all"):
        own("broken_of_user:x", NUMBERS, AB)


def test_a_function_of_items_is_a_model_that_only_answers():
    def guess(items):
        return np.full((len(items), 2), 0.5)

    learner = adapted(guess, "m:guess", NUMBERS, AB)
    assert isinstance(learner, BlackBoxLearner) and learner.predict is guess
    with pytest.raises(BadParameter, match="partial or tags targets"):
        adapted(guess, "m:guess", NUMBERS, Tags(["a", "b"]))


def test_a_learner_is_taken_as_it_is():
    learner = SklearnLearner(LogisticRegression())
    assert adapted(learner, "m:x", NUMBERS, AB) is learner


class TestNetworks:
    def test_modules_their_classes_and_functions_that_build_them(self):
        from torch import nn

        class Net(nn.Module):
            def __init__(self, shape, outputs):
                super().__init__()
                self.head = nn.Linear(shape[0], outputs)

            def forward(self, x):
                return self.head(x)

        def build(shape, outputs):
            return Net(shape, outputs)

        x = NUMBERS.data
        targets = Targets(np.arange(20), (x[:, 0] > 0).astype(int), "hard", np.ones(20))
        data = Training(NUMBERS.x, targets.rows, targets, ("neg", "pos"))
        for thing in (Net, build, Net((3,), 2), lambda: Net((3,), 2)):
            learner = adapted(thing, "m:x", NUMBERS, AB)
            assert isinstance(learner, TorchLearner)
            assert learner.fit(data, np.random.default_rng(0)).proba(x).shape == (20, 2)
        assert repr(adapted(Net, "m:Net", NUMBERS, AB)) == "TorchLearner(network=Net)"

    def test_texts_are_encoded_and_the_output_is_that_of_the_task(self):
        def build(shape, outputs):
            raise AssertionError("nothing is trained here")

        learner = adapted(build, "m:x", Pool(["good", "bad"]), Tags(["a", "b"]))
        assert learner.output == "tags" and isinstance(learner.encoder, TextEncoder)
