"""The list of scenarios says what was published last: filled from the newest editions there are."""

import re
import unicodedata

from django.db import migrations, models

LISTED = (
    "title", "summary", "skill", "setting", "level", "minutes_prepare", "minutes_play",
    "minutes_debrief", "people_min", "people_max", "intensity", "content_note", "kind",
)  # fmt: skip
SEARCHED = ("title", "summary", "skill", "setting", "for_whom", "content_note", "you_are", "door")
ACCENTS = re.compile(r"[\u0300-\u036f]+")


def fill(apps, schema_editor):
    """Write beside each scenario what its newest edition says."""
    scenarios = apps.get_model("curriculum", "Scenario").objects
    editions = apps.get_model("curriculum", "ScenarioEdition").objects
    # The newest comes last.
    rows = editions.order_by("scenario_id", "number").values_list("scenario_id", "document")
    for pk, said in rows.iterator(chunk_size=100):
        texts = [*(said.get(name, "") for name in SEARCHED), *said.get("aims", ())]
        folded = unicodedata.normalize("NFKD", "\n".join(texts).casefold())
        scenarios.filter(pk=pk).update(
            listed={name: said[name] for name in LISTED}, searched=ACCENTS.sub("", folded)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("curriculum", "0006_safety_lines"),
    ]

    operations = [
        migrations.AddField("scenario", "listed", models.JSONField(editable=False, null=True)),
        migrations.AddField("scenario", "searched", models.TextField(blank=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
