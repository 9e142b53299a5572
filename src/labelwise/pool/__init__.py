"""The items: stable ids, columns, fixed chunks, a content fingerprint; never copied whole."""

from labelwise.pool.pool import Pool, as_pool
from labelwise.pool.subset import subset

__all__ = ["Pool", "as_pool", "subset"]
