"""The lines of docs/visibility.md about depth lenses."""

from collections.abc import Callable

from reflections.models import Placing
from tests import make
from tests.house.finding import Things
from tests.world import World


def _placed(state: str, by: str) -> Callable[[World], Placing]:
    """Find where somebody sees a version; its author has placed it before anybody else."""

    def find(w: World) -> Placing:
        version = w.entries[state].versions.get()
        make.placing(version=version, by=w.asha)
        return make.placing(version=version, by=getattr(w, by), step=3)

    return find


LENSES: Things = {
    "where the author sees a version of hers": (_placed("submitted", "asha"), "read"),
    "where the author sees one, covered": (_placed("covered", "asha"), "read"),
    "where she sees one that named the lead": (_placed("lead_named", "asha"), "read"),
    "where she sees one whose mentor left": (_placed("former", "asha"), "read"),
    "where her mentor sees one, not answered": (_placed("being_answered", "ekdal"), "read"),
    "where her mentor sees one, answered": (_placed("answered", "ekdal"), "read"),
    "where the cover sees one, not answered": (_placed("covered", "noma"), "read"),
}
