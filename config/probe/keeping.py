"""What people keep for themselves: tags, a portfolio, an index of words; a mentor’s phrases."""

from functools import partial

from django.urls import reverse

from config.probe.manifest import canary
from config.probe.people import World
from reflections.actions import choosing, phrasing, searching, tagging
from reflections.models import Entry, SearchPage, SearchWord


def load(world: World) -> None:
    """Tag, choose and look through the pages of an author of each cohort."""
    for letter in ("a", "b"):
        owner = f"{letter}_author"
        person = world[owner]
        page = Entry.objects.filter(author=person, versions__isnull=False).earliest("pk")
        name, title, introduction = canary(), canary(), canary()
        tag = tagging.put_on(by=person, entry_id=page.pk, name=name)
        choosing.say(by=person, title=title, introduction=introduction)
        piece = choosing.choose(by=person, entry_id=page.pk, number=1)
        searching.bring_up_to_date(by=person)
        on_page = reverse("entry_tags", args=[page.pk])
        tagged = [reverse("tag_list"), reverse("tag", args=[tag.pk]), on_page]
        bound = [reverse("portfolio"), reverse("portfolio_print")]

        add = partial(world.manifest.add, owner=owner, cohort=letter)
        add("tag", tag, canaries={"name": name}, urls=tagged)
        add("tag", tag.tagged.get(), state="on a page", urls=tagged)
        add("portfolio", person.portfolio, urls=bound,
            canaries={"title": title, "introduction": introduction})  # fmt: skip
        add("portfolio", piece, state="piece", urls=bound)
        _phrase(world, letter)
        looked = [reverse("search"), reverse("export"), reverse("export_download")]
        add("search index", SearchPage.objects.get(entry=page), state="page", urls=looked)
        # Everything of hers in one archive: everybody has an own one at this address.
        add("export", person, urls=looked[1:], readers=[owner])
        word = SearchWord.objects.filter(author=person).earliest("pk")
        add("search index", word, state="word", urls=looked)


def _phrase(world: World, letter: str) -> None:
    """Let the mentor keep words to use again."""
    owner = f"{letter}_mentor"
    said = {"name": canary(), "body": canary()}
    phrase = phrasing.keep(by=world[owner], **said)
    urls = [reverse("phrase_list"), reverse("phrase", args=[phrase.pk])]
    world.manifest.add("phrase", phrase, canaries=said, urls=urls, owner=owner, cohort=letter)
