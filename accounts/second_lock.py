"""How allauth's second lock (passkeys, codes) speaks and names things here."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person


class SecondLockAdapter(DefaultMFAAdapter):
    """allauth's own, with our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That is not the code. Codes from an app change every half minute: try the next."
        ),
        "unverified_email": _("Follow the link in your e-mail first; then add a second lock."),
        "cannot_delete_authenticator": _("This one has to stay."),
        "cannot_generate_recovery_codes": _("Codes on paper come with a passkey or an app."),
    }

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """Propose a name for a new passkey; its owner can change it before and after."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        if number == 1:
            return gettext("My passkey")
        return gettext("My passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what the device shows when it asks for the finger: our name, not the host's."""
        return super().get_public_key_credential_rp_entity() | {"name": "Heartbeat"}
