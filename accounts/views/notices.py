"""What is sent to somebody, and when; and the link in a mail that ends mail of its kind."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions import notice_choices as actions
from accounts.models import NoticeChoice, Person
from accounts.notice_forms import NoticeChoicesForm, groups_for
from accounts.notices import GROUPS
from accounts.notices.letters import read_stop


@require_http_methods(["GET", "HEAD", "POST"])
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Show what is sent to her; a POST keeps when she wants it."""
    me = Person.objects.get(pk=request.user.pk)
    chosen = dict(NoticeChoice.objects.visible_to(me).values_list("group", "how"))
    groups = groups_for(request.user, chosen)
    form = NoticeChoicesForm(request.POST or None, groups=groups, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        actions.choose(by=request.user, said=form.cleaned_data)
        messages.success(request, _("It is kept."))
        return redirect("notice_choices")
    facts = {
        "form": form,
        "me": me,
        "zone": str(me.zone),
        "always": [group for group in groups if group.always],
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/notice_choices.html", facts, status=status)


# A mail program posts without a cookie (RFC 8058): the signed address is what lets it.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mail of some kinds shall end; a POST ends it. Looking changes nothing.

    The answer is the same whoever the letter went to and whatever she had chosen.
    """
    said = read_stop(token)
    if said is None:
        raise Http404
    pk, groups = said
    is_done = request.method == "POST"
    person = Person.objects.filter(pk=pk, is_active=True).first() if is_done else None
    if person is not None:
        actions.stop(by=person, groups=groups)
    labels = [GROUPS[name].label for name in groups]
    facts = {"labels": labels, "is_done": is_done}
    return render(request, "accounts/notice_stop.html", facts)
