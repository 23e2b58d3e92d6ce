"""What tests of the admin's building pages post and read."""

from django.urls import reverse

NOTES = "<p>NOTES-nobody-tells-them</p>"


def url(name, *args):
    return reverse(f"admin:curriculum_{name}", args=args)


def rows(prefix, kept=(), new=(), *, pk="id"):
    """Return the POST of an inline: ``kept`` are (pk, fields), ``new`` are fields."""
    posted = {
        f"{prefix}-TOTAL_FORMS": len(kept) + len(new),
        f"{prefix}-INITIAL_FORMS": len(kept),
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for index, (key, fields) in enumerate([*kept, *((None, fields) for fields in new)]):
        if key is not None:
            posted[f"{prefix}-{index}-{pk}"] = key
        posted |= {f"{prefix}-{index}-{name}": value for name, value in fields.items()}
    return posted


def lesson_post(lesson, **change):
    fields = {
        "title": lesson.title, "slug": lesson.slug, "kind": lesson.kind, "summary": "",
        "minutes": lesson.minutes, "with_whom": "alone", "content_note": "", "body": lesson.body,
        "done_when": "", "image_description": lesson.image_description, "reveal": "",
        "agreements": "", "scenario": "", "guidance": "", "words_min": "", "words_max": "",
        "facilitator_notes": "",
    }  # fmt: skip
    kept = [
        (p.pk, {"lesson": lesson.pk, "name": p.name, "text": p.text, "position": p.position})
        for p in lesson.prompts.all()
    ]
    return fields | rows("steps") | rows("prompts", kept) | change


def said_beside(response, field):
    """Return what the page says is wrong with a field."""
    errors = response.context["adminform"].form.errors
    return " ".join(str(message) for message in errors.get(field, []))


def release_post(**change):
    return {
        "block": "Surgery", "opens_on": "2027-03-01", "opens_time": "06:00", "due_on": "",
        "due_time": "23:59", "closes_on": "", "closes_time": "23:59",
    } | change  # fmt: skip


def version_post(version, **change):
    kept = [
        (x.pk, {"version": version.pk, "title": x.title, "kind": x.kind, "minutes": x.minutes,
                "position": x.position})
        for x in version.lessons.all()
    ]  # fmt: skip
    fields = {
        "title": version.title, "subtitle": "", "slug": version.module.slug, "label": "1",
        "track": "", "when": "", "hours": "", "themes": "", "summary": "", "content_note": "",
        "references": "", "facilitator_notes": "",
    }  # fmt: skip
    return fields | rows("objectives") | rows("lessons", kept) | change
