"""Readers and writers: CSV, JSON lines, Parquet, folders of images."""

from labelwise.io.dataset import Dataset
from labelwise.io.readers import read, read_pool, read_table
from labelwise.io.roles import ROW_NUMBERS
from labelwise.io.writers import write

__all__ = ["ROW_NUMBERS", "Dataset", "read", "read_pool", "read_table", "write"]
