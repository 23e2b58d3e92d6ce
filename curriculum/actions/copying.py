"""Making another module of one that exists."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import Refused
from accounts.models import Person
from curriculum.actions import building, publishing
from curriculum.models import Course, Module, ModuleVersion


@transaction.atomic
def copy_module(
    *, source: ModuleVersion, course: Course, slug: str, title: str, by: Person
) -> ModuleVersion:
    """Make a new, unpublished module in ``course`` of one version of another; return its version.

    Everything in it gets a key of its own: what was done with the one is never taken for the other.
    Pictures are shared; a file goes when the last lesson that shows it goes. Refused unless ``by``
    builds the module and the course it is to go into, and for an address that is taken.
    """
    rows.authorise(by, "build", source.module)
    if Module.objects.filter(slug=slug).exists():
        raise Refused(_("Another module has this address."), field="slug")
    module = Module(course=course, slug=slug)
    building.append_module(module=module, by=by)
    made = publishing.copied(source, into=module)
    made.title = title
    rows.keep(made)
    audit.record("module.copied", by=by, about=made, source=source.pk, module=module.pk)
    return made
