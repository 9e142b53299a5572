from labelwise.papers.render import methods_markdown, papers_markdown
from labelwise.papers.table import (
    Method,
    Paper,
    Part,
    method_rows,
    methods,
    paper_rows,
    papers,
    planned,
    resolve,
)

__all__ = [
    "Method", "Paper", "Part", "method_rows", "methods", "methods_markdown", "paper_rows", "papers",
    "papers_markdown", "planned", "resolve",
]  # fmt: skip
