"""Every door of the portal, and what stands behind it.

A route is PUBLIC (a short list, each with its reason), or OWN (behind sign-in, showing everybody
what is hers: test_canaries.py goes through each as everybody), or of ROLES (the page of a few, who
are named), or GUARDED (it names a thing: whoever the rule lets may pass, everybody else is told the
same as about a thing that never was), or the admin's.
"""

from collections.abc import Iterator

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.house.doors_cohorts import COHORTS
from tests.house.doors_courses import COURSES
from tests.house.doors_desk import DESK
from tests.house.doors_pages import PAGES
from tests.house.doors_people import PEOPLE
from tests.house.doors_rehearsals import REHEARSALS

PUBLIC = {
    "healthz": "an operator's monitor has no account",
    "invitation": "somebody who cannot sign in yet accepts her invitation",
    "invitation_open": "the same, once the secret has left the address",
    "notice_stop": "one click in a mail ends mail of its kind; signed, and tells nothing",
    "calendar": "a calendar program reads it by its secret address: dates and titles of modules",
    "account_login": "the front door",
    "account_logout": "leaving twice is no error",
    "account_inactive": "tells a suspended person whom to ask",
    "account_signup": "says that people come by invitation",
    "account_email_verification_sent": "between signing in and confirming an address",
    "account_confirm_email": "the link in a mail, which may be opened elsewhere",
    "account_reset_password": "for those who have forgotten",
    "account_reset_password_done": "the same",
    "account_reset_password_from_key": "the same, from the mail",
    "account_reset_password_from_key_done": "the same",
    "account_request_login_code": "signing in by a code in a mail",
    "account_confirm_login_code": "the same",
    "mfa_authenticate": "the second lock, between password and session",
    "mfa_login_webauthn": "signing in by a passkey",
}

OWN = {
    "search", "tag_list", "portfolio", "portfolio_print", "portfolio_pieces", "export",
    "export_download",
    "own_lenses",
    "concerns", "known", "standing_in", "help_lines",
    "home", "journal", "entry_new", "entry_samples", "readings", "mentor_change", "shared_list",
    "named_list",
    "reflection_pass", "queue", "my_students", "unsent_words", "phrase_list", "module_list",
    "scenario_list", "practice_list", "rehearsal_list", "rehearsal_start", "rehearsal_join",
    "cohort_list", "help", "device",
    "profile", "profile_apart", "profile_picture", "appearance", "calendar_feed", "leave",
    "notice_choices",
    "kept", "close_account", "thrown",
    "archived_cohorts",
    "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
    "mfa_edit_webauthn", "usersessions_list",
}  # fmt: skip

# Who of the cast opens a page that names no thing and is not everybody's.
ROLES = {
    "agreement": {"ekdal", "fox", "okoye", "gita", "noma"},
    "evidence": {"hana", "omar", "ivo"},
    "glass": {"ivo"},
    "roster_start": {"hana", "omar", "ivo", "root"},
    "wellbeing": {"ivo", "tuva"},
}

GUARDED = (*PAGES, *DESK, *PEOPLE, *COHORTS, *COURSES, *REHEARSALS)


def routes(
    resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield (name, route) of every pattern the portal answers."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route, (*spaces, *([one.namespace] if one.namespace else [])))
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or "")), route


def address_of(name: str) -> str | None:
    """Return an address of the route, with made-up parts where it has any."""
    for kwargs in ({}, {"pk": 1}, {"token": "x"}, {"key": "x"}, {"uidb36": "x", "key": "y-z"}):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return None
