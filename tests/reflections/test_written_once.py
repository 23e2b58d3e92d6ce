"""What was submitted, sent or given stays what it was: the database itself refuses a change."""

import pytest
from django.db import DatabaseError, transaction

from reflections.models import (
    AnswerText,
    EditionText,
    MessageText,
    ReplyText,
    VersionAsk,
    VersionText,
)
from tests.house import matrix

pytestmark = pytest.mark.django_db


GIVEN = [VersionText, VersionAsk, ReplyText, EditionText, MessageText, AnswerText]


def test_words_that_were_given_are_never_changed(world) -> None:
    matrix.furnish(world)
    for model in GIVEN:
        before = model.objects.values_list("pk", "body").get(pk=model.objects.first().pk)
        with pytest.raises(DatabaseError, match="is written once"), transaction.atomic():
            model.objects.filter(pk=before[0]).update(body="Something else.")
        assert model.objects.values_list("pk", "body").get(pk=before[0]) == before
