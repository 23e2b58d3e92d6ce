"""docs/operating.md explains what the settings read and the commands there are, and no others."""

import re
from pathlib import Path

from django.core.management import get_commands, load_command_class

from tests.live.server import documented

ROOT = Path(__file__).parents[2]
READ = re.compile(r'\benv\.\w+\(\s*[\'"]([A-Z_]+)[\'"]')
EXPLAINED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_every_variable_is_explained_and_none_is_invented():
    read = set(READ.findall((ROOT / "config/settings.py").read_text()))
    explained = EXPLAINED.findall((ROOT / "docs/operating.md").read_text())
    assert len(read) > 15
    assert set(explained) == read
    assert len(explained) == len(set(explained))


COMMAND = re.compile(r"manage\.py ([a-z_]+)((?:[^\n`|&;]|\\\n)*)")
OPTION = re.compile(r"(--[a-z][a-z-]+)")


def _page() -> str:
    return (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def test_every_command_it_names_exists_with_the_options_it_gives():
    named = COMMAND.findall(_page())
    commands = get_commands()
    assert len({name for name, _words in named}) > 8
    for name, words in named:
        assert name in commands, name
        known = load_command_class(commands[name], name).create_parser("manage.py", name)
        for option in OPTION.findall(words.partition("#")[0]):
            assert option in known._option_string_actions, f"{name} {option}"


def test_every_command_of_ours_for_the_server_is_explained():
    """Those for people who write courses or the code have pages of their own."""
    apps = {"accounts", "curriculum", "reflections", "rehearsals", "config"}
    ours = {name for name, app in get_commands().items() if app in apps}
    elsewhere = {"demo", "check_identifiers", "makemessages"}
    assert ours - elsewhere - {name for name, _words in COMMAND.findall(_page())} == set()


def test_the_checks_it_names_are_those_the_portal_makes():
    made = set(re.findall(r'id="(portal\.[EW]\d+)"', (ROOT / "config/checks.py").read_text()))
    assert set(re.findall(r"`(portal\.[EW]\d+)`", _page())) <= made


def test_there_is_a_server_to_start():
    """The trials of the running portal start what this page documents."""
    assert documented()[:1] == ["config.wsgi"]
