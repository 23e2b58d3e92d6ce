"""Giving a cohort another version of a module that it has already."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.actions import guarding, publishing
from curriculum.models import Module, ModuleVersion, Release, ReleaseChange
from curriculum.queries import loads

CLOSED = _("It is closed for writing, so its students keep the version they worked with.")
ARCHIVED = _("This cohort is archived and keeps what it had.")
TAKEN = _("This cohort has this version already, in a release of its own for the same block.")


def obstacle(release: Release, version: ModuleVersion) -> str:
    """Return why a release cannot move to ``version``, in a sentence; empty when it can.

    One query.
    """
    if release.is_closed:
        return str(CLOSED)
    if release.cohort.archived_at is not None:
        return str(ARCHIVED)
    twins = Release.objects.filter(version=version, cohort=release.cohort_id, block=release.block)
    return str(TAKEN) if twins.exclude(pk=release.pk).exists() else ""


@transaction.atomic
def repin(
    *, release: Release, version: ModuleVersion, note: str, by: Person, load_reason: str = ""
) -> ReleaseChange:
    """Move a release to another published version of its module; its dates stay.

    What students wrote stays with the lesson and the prompt it was written to, and ticks stay with
    the lesson's key. Students are told ``note`` in one line; no notice is sent. Refused unless
    ``by`` builds the module and may change this release, and where a further reflection is too
    much for somebody without a reason (``guarding``); NotNow when it is closed.
    """
    rows.authorise(by, "build", version.module)
    stored = Release.objects.select_for_update(of=("self",)).select_related("cohort", "version")
    found = stored.get(pk=release.pk)
    rows.authorise(by, "change", found)
    before = found.version
    if before.module_id != version.module_id or not version.is_frozen:
        raise Refused(_("Choose a published version of the same module."), field="version")
    if before.pk == version.pk:
        raise NotNow(_("This cohort has this version already."))
    sentence = obstacle(found, version)
    if sentence:
        raise NotNow(sentence)
    change = ReleaseChange(
        release=found, from_version=before, to_version=version, note=" ".join(note.split()), by=by
    )
    if not change.note:
        raise Refused(_("Say in one line what changed; students read it."), field="note")
    rows.keep(change)
    found.version, found.load_reason = version, load_reason.strip() or found.load_reason
    if loads.asks_for_more(before, version):
        hit = guarding.guard(release=found, by=by)
        guarding.note_load(release=found, by=by, hit=hit)
    # Only these: the instants of the dates stay what students were told.
    kept = {"version": version, "load_reason": found.load_reason}
    Release.objects.filter(pk=found.pk).update(**kept)
    audit.record(
        "release.repinned",
        by=by,
        about=found,
        fields="version",
        before=before.number,
        number=version.number,
        module=version.module_id,
        cohort=found.cohort_id,
    )
    release.version = version
    return change


@transaction.atomic
def publish_to(
    *,
    module: Module,
    releases: Collection[Release],
    note: str,
    by: Person,
    load_reason: str = "",
) -> ModuleVersion:
    """Publish the version being edited and give it to these releases at once, all or none."""
    version = publishing.publish(module=module, by=by)
    for release in releases:
        repin(release=release, version=version, note=note, by=by, load_reason=load_reason)
    return version
