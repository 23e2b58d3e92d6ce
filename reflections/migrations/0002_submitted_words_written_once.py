"""A submitted version, a sent reply and a sent message are never changed afterwards."""

from django.db import migrations

from accounts.immutable import written_once


class Migration(migrations.Migration):
    dependencies = [("reflections", "0001_entries_versions_and_readers")]

    operations = [
        written_once(
            "reflections_version",
            "reflections_versiontext",
            "reflections_replytext",
            "reflections_messagetext",
        )
    ]
