"""Sets of OpenML, by their number."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.datasets.arrow import inputs
from labelwise.bench.datasets.kept import keep
from labelwise.bench.datasets.labelled_set import LabelledSet, Origin
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData, BadParameter
from labelwise.io.columns import is_text
from labelwise.tasks import Regression, Task

__all__ = ["load_openml", "place_of"]

SCHEME = "openml:"
FILE = "table.parquet"


def place_of(number: str, root: Path) -> Path:
    """The folder that the set of this number is kept in.

    Raises
    ------
    BadParameter
        If that is no number.

    Examples
    --------
    >>> place_of("031", Path("cache")).as_posix()
    'cache/openml/31'
    """
    if not number.isdecimal():
        raise BadParameter(f"the set is {SCHEME + number!r}", allowed="a number of OpenML, as in openml:31")
    return root / "openml" / str(int(number))


def load_openml(number: str, root: Path, network: bool) -> LabelledSet:
    """The set of OpenML with this number.

    OpenML is Vanschoren, van Rijn, Bischl and Torgo (2014, OpenML: networked science in machine learning).
    The set is fetched and parsed by :func:`sklearn.datasets.fetch_openml`, which compares the file with the
    checksum that OpenML gives, and is kept as Parquet. The label is the default target: classes where that
    is nominal, else numbers. Nominal features are texts, gaps are null, and columns that OpenML marks as
    names of rows are left out; a set of numbers without a gap is an array. The checksum is that of the
    ARFF file.

    Parameters
    ----------
    number : str
        Its number, without ``openml:``.
    root : Path
        The folder of the cache.
    network : bool
        Whether it may be fetched.

    Raises
    ------
    BadParameter
        If that is no number.
    BadData
        If it is not kept and may not or cannot be fetched, is sparse, or has columns of free text.
    """
    kept = keep(
        place_of(number, root),
        lambda folder: _fetch(int(number), folder),
        name=SCHEME + number,
        network=network,
    )
    from pyarrow.parquet import read_table

    table, target = read_table(kept.folder / FILE), kept.facts["target"]
    y: Any = table[target]
    task: Task = Regression()
    if is_text(y):
        [y], task = as_classes(y.to_pylist())
    else:
        y = y.to_numpy()
    origin = Origin({"data.arff": kept.facts["sha256"]}, kept.facts["licence"], kept.facts["source"])
    return LabelledSet(SCHEME + number, inputs(table.drop_columns([target])), y, task, origin)


def _fetch(number: int, folder: Path) -> dict[str, Any]:
    from pyarrow.parquet import write_table
    from sklearn.datasets import fetch_openml

    with TemporaryDirectory(dir=folder) as raw:
        try:
            found = fetch_openml(data_id=number, data_home=raw, as_frame=False, parser="liac-arff")
        except (OSError, ValueError, LookupError) as error:  # the network, OpenML, or the parser
            raise BadData(f"{SCHEME}{number} cannot be fetched: {error}") from error
        checksum = _arff_sum(Path(raw))
    write_table(_table(found, number), folder / FILE)
    said = found.details
    source = f"OpenML data set {number}, {said['name']} version {said['version']}"
    target = found.target_names[0]
    return {"target": target, "sha256": checksum, "licence": said.get("licence") or "", "source": source}


def _arff_sum(raw: Path) -> str:
    """Of the only file that was fetched and is no answer of the API."""
    files = [p for p in raw.rglob("*.gz") if "api" not in p.relative_to(raw).parts]
    if len(files) != 1:
        raise BadData(f"OpenML gave {len(files)} files of data", allowed="one ARFF file")
    with gzip.open(files[0]) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _table(found: Any, number: int) -> Any:
    import pyarrow as pa

    if len(found.target_names) != 1 or not isinstance(found.data, np.ndarray):
        raise BadData(
            f"{SCHEME}{number} is sparse or has the targets {', '.join(found.target_names) or 'none'}",
            allowed="a dense set with one target",
        )
    pairs = zip(found.feature_names, found.data.T, strict=True)
    columns = {name: _column(values, found.categories.get(name)) for name, values in pairs}
    numbers = found.target.dtype.kind == "f"
    columns[found.target_names[0]] = pa.array(found.target, pa.float64() if numbers else pa.string())
    return pa.table(columns)


def _column(values: NDArray[np.float64], levels: list[str] | None) -> Any:
    """Numbers, or the levels that they are the codes of; NaN is a gap."""
    import pyarrow as pa

    gaps = np.isnan(values)
    if levels is None:
        return pa.array(values, pa.float64(), mask=gaps)
    codes = pa.array(np.where(gaps, 0, values).astype(np.int32), mask=gaps)
    return pa.DictionaryArray.from_arrays(codes, pa.array(levels, pa.string())).cast(pa.string())
