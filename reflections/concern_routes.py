"""What a mentor is told on each of the four routes: signals, words, acts, and by when.

Our own words (practice.md, 1.4). The contacts are the school's and are not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.routes import Route

Said = str | Promise


@dataclass(frozen=True)
class Guidance:
    """One route. ``plainly`` says it to the student it is about."""

    route: Route
    when: Said
    signals: Said
    say: Said
    do: Sequence[Said]
    plainly: Said

    @property
    def letter(self) -> str:
        return self.route.letter

    @property
    def is_urgent(self) -> bool:
        return self.route is Route.SAFETY


GUIDANCE: dict[str, Guidance] = {
    one.route: one
    for one in (
        Guidance(
            Route.SAFETY,
            _("Immediately"),
            _("Thoughts of suicide, of harming themselves or somebody else; not safe at home."),
            _("Thank you for telling me. I am worried about you, and I do not want you to be "
              "alone with this. Are you safe right now?"),
            (
                _("Ring, or go and see them. Do not only write."),
                _("Ask directly about suicide. Asking does not put the thought there."),
                _("Stay with them, by phone or in person, until somebody else is."),
                _("If there is danger now, ring the emergency number or the school’s crisis line; "
                  "student support on call takes it from there."),
                _("A few kind lines on the page can wait until afterwards."),
            ),
            _("because somebody was worried about your safety"),
        ),
        Guidance(
            Route.WELLBEING,
            _("Within 48 hours"),
            _("Worn out, without hope, not sleeping, grieving, drinking to get through it, “what’s "
              "the point”."),
            _("This sounds heavy. Would it help to talk this week? There is also confidential "
              "support that has nothing to do with your grades."),
            (
                _("Offer to talk, and name a time."),
                _("Say where the confidential support is."),
                _("If they want that, they can let the wellbeing lead know their name and how to "
                  "reach them. Only they can; the portal sends nothing of itself."),
                _("Without their yes nothing goes on, unless the risk rises: then it is route A."),
            ),
            _("because somebody wondered how you are bearing up"),
        ),
        Guidance(
            Route.MISTREATMENT,
            _("Within 72 hours"),
            _("Humiliated, discriminated against, harassed, made to work unsafe hours."),
            _("That should not have happened. You decide what happens next, unless the law decides "
              "for us. May I tell you the options?"),
            (
                _("Some people at a school are bound by law to report, sexual misconduct above "
                  "all. If you are one of them, say so before they say more."),
                _("Tell them the options, reporting without a name included."),
                _("Leave the choice with them, and ask again in a week."),
            ),
            _("because of how somebody may have treated you"),
        ),
        Guidance(
            Route.PATIENTS,
            _("The same day if a patient may be at risk"),
            _("Something noted that was not done, a colleague not fit to work, an examination "
              "without consent, an error not disclosed, a lapse of their own."),
            _("Thank you for trusting me with it. The patient comes first. Let us look at what "
              "needs to be reported, and I will help you do it."),
            (
                _("They use the official way themselves, with your help."),
                _("If they cannot, and a patient is still at risk, you report it, and tell them "
                  "first."),
                _("The facts go there. The page is for what they learn from it."),
            ),
            _("because of something that concerns patients or conduct"),
        ),
    )
}  # fmt: skip
