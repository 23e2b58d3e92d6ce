"""The lines of docs/visibility.md about remarks: which were carried, and which helped."""

from reflections.models import Helped, Remark
from tests import make
from tests.house.finding import Things
from tests.world import World


def _sent(w: World) -> Remark:
    return Remark.objects.get(text__body="REMARK-sent")


def _carried(w: World) -> Remark:
    """Return a remark of the mentor’s on a version that names the cover as well."""
    entry = make.entry(author=w.asha, body="WORDS-carried")
    readers = {"mentor": w.ekdal}
    older = make.version(entry=entry, cohort=w.juniper, readers=readers)
    was = make.remark(version=older, author=w.ekdal, body="REMARK-carried")
    newer = make.version(
        entry=entry, cohort=w.juniper, readers=readers | {"cover": w.noma}, revision=9
    )
    return make.remark(version=newer, author=w.ekdal, body="REMARK-carried", carried_from=was)


REMARKS: Things = {
    "a sent remark, to say that it helped": (_sent, "receive"),
    "that it helped": (lambda w: Helped.objects.get_or_create(remark=_sent(w))[0], "read"),
    "a remark carried to a version that names the cover too": (_carried, "read"),
    "the words of one carried so": (lambda w: _carried(w).text, "read"),
}
