"""What was recorded or acknowledged is never changed afterwards."""

from django.db import migrations

from accounts.immutable import written_once


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_cohorts_and_what_we_owe_them")]

    operations = [written_once("accounts_auditevent", "accounts_drafttext")]
