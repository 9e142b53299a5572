"""How a question is posed, what it costs and how an answer is read."""

from labelwise.tasks.forms.full import Full

__all__ = ["Full"]
