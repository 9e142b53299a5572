"""What one annotation server is started with."""

from __future__ import annotations

import getpass
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from labelwise.errors import BadParameter

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """How the page looks and who may use it.

    Parameters
    ----------
    project : str
        The name shown at the top.
    name : str
        The annotator; answers are given ``by="human:<name>"``.
    guidelines : str
        Markdown shown on ``g``; empty for none.
    suggest : bool
        Whether the model's suggestions are shown where that is allowed.
    export, predict : str
        Commands shown when everything is labelled.
    root : Path or None
        Folder that every image of the pool must lie in; None when the pool has no images.
    hosts : tuple of str
        Names that a request may be addressed to.
    key : str
        Under which a browser keeps this project's unsent answers.
    bearer : str or None
        Secret that lets scripts in by ``Authorization: Bearer``; None lets none in.

    Examples
    --------
    >>> Settings("reviews", name="anna").by
    'human:anna'
    """

    project: str
    name: str = "me"
    guidelines: str = ""
    suggest: bool = True
    export: str = ""
    predict: str = ""
    root: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    key: str = "project"
    bearer: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\s:/\\][^:/\\\x00-\x1f]{0,59}", self.name):
            raise BadParameter(
                f"the annotator's name is {self.name!r}",
                allowed="1 to 60 characters without : / and line breaks",
            )

    @property
    def by(self) -> str:
        """Who answers, as the ledger writes it."""
        return f"human:{self.name}"

    @property
    def guideline(self) -> str:
        """Version of the guidelines, stored with each answer; empty without guidelines."""
        return hashlib.sha256(self.guidelines.encode()).hexdigest()[:12] if self.guidelines else ""


def own_name() -> str:
    """The name of the user at this machine, or ``"me"`` where there is none.

    Examples
    --------
    >>> len(own_name()) > 0
    True
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return "me"
    return re.sub(r"[:/\\\s]+", "-", name)[:60] or "me"


def bearer_from_environment() -> str | None:
    """The secret in ``LABELWISE_TOKEN``, None when it is not set.

    Raises
    ------
    BadParameter
        If it is too short to be safe.
    """
    token = os.environ.get("LABELWISE_TOKEN")
    if token is not None and len(token) < 20:
        raise BadParameter(
            "LABELWISE_TOKEN is too short", allowed="20 characters or more", fix="set a longer one"
        )
    return token
