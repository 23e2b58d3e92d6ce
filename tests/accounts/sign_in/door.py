"""At the front door: its addresses, and what is done there."""

import re

from tests import make

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW = "another eight words to remember"


def sign_in(client, email, password=make.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password} | more)


def is_in(client):
    return client.get("/help/").status_code == 200


def link_in(letter):
    return re.search(r"https?://testserver(/\S+)", letter.body)[1]


def change_to(client, email):
    """Ask for another address, as the form of the page does."""
    client.post("/accounts/reauthenticate/?next=/accounts/email/", {"password": make.PASSWORD})
    return client.post("/accounts/email/", {"action_add": "", "email": email})
