"""What keeps people safe in a scenario: a row for each line of the text it was."""

import django.db.models.deletion
from django.db import migrations, models


def into_rows(apps, schema_editor):
    """Make a row of each line that says something, in their order."""
    scenarios = apps.get_model("curriculum", "Scenario").objects.order_by("pk")
    lines = apps.get_model("curriculum", "SafetyLine").objects
    lines.bulk_create(
        lines.model(scenario_id=pk, text=line, position=at)
        for pk, text in scenarios.values_list("pk", "safety_text")
        for at, line in enumerate((one.strip() for one in text.splitlines() if one.strip()), 1)
    )


def into_text(apps, schema_editor):
    """Put the rows of each scenario back into one text, a line each."""
    scenarios = apps.get_model("curriculum", "Scenario").objects
    lines = apps.get_model("curriculum", "SafetyLine").objects.order_by("position", "pk")
    found = {}
    for pk, text in lines.values_list("scenario_id", "text"):
        found.setdefault(pk, []).append(" ".join(text.split()))
    for pk, said in found.items():
        scenarios.filter(pk=pk).update(safety_text="\n".join(said))


class Migration(migrations.Migration):
    dependencies = [
        ("curriculum", "0005_scenarios_in_full_and_encounters"),
    ]

    operations = [
        # The rows take its name.
        migrations.RenameField("scenario", "safety", "safety_text"),
        migrations.CreateModel(
            name="SafetyLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="order")),
                (
                    "text",
                    models.TextField(
                        help_text="Such as Anyone may say time-out.",
                        verbose_name="what everybody keeps to",
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="safety",
                        to="curriculum.scenario",
                        verbose_name="scenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "line on keeping each other safe",
                "verbose_name_plural": "keeping each other safe",
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.RunPython(into_rows, into_text),
        migrations.RemoveField("scenario", "safety_text"),
    ]
