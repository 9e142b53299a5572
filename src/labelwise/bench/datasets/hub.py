"""Sets of the Hugging Face hub, from the Parquet files that it makes of every public set."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from labelwise.errors import BadData

__all__ = ["fetch_parquet"]

ENDPOINT = "https://huggingface.co"
MAGIC = b"PAR1"
SPLITS = ("train", "validation", "test")
TIMEOUT = 60
"""Seconds without a byte."""


def fetch_parquet(repository: str, config: str, folder: Path) -> dict[str, Any]:
    """Fetch the files of a configuration into a folder.

    Plain HTTP, without the packages ``datasets`` or ``huggingface_hub``: no code of a set is ever run. The
    variable ``HF_ENDPOINT`` names another hub, as it does for those packages.

    Parameters
    ----------
    repository : str
        ``owner/name``.
    config : str
        Empty: the only one, or ``default``.
    folder : Path
        The files are called ``<split>-<number>.parquet`` in it.

    Returns
    -------
    dict
        ``config`` that was taken, ``licence`` as its card states it, ``source``.

    Raises
    ------
    BadData
        If there is no such set or configuration, or the network fails.
    """
    endpoint = os.environ.get("HF_ENDPOINT", ENDPOINT).rstrip("/")
    about = f"{endpoint}/api/datasets/{repository}"
    listed, card = _json(f"{about}/parquet", endpoint), _json(about, endpoint)
    chosen = config or (next(iter(listed)) if len(listed) == 1 else "default")
    if chosen not in listed:
        raise BadData(
            f"{repository} has no configuration {chosen!r}",
            allowed=", ".join(listed) or "none: the hub made no Parquet files of it",
            fix=f"name one: hf:{repository}:<configuration>",
        )
    wanted = {split: urls for split, urls in listed[chosen].items() if split in SPLITS}
    for split, urls in (wanted or listed[chosen]).items():
        for number, url in enumerate(urls):
            _save(url, endpoint, folder / f"{re.sub(r'[^A-Za-z0-9_]', '_', split)}-{number:04d}.parquet")
    licence = (card.get("cardData") or {}).get("license") or ""
    source = f"{repository}, configuration {chosen}, on the Hugging Face hub, revision {card.get('sha', '')}"
    return {
        "config": chosen,
        "licence": licence if isinstance(licence, str) else ", ".join(licence),
        "source": source,
    }


def _json(url: str, endpoint: str) -> Any:
    with _opened(url, endpoint) as answer:
        raw = answer.read()
    try:
        return json.loads(raw)
    except ValueError as error:
        raise BadData(f"{url} gave no JSON: {error}") from error


def _save(url: str, endpoint: str, file: Path) -> None:
    with _opened(url, endpoint) as answer, file.open("wb") as out:
        shutil.copyfileobj(answer, out)
        told = answer.headers.get("Content-Length")
    if told is not None and file.stat().st_size != int(told):
        raise BadData(f"{url} broke off after {file.stat().st_size} of {told} bytes", fix="try it again")
    with file.open("rb") as saved:
        if saved.read(4) != MAGIC:
            raise BadData(f"{url} gave no Parquet file", fix="look at the address in a browser")


@contextmanager
def _opened(url: str, endpoint: str) -> Iterator[Any]:
    if not url.startswith(f"{endpoint}/") or not re.match("https?://", url):
        raise BadData(f"the hub names the file {url!r}", allowed=f"files below {endpoint}")
    try:
        with urlopen(Request(url, headers={"User-Agent": "labelwise"}), timeout=TIMEOUT) as answer:
            yield answer
    except (OSError, HTTPException) as error:
        raise BadData(f"{url} cannot be fetched: {error}", fix="check the name and the network") from error
