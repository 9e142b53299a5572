"""Matches: rows whose text has some words or a pattern, for finding a rare class first."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from labelwise.candidates.texts import check_pattern, chunked, having, phrases, texts_of
from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Matches"]


@dataclass(frozen=True, repr=False)
class Matches(Piece):
    """Rows whose text has one of some phrases, or matches a regular expression.

    It is strict: where nothing matches, nothing is a candidate, and ``Selection.short`` says so. Inside
    ``Mixture`` or ``Switch`` another strategy takes over then.

    Parameters
    ----------
    words : str or sequence of str, optional
        A phrase as it stands, or several, one of which is enough. It begins and ends where a word does.
    regex : str, optional
        A regular expression instead, found anywhere in the text.
    column : str
        View name of the texts; ``"text"`` is the items themselves in a pool of texts.
    case : bool
        Whether capitals count.

    Raises
    ------
    BadParameter
        Unless there are words or a regular expression that can be read.
    BadData
        If the column holds no texts.

    Notes
    -----
    Patterns are searched by RE2: no pattern takes longer than in proportion to the text. It has no
    look-around and no back-references, which are refused. A missing text matches
    nothing. O(characters) of the candidates, about two microseconds a short text, most of which is handing it
    over.

    References
    ----------
    Keyword strata as first labels of a class of one in 10,000: M. Tonneau et al., "Multilingual Detection of
    Personal Employment Status on Twitter" (S095), 2022.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"text": ["I lost my job", "Jobless again", "a good film", "got the JOB!"]})
    >>> rows, rng = np.arange(4), np.random.default_rng(0)
    >>> Matches("job")(view, rows, 1, rng).tolist(), Matches(regex="job(less)?")(view, rows, 1, rng).tolist()
    ([0, 3], [0, 1, 3])
    """

    words: str | tuple[str, ...] = ()
    regex: str | None = field(default=None, kw_only=True)
    column: str = field(default="text", kw_only=True)
    case: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what cannot be searched."""
        super().__post_init__()
        if isinstance(self.words, list):
            object.__setattr__(self, "words", tuple(self.words))
        given = (*self._phrases, *(() if self.regex is None else (self.regex,)))
        for text in given:
            if not isinstance(text, str) or not text.strip():
                raise BadParameter(f"Matches: {text!r} is given", allowed="texts that are not empty")
        if bool(self._phrases) == (self.regex is not None):
            raise BadParameter(
                f"Matches: {'words and a regex are' if given else 'nothing is'} given",
                allowed="words, Matches(('lost my job', 'jobless')), or Matches(regex='lost.*job')",
            )
        check_pattern("Matches", self.pattern)

    @property
    def _phrases(self) -> tuple[str, ...]:
        return self.words if isinstance(self.words, tuple) else (self.words,)

    @property
    def needs(self) -> tuple[str, ...]:
        """The column."""
        return (self.column,)

    @property
    def pattern(self) -> str:
        """What is searched for."""
        return self.regex if self.regex is not None else phrases(self._phrases)

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that match."""
        found = np.zeros(len(rows), dtype=bool)
        for part in chunked(rows):
            found[part] = having(texts_of(view, self.column, rows[part]), self.pattern, not self.case)
        return rows[found]
