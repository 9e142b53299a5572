"""Where the texts of a figure stand, in the widest usual font."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import numpy as np

from labelwise.report.canvas import LETTER

NS = "{http://www.w3.org/2000/svg}"
TALL, SMALL = 12.0, 11 / 13
"""Height of a line of text without its air, and the size of figures inside of cells."""

NAMES = [
    "random", "margin", "entropy", "least-confidence", "badge", "k-center", "typiclust", "probcover", "bald",
    "batchbald", "lcmd", "maxdet", "power-margin", "cluster-margin", "expected-error-reduction",
]  # fmt: skip
BAD = '</text><script>alert("x")</script>\x00'
KNOWN = {"svg", "title", "desc", "style", "g", "line", "text", "path", "circle", "rect"}


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def classed(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in tree.iter() if e.attrib.get("class") == name]


def said(element: ElementTree.Element) -> str:
    """The text that is seen; a title inside of it is not."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def corners(element: ElementTree.Element) -> np.ndarray:
    """(4, 2) corners of a text, turned as it is."""
    scale = SMALL if element.attrib.get("class") == "inside" else 1.0
    wide, x, y = LETTER * scale * len(said(element)), *(float(element.attrib[k]) for k in "xy")
    left = x - wide * {"end": 1.0, "middle": 0.5}.get(element.attrib.get("text-anchor", ""), 0.0)
    box = np.array([[left, y], [left + wide, y], [left + wide, y - TALL * scale], [left, y - TALL * scale]])
    turned = re.match(r"rotate\((\S+) ", element.attrib.get("transform", ""))
    angle = np.deg2rad(float(turned[1])) if turned else 0.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (box - [x, y]) @ turn + [x, y]


def apart(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether a line parallel to a side of either box divides the two."""
    for box in (a, b):
        for side in (box[1] - box[0], box[2] - box[1]):
            p, q = a @ side, b @ side
            if p.max() <= q.min() + 1e-6 or q.max() <= p.min() + 1e-6:
                return True
    return False


def collisions(tree: ElementTree.Element) -> list[tuple[str, str]]:
    """Texts that lie on each other, or beyond the edge."""
    texts = list(tree.iter(f"{NS}text"))
    boxes = [corners(e) for e in texts]
    wide, tall = (float(tree.attrib[k]) for k in ("width", "height"))
    beyond = [
        (said(e), "edge")
        for e, box in zip(texts, boxes, strict=True)
        if box.min() < -1 or box[:, 0].max() > wide + 1 or box[:, 1].max() > tall + 1
    ]
    pairs = itertools.combinations(zip(texts, boxes, strict=True), 2)
    return beyond + [(said(a), said(b)) for (a, p), (b, q) in pairs if not apart(p, q)]


def check_hostile(svg: str) -> None:
    """Text stays text, and the title is what was passed but for what XML forbids."""
    tree = parsed(svg)
    assert "<script" not in svg
    assert {e.tag.removeprefix(NS) for e in tree.iter()} <= KNOWN
    assert tree.find(f"{NS}title").text == BAD.replace("\x00", "\ufffd")


def check_accessible(svg: str, id: str, title: str) -> str:
    """An image with a title and a description, that carries its style; gives the description."""
    tree = parsed(svg)
    assert tree.attrib["role"] == "img" and "viewBox" in tree.attrib
    named = {e.attrib["id"]: e.text for e in tree if "id" in e.attrib}
    assert tree.attrib["aria-labelledby"].split() == list(named) == [f"{id}-title", f"{id}-desc"]
    assert named[f"{id}-title"] == title
    assert "prefers-color-scheme: dark" in tree.find(f"{NS}style").text
    return named[f"{id}-desc"]
