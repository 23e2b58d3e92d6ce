"""How allauth behaves here: by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up; people come in by name, through a link made for them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
