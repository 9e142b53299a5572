"""Words as numbers, and how well the runs of words of two texts match."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.errors import BadParameter
from labelwise.learners.encoders.text import checked
from labelwise.learners.encoders.words import WordVectors

if TYPE_CHECKING:
    from labelwise.learners.matching import Matching

__all__ = ["Lexicon", "MatchNet", "Matcher", "WordFeed"]

HIDDEN = 8
"""Units of the dense layer over the cosines."""

GAIN = 4.0
"""What a perfect match adds to a logit before anything is learned."""

NONE = -2.0
"""Stands for a run that is not there: below any cosine."""

LENGTH = 3.0
"""Of a row of TF-IDF: the linear layer then learns about as fast as the matcher."""

RARE = -3.0
"""Where the logit of a label begins: labels are rare."""


class Lexicon(NamedTuple):
    """Known words; number 0 stands for none."""

    numbers: dict[str, int]
    weight: NDArray[np.float32]
    vectors: NDArray[np.float32]


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case.

    Examples
    --------
    >>> words_of("Ball, team & goal!")
    ['ball', 'team', 'goal']
    """
    return re.findall(r"\w+", text.lower())


class WordFeed:
    """Texts as tensors of word numbers, filled up with 0 on the right.

    Parameters
    ----------
    network : Matching
        Which words, with which vectors.
    """

    def __init__(self, network: Matching) -> None:
        self.network = network
        self.shape: Any = None

    def of(self, x: Any) -> WordFeed:
        """Learn the words, how rare they are, and their vectors."""
        texts = checked(x)
        counts = Counter(word for text in texts for word in set(words_of(text)))
        known = sorted(counts, key=lambda word: (-counts[word], word))[: self.network.words]
        rare = np.log((1 + len(texts)) / (1 + np.array([counts[w] for w in known], float))) + 1
        given = self.network.vectors
        if given is None:
            vectors = WordVectors(self.network.dims, random_state=0).fit(texts).transform(known)
        else:
            known, rare, vectors = _given(given, known, rare)
        self.shape = Lexicon(
            {word: k + 1 for k, word in enumerate(known)},
            np.concatenate([[0], rare]).astype(np.float32),
            np.concatenate([np.zeros((1, vectors.shape[1])), vectors]).astype(np.float32),
        )
        return self

    def numbers(self, text: str) -> list[int]:
        """The numbers of the known words of a text, in order."""
        found = (self.shape.numbers.get(word, 0) for word in words_of(text))
        return [n for n in found if n]

    def prepare(self, x: Any) -> list[list[int]]:
        """The word numbers of each text."""
        return [self.numbers(text) for text in checked(x)]

    def batch(self, prepared: Sequence[Sequence[int]], index: Any) -> dict[str, Tensor]:
        """Some of the texts."""
        return {"words": filled([prepared[int(i)] for i in index])}

    def example(self) -> dict[str, Tensor]:
        """One text."""
        return {"words": filled([[]])}

    def state(self) -> dict[str, Any]:
        """What :meth:`restored` makes it of."""
        lexicon = self.shape
        return {
            "words": json.dumps(list(lexicon.numbers)),
            "weight": lexicon.weight,
            "vectors": lexicon.vectors,
        }

    def restored(self, state: dict[str, Any]) -> WordFeed:
        """The inverse of :meth:`state`."""
        numbers = {word: k + 1 for k, word in enumerate(json.loads(str(state["words"])))}
        self.shape = Lexicon(numbers, np.array(state["weight"]), np.array(state["vectors"]))
        return self


def _given(
    vectors: Any, known: list[str], rare: NDArray[Any]
) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
    """Vectors that were passed; words of the pool without one have zeros, the others are known too."""
    arrays = {str(word): np.asarray(v, np.float32) for word, v in vectors.items()}
    shapes = {a.shape for a in arrays.values()}
    if len(shapes) > 1 or len(next(iter(shapes))) != 1:
        raise BadParameter("the word vectors have different lengths", allowed="arrays (D,) of one length")
    more = sorted(set(arrays) - set(known))
    both, zero = [*known, *more], np.zeros(next(iter(shapes)), np.float32)
    most = rare.max(initial=1.0)
    return (
        both,
        np.concatenate([rare, np.full(len(more), most)]),
        np.stack([arrays.get(w, zero) for w in both]),
    )


def filled(rows: Sequence[Sequence[int]]) -> Tensor:
    """(m, T) numbers, 0 where a row is shorter; T is at least 1."""
    made = torch.zeros((len(rows), max([1, *map(len, rows)])), dtype=torch.long)
    for k, row in enumerate(rows):
        made[k, : len(row)] = torch.as_tensor(row, dtype=torch.long)
    return made


