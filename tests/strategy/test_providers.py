import numpy as np

from labelwise.errors import MissingCapability
from labelwise.strategy.providers import missing, predicted, reachable


def test_predicted_is_the_most_probable_class():
    assert predicted(np.array([[0.1, 0.9], [0.5, 0.5]])).tolist() == [1, 0]


def test_reachable_follows_the_providers():
    assert reachable(["embedding"]) == {"embedding"}
    assert reachable(["embedding", "proba"]) == {"embedding", "proba", "predicted"}


def test_the_message_says_what_is_there_and_who_could():
    error = missing("proba", ["embedding"])
    assert isinstance(error, MissingCapability)
    assert "there is embedding" in str(error)
    assert "CalibratedClassifierCV" in str(error)
    assert 'scores="decision"' in str(error)
    assert "CalibratedClassifierCV" in str(missing("teacher_proba", []))
    assert "the pool a column 'price'" in str(missing("price", []))
