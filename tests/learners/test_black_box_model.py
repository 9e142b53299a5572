"""What functions and services are called in messages, and how they are asked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from labelwise.errors import BadData
from labelwise.learners.black_box_model import BlackBoxModel, FoundModel, Function, Remote
from labelwise.learners.progress import listening
from labelwise.learners.service import Service

from .test_black_box import Centres, serving


def half(x):
    return np.full((x.shape[0], 2), 0.5)


class Judge:
    def __call__(self, x):
        return half(x)


def test_messages_name_who_answered():
    assert str(Function(half)) == "the function half"
    assert str(Function(Judge())) == "the function Judge"
    assert str(Remote(Service("http://localhost:1/m", 1.0, 0), "/embedding", "embedding", {})) == (
        "the service at http://localhost:1/m/embedding"
    )


def test_a_service_that_answers_something_else():
    service = Centres()
    with serving(service) as url:
        service.broken = [(200, {"chances": []}), (200, {})]
        ask = Remote(Service(url, 5.0, 0), "", "proba", {})
        for said in ("chances", "nothing"):
            with pytest.raises(BadData, match=rf"the service at {url} answered {said}.*with 'proba'"):
                ask(np.eye(2))


def test_sparse_items_and_progress():
    heard = []
    model = BlackBoxModel(Function(half), None, ["a", "b"], 2, numeric=True)
    with listening(lambda what, share: heard.append((what, share))):
        assert model.proba(sparse.eye(5, format="csr")).shape == (5, 2)
    assert heard == [("predicting", 0.0), ("predicting", 0.4), ("predicting", 0.8)]
    assert model.embedding(sparse.eye(5, format="csr")).shape == (5, 5)
    assert not hasattr(model, "state")


def test_the_state_is_plain():
    model = FoundModel("m3", None, None, ["a", "b"], 2, numeric=False)
    assert model.state() == {"key": "m3", "classes": '["a", "b"]', "numeric": False, "ready": False}
