"""How allauth behaves here: by invitation only, and only for those who have come in."""

import logging
import smtplib
import time
from contextlib import suppress
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.actions import closing
from accounts.models import Person

logger = logging.getLogger("portal.letters")
LOGIN_CODE = "account/email/login_code"
UNKNOWN = "account/email/unknown_account"

# What allauth says when something is wrong, in our words. None of them tells whether an address
# is known.
WORDS = {
    "account_inactive": _("This account is closed for now."),
    "email_password_mismatch": _("This e-mail and this password do not belong together."),
    "email_taken": _("This address belongs to another account already."),
    "enter_current_password": _("Type the password you have now."),
    "incorrect_code": _("That is not the code we sent."),
    "incorrect_password": _("That is not your password."),
    "same_as_current": _("That is the address you have now."),
    "too_many_login_attempts": _("That was many tries. Wait a few minutes, then try again."),
    "rate_limited": _("That was many tries. Wait a few minutes, then try again."),
}


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up; people come in by name, through a link made for them.

    The roster makes people who cannot sign in yet; a forgotten-password letter or a code must
    not be a second door beside the invitation (product.md, decision 23).
    """

    error_messages = DefaultAccountAdapter.error_messages | WORDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Refuse whoever was not let in yet, whichever way they try; allauth asks for the rest."""
        if not user.has_come_in:
            return redirect("account_signup")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Let whoever is closing her account keep it: signing in says so."""
        if closing.keep(by=user):
            messages.success(request, _("You signed in, so your account stays as it is."))
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Take a sign-in of the last minutes as said just now, before what is the portal's own.

        allauth counts only what was asked for anew, so that whoever had just signed in was asked a
        second time. The pages of the second lock, which name their ``app``, go on asking.
        """
        required = super().is_reauthentication_required(app=app, **kwargs)
        return required and (bool(app) or not self._signed_in_just_now())

    def _signed_in_just_now(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a sign-in code only to those who may use it; others are told how one comes in."""
        if template_prefix == LOGIN_CODE and not self._may_sign_in(email):
            template_prefix, context = UNKNOWN, {}
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as error:
            # Only the class of the failure: a mail server's answer can repeat what was sent.
            logger.warning("letter not sent: %s", type(error).__name__)
            page = render(self.request, "accounts/mail_away.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell of a change that was made; it stands, whether or not the letter can go out."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*args, **kwargs)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Send a reset link only to those who have come in: it would let the others in."""
        if user.has_come_in:
            super().send_password_reset_mail(user, email, context)
        else:
            self.send_mail(UNKNOWN, email, {})

    def _may_sign_in(self, email: str) -> bool:
        person = Person.objects.filter(email=email.lower(), is_active=True).first()
        return person is not None and person.has_come_in

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let a new address take over, unless somebody was added under it in the meantime.

        Person.email follows, in lower case: allauth writes it through its own ``user_email``.
        """
        others = Person.objects.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            return False
        return super().confirm_email(request, email_address)

    def is_safe_url(self, url: str) -> bool:
        """After signing in, lead nowhere but to this very host."""
        return url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )
