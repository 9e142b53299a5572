"""Names that mean nothing are all said before anything runs."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.protocols.makers import Makers, refuse_unknown
from labelwise.bench.protocols.protocol import Protocol
from labelwise.errors import BadParameter, UnknownName
from labelwise.pool import Pool
from labelwise.tasks import Classification
from labelwise.testing.labelled_sets import load_labelled, refuse_unnamed

POOL, TASK = Pool(np.eye(3)), Classification(["a", "b"])


def never(spec: str) -> None:
    raise BadParameter(f"the learner is {spec!r}", fix="take another")


MAKERS = Makers(load_labelled, check_dataset=refuse_unnamed, check_learner=never)


def test_known_names_pass():
    refuse_unknown(Protocol("p", ["blobs"], ["margin", "random"]), MAKERS)


def test_every_unknown_name_is_said_in_one_error():
    protocol = Protocol("p", ["blobs", "blob"], ["margn", "random"], learners=["svn"], finals=["", "tree"])
    with pytest.raises(UnknownName) as error:
        refuse_unknown(protocol, MAKERS)
    said = str(error.value)
    assert all(part in said for part in ("'blob'", "'blobs'", "'margn'", "'margin'", "'svn'", "'tree'"))


def test_by_default_only_the_usual_learner_is_known():
    assert Makers(load_labelled).learner("", POOL, TASK) is None
    with pytest.raises(UnknownName, match="svm"):
        Makers(load_labelled).learner("svm", POOL, TASK)
