"""Who is there: the two questions with which every page begins, compiled once.

Django builds both anew at each request, which takes longer than to answer them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from accounts.prepared import prepared


@prepared
def _session(key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


@prepared
def _person(pk: UUID) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, looked up by a question compiled once."""

    def _get_session_from_db(self) -> Session | None:
        found = _session(self.session_key, timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class SignIn(AuthenticationBackend):
    """allauth's way to sign in; who is signed in is looked up by a question compiled once."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person a session names, unless she is gone or may not sign in."""
        found = _person(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
