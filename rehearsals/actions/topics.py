"""What a dialogue may be about: invented questions first, real ones only for those who choose to.

Green is for everybody. Amber and red ask each person before she comes in; saying no is not coming.
"""

from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow, Refused
from accounts.models import Person
from rehearsals import talking
from rehearsals.models import Place, Rehearsal

INVENTED_FIRST = _(
    "This is a real question, or a red one. Hold a dialogue on an invented one with this cohort "
    "first; the yard sign is made for that."
)
ASKED = _("Say that you choose this question, or stay outside: the alternative counts the same.")


def check_first(made: Rehearsal) -> None:
    """NotNow where a cohort would begin with a real question, or a red one."""
    document = made.document
    if document.kind != talking.DIALOGUE or talking.is_gentle(document):
        return
    before = Rehearsal.objects.filter(
        cohort=made.cohort_id,
        scenario__kind=talking.DIALOGUE,
        begun_at__isnull=False,
        closed_at__isnull=False,
    )
    held = before.select_related("edition")
    if not any(talking.is_gentle(one.document) for one in held):
        raise NotNow(INVENTED_FIRST, field="scenario")


def ask_first(rehearsal: Rehearsal, by: Person) -> None:
    """Refused where she is asked first, and is not in the room already."""
    if not talking.asks_first(rehearsal.document):
        return
    if not Place.objects.filter(rehearsal=rehearsal, person=by).exists():
        raise Refused(ASKED, field="opted_in")
