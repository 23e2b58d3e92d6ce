"""What lies beneath a page: its versions, their texts, what was said about them.

A page's queries begin with the right (``visible_to``); from there they go down to the rows of that
page, and this is the only way down. It asks for the parent by name, so that no query can begin
beneath.
"""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
PARENTS = {
    "entry",
    "entry__in",
    "entry__author",
    "entry__versions",
    "version",
    "version__entry",
    "version__in",
    "reply",
    "reply__in",
    "remark",
    "draft",
    "draft__entry__in",
}


def beneath(model: type[Row], **of: Any) -> models.QuerySet[Row]:
    """Return the rows of ``model`` that belong to a parent which came to the asker by right.

    The parent is a row, a query of such rows, an OuterRef to one, or the asker as the author.
    TypeError without one.
    """
    if not PARENTS & set(of):
        raise TypeError(f"Say which page this {model.__name__} belongs to.")
    return model._default_manager.filter(**of)
