"""Who is there is asked by questions compiled once, and answered as Django answers."""

from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from config.sign_in import SessionStore, SignIn
from tests import make

pytestmark = pytest.mark.django_db


def test_a_session_counts_until_it_ends(client_for):
    asha, noor = make.person(), make.person()
    hers, other = client_for(asha), client_for(noor)
    store = SessionStore(hers.session.session_key)
    assert store[SESSION_KEY] == str(asha.pk)
    assert store[BACKEND_SESSION_KEY] == "config.sign_in.SignIn"
    assert other.get(reverse("profile")).context["user"] == noor
    Session.objects.filter(pk=hers.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    late = SessionStore(store.session_key)
    assert SESSION_KEY not in late
    assert late.session_key is None
    assert hers.get(reverse("profile")).status_code == 302
    assert other.get(reverse("profile")).status_code == 200
    other.logout()
    assert other.get(reverse("profile")).status_code == 302


def test_nobody_is_found_who_is_gone_or_may_not_sign_in():
    asha, noor = make.person(), make.person()
    assert SignIn().get_user(asha.pk) == asha
    type(asha).objects.filter(pk=asha.pk).update(is_active=False)
    noor_id = noor.pk
    noor.delete()
    assert [SignIn().get_user(pk) for pk in (asha.pk, noor_id)] == [None, None]
