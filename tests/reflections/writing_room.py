"""What tests of the writing room send and read."""

import json
import uuid

from django.urls import reverse

from accounts.models import Draft, DraftText
from reflections.readers import readers_for

JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}


def draft_url(entry_id):
    return reverse("entry_draft", args=[entry_id])


def put(client, entry_id, person, **facts):
    sent = {
        "save_id": str(uuid.uuid4()),
        "base": 1,
        "author": str(person.pk),
        "title": "T",
        "body": "Words",
    } | facts
    return client.put(draft_url(entry_id), json.dumps(sent), **JSON)


def newest(entry_id):
    draft = Draft.objects.get(entry=entry_id)
    return DraftText.objects.get(draft=draft, revision=draft.revision)


def named(w):
    return [reader.key for reader in readers_for(w.asha, w.juniper)]
