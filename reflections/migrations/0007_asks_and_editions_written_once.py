"""What a student asks with a version, and the later words of a reply, stay as they were sent."""

from django.db import migrations

from accounts.immutable import written_once


class Migration(migrations.Migration):
    dependencies = [("reflections", "0006_desk_lenses_and_concerns")]

    operations = [written_once("reflections_versionask", "reflections_editiontext")]
