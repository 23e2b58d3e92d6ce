"""What a page of the admin only shows: a name leads to its page where this person may open that."""

from typing import Any

from django.contrib.admin import helpers
from django.db import models


class ReadOnlyField(helpers.AdminReadonlyField):
    """A field that is shown. Django links each name whose model has pages, whoever is looking."""

    def get_admin_url(self, remote_field: Any, remote_obj: models.Model) -> str:
        may_open = getattr(self.form, "may_open", None)
        if may_open is None or not may_open(remote_obj):
            return str(remote_obj)
        return super().get_admin_url(remote_field, remote_obj)
