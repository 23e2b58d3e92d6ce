"""An answer that was given to the group is never changed; taking it back takes the row away."""

from django.db import migrations

from accounts.immutable import written_once


class Migration(migrations.Migration):
    dependencies = [("reflections", "0003_answers_passes_and_extensions")]

    operations = [written_once("reflections_answertext")]
