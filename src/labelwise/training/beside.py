"""A model and what was trained beside it."""

from __future__ import annotations

from typing import Any

from labelwise.learners.states import joined

__all__ = ["Beside", "inside"]


class Beside:
    """A model with further outputs, which something trained beside it gives.

    Parameters
    ----------
    model : Model
        Gives all that ``side`` does not.
    side : object
        Has ``provides``, a method for each name there, and ``state()``.
    key : str
        What the names of ``side`` begin with in a state.

    Examples
    --------
    >>> from types import SimpleNamespace as Made
    >>> inner = Made(provides=("proba",), proba=lambda x: [[1.0]], state=lambda: {"w": 1.0})
    >>> side = Made(provides=("critic",), critic=lambda x: [0.5], state=lambda: {"v": 2.0})
    >>> both = Beside(inner, side, "vaal.")
    >>> both.provides, both.proba(None), both.critic(None), both.state()
    (('proba', 'critic'), [[1.0]], [0.5], {'w': 1.0, 'vaal.v': 2.0})
    """

    def __init__(self, model: Any, side: Any, key: str) -> None:
        self.model, self.side, self.key = model, side, key
        self.provides = tuple(dict.fromkeys((*model.provides, *side.provides)))

    def __getattr__(self, name: str) -> Any:
        """From the side where it gives that, else from the model."""
        if name.startswith("__") or name in ("model", "side", "key", "provides"):
            raise AttributeError(name)
        if name == "state":
            inner = self.model.state
            return lambda: joined(inner(), self.side.state(), self.key)
        return getattr(self.side if name in self.side.provides else self.model, name)


def inside(model: Any, key: str) -> Any:
    """The model that something stands beside, under this key; any other as it is.

    Examples
    --------
    >>> inside(None, "vaal.") is None
    True
    """
    return model.model if isinstance(model, Beside) and model.key == key else model
