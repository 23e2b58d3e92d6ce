"""A picture that somebody in the demo school put beside a page: drawn here, line by line."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts import uploads
from config.demo.parts import id_of
from reflections.models import Entry, Picture, PictureText, Version, VersionPicture

PAPER, INK, SOFT = "#f7f1e3", "#3a332b", "#b9ad98"
SIZE = (1200, 800)
FAR = (600, 300)


def hang(entry: Entry, version: Version | None, description: str) -> None:
    """Put the drawing of the corridor on a page, and on what was submitted of it."""
    name = uploads.store(_corridor(), "entry")
    picture = Picture.objects.create(
        pk=id_of("picture", str(entry.pk)),
        entry=entry,
        file=name,
        size=uploads.size_of(name),
        added_at=entry.started_at,
        attested_at=entry.started_at,
    )
    PictureText.objects.create(picture=picture, description=description)
    if version is not None:
        VersionPicture.objects.create(version=version, picture=picture)


def _towards(place: tuple[int, int], part: float) -> tuple[float, float]:
    """Return the point that far from the vanishing point towards ``place``."""
    return FAR[0] + (place[0] - FAR[0]) * part, FAR[1] + (place[1] - FAR[1]) * part


def _corridor() -> SimpleUploadedFile:
    """Draw an empty corridor: walls, doors, and the joins in the floor."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    corners = ((0, 0), (SIZE[0], 0), (0, SIZE[1]), SIZE)
    for corner in corners:
        pen.line([_towards(corner, 0.12), corner], fill=INK, width=4)
    pen.rectangle([_towards(corners[0], 0.12), _towards(corners[3], 0.12)], outline=INK, width=4)
    for part in (0.17, 0.25, 0.36, 0.52, 0.74):
        pen.line([_towards(corners[2], part), _towards(corners[3], part)], fill=INK, width=5)
        pen.line([_towards(corners[0], part), _towards(corners[1], part)], fill=SOFT, width=3)
    for x in (0, SIZE[0]):
        for near, far in ((0.9, 0.64), (0.46, 0.31)):
            foot, head = (x, SIZE[1]), (x, int(SIZE[1] * 0.18))
            door = [_towards(foot, near), _towards(head, near), _towards(head, far)]
            pen.line([*door, _towards(foot, far)], fill=INK, width=4, joint="curve")
    file = BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("corridor.png", file.getvalue(), "image/png")