class Matcher(nn.Module):
    """How well texts match descriptions; the same weights for all labels.

    Parameters
    ----------
    vectors : (V + 1, D) array
        Of the words to begin with.
    widths, best : int
        As in :class:`~labelwise.learners.matching.Matching`.
    """

    def __init__(self, vectors: NDArray[np.float32], widths: int, best: int) -> None:
        super().__init__()
        dims = vectors.shape[1]
        self.best = best
        self.embedding = nn.Embedding.from_pretrained(torch.from_numpy(vectors), freeze=False, padding_idx=0)
        self.runs = nn.ModuleList(nn.Linear(n * dims, dims, bias=False) for n in range(1, widths + 1))
        for n, layer in enumerate(self.runs, 1):
            with torch.no_grad():
                layer.weight.copy_(torch.eye(dims).repeat(1, n) / n)  # the mean of the words to begin with
        self.dense = nn.Sequential(nn.Linear(widths * best, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
        self.gain = nn.Parameter(torch.tensor(GAIN))

    def forward(self, words: Tensor, descriptions: Tensor) -> Tensor:
        """(B, L) scores of texts (B, T) and descriptions (L, M) of word numbers."""
        found = [
            self._best(*self._runs(words, layer, n), *self._runs(descriptions, layer, n))
            for n, layer in enumerate(self.runs, 1)
        ]
        each = torch.cat(found, dim=2)
        return self.dense(each)[..., 0] + self.gain * each.mean(dim=2)

    def _runs(self, words: Tensor, layer: nn.Module, n: int) -> tuple[Tensor, Tensor]:
        """(R, P, D) vectors of length 1 of all runs of ``n`` words, and (R, P) whether they are whole.

        A text of fewer words has one run of all of them.
        """
        longer = F.pad(words, (0, max(0, n - words.shape[1])))
        z = self.embedding(longer).unfold(1, n, 1).transpose(2, 3).flatten(2)
        there = longer.unfold(1, n, 1).ne(0).all(dim=2)
        there[:, 0] |= words[:, 0].ne(0)
        return F.normalize(layer(z), dim=2), there

    def _best(self, z: Tensor, there: Tensor, label: Tensor, known: Tensor) -> Tensor:
        """(B, L, best) the highest cosines, on average over the runs of the description."""
        cosine = torch.einsum("btd,lmd->blmt", z, label)
        cosine = cosine.masked_fill(~there[:, None, None], NONE)
        top = cosine.topk(min(self.best, cosine.shape[3]), dim=3).values
        top = F.pad(top.masked_fill(top == NONE, 0.0), (0, self.best - top.shape[3]))
        weight = known.to(top.dtype)[None, :, :, None]
        return (top * weight).sum(dim=2) / weight.sum(dim=2).clamp(min=1)


class MatchNet(nn.Module):
    """A linear layer over TF-IDF, plus the matcher's score times a weight.

    Parameters
    ----------
    lexicon : Lexicon
        Known words.
    network : Matching
        Settings.
    """

    weight: Tensor
    described: Tensor

    def __init__(self, lexicon: Lexicon, network: Matching) -> None:
        super().__init__()
        self.register_buffer("weight", torch.from_numpy(lexicon.weight))
        numbers = [[lexicon.numbers.get(w, 0) for w in words_of(d)] for d in network.descriptions]
        self.register_buffer("described", filled([[n for n in row if n] for row in numbers]))
        self.head = nn.Linear(len(lexicon.weight), len(network.descriptions))
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, RARE)
        self.matcher = Matcher(lexicon.vectors, network.widths, network.best) if network.widths else None
        self.share = nn.Parameter(torch.ones(()))

    def forward(self, words: Tensor) -> Tensor:
        """(B, labels) logits."""
        logits = self.head(self.bag(words))
        return logits if self.matcher is None else logits + self.share * self.matcher(words, self.described)

    def bag(self, words: Tensor) -> Tensor:
        """(B, V + 1) TF-IDF, rows of one length."""
        made = torch.zeros((len(words), len(self.weight)), device=words.device)
        made.scatter_add_(1, words, self.weight[words])
        return LENGTH * F.normalize(made, dim=1)

    def scores(self, model: Any, texts: list[str], descriptions: list[str]) -> NDArray[np.float64]:
        """(m, L) scores of any descriptions."""
        prepared, feed, matcher = model.feed.prepare(texts), model.feed, self.matcher
        assert matcher is not None
        device = self.weight.device
        label = filled([feed.numbers(d) for d in descriptions]).to(device)
        with torch.inference_mode():

            def job(parts: list[slice]) -> list[NDArray[Any]]:
                each = [feed.batch(prepared, range(p.start, p.stop))["words"].to(device) for p in parts]
                return [matcher(words, label).double().cpu().numpy() for words in each]

            found = model.parts.work(job, len(texts)) if texts else []
        return np.concatenate([np.zeros((0, len(descriptions))), *found])
