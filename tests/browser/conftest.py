"""A course that is being built, and a browser signed in as somebody."""

import pytest
from django.conf import settings
from django.test import Client

from curriculum.actions import publishing
from tests import make, standing
from tests import world as worlds
from tests.browser.desk_room import three
from tests.browser.looks import DESK


@pytest.fixture
def built(transactional_db):
    """Return the cast, with a lesson of several kinds in the version Hana is editing."""
    world = standing.built(worlds.build)
    frozen = world.release.version
    make.lesson(version=frozen, kind="art", title="Slow looking", reveal="A field.")
    make.lesson(version=frozen, kind="circle", title="Reading aloud", agreements="Listen.")
    world.edited = publishing.edit(module=frozen.module, by=world.hana)
    reading = world.edited.lessons.get(kind="reading")
    make.step(lesson=reading, text="First step")
    make.step(lesson=reading, text="Second step")
    return world


@pytest.fixture
def sign_in(base_url):
    """Return a function that gives a browser context the session of a person."""

    def enter(context, person):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
        )

    return enter


@pytest.fixture
def asha_page(world, new_context, sign_in):
    """Return a page of a browser on a desk, signed in as Asha."""
    context = new_context(viewport=DESK)
    sign_in(context, world.asha)
    return context.new_page()


@pytest.fixture
def page_for(new_context, sign_in):
    """Return a maker of pages that are signed in as a person."""

    def make_page(person, **options):
        context = new_context(**({"viewport": DESK} | options))
        sign_in(context, person)
        return context.new_page()

    return make_page


@pytest.fixture
def open_as(page_for, base_url):
    """Open a page signed in as somebody."""

    def open_page(person, path, **options):
        page = page_for(person, **options)
        page.goto(base_url + path)
        return page

    return open_page


@pytest.fixture
def waiting(world):
    """Return the pages of the three who wait for Dr Ekdal, by their first names."""
    return three(world)


@pytest.fixture
def ekdal_page(world, waiting, new_context, sign_in):
    """Return a page of a browser on a desk, signed in as Dr Ekdal."""
    context = new_context(viewport=DESK)
    sign_in(context, world.ekdal)
    return context.new_page()
