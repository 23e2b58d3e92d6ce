"""Pictures from outside: what is refused, what is left of what is kept, how they are served."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts import uploads
from accounts.errors import Refused

CANARY = b"CANARY-where-she-lives"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **extra: object) -> bytes:
    """Return a picture: its left half red, its right half blue."""
    image = Image.new("RGB", size, (200, 30, 40))
    image.paste((30, 40, 200), (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, kind, **extra)
    return out.getvalue()


def handed_in(data: bytes, name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def kept(data: bytes, kind: str = "lesson") -> bytes:
    with uploads.open_stored(uploads.store(handed_in(data), kind)) as file:
        return file.read()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


EPS = (
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n"
    b"(CANARY) print\nshowpage\n%%EOF\n"
)


def bomb(width: int = 13_000, height: int = 13_000) -> bytes:
    """Return a small PNG that says it has 169 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress(b"\0" * (width // 8 + 1) * 2000, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    end = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + end


def gif_with_script() -> bytes:
    return picture("GIF") + b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (EPS, "JPEG, PNG or WebP"),
        (gif_with_script(), "JPEG, PNG or WebP"),
        (picture("TIFF"), "JPEG, PNG or WebP"),
        (picture("ICO"), "JPEG, PNG or WebP"),
        (picture("PPM"), "JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG or WebP"),
        (b"", "JPEG, PNG or WebP"),
        (bomb(), "40 megapixels"),
        (picture(size=(900, 900), quality=95)[:9000], "cannot be read"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    ],
    ids=["eps", "gif", "tiff", "ico", "ppm", "svg", "empty", "bomb", "cut off", "heic"],
)
def test_refused_with_a_sentence_beside_the_field(data, said, tmp_path):
    with pytest.raises(Refused) as refused:
        uploads.store(handed_in(data), "lesson")
    assert said in str(refused.value.sentence)
    assert refused.value.field == "picture"
    assert not list(tmp_path.rglob("*.*"))


def test_too_many_bytes_are_refused_without_being_looked_at(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match="larger than"):
        uploads.store(handed_in(picture(size=(600, 600), quality=100) + b"\0" * 2000), "lesson")


def photograph() -> bytes:
    """Return a JPEG with a place, a camera, a comment, XMP and a turn in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter
    exif[0x010F] = CANARY.decode()
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    exif.get_ifd(0x8825)[29] = CANARY.decode()
    return picture(exif=exif, comment=CANARY, xmp=b"<x>" + CANARY + b"</x>")


def test_nothing_is_left_of_a_photograph_but_its_pixels():
    before = photograph()
    assert before.count(CANARY) >= 3
    after = kept(before)
    assert CANARY not in after
    image = Image.open(io.BytesIO(after))
    assert not image.getexif()
    assert not {"exif", "comment", "xmp", "icc_profile", "photoshop"} & set(image.info)


def test_a_turned_photograph_stands_upright():
    image = Image.open(io.BytesIO(kept(photograph())))
    assert image.size == (40, 60)
    top, bottom = image.getpixel((20, 5)), image.getpixel((20, 55))
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]


def test_text_chunks_of_a_png_are_left_out():
    info = PngInfo()
    info.add_text("Comment", CANARY.decode())
    before = picture("PNG", pnginfo=info)
    assert CANARY in before
    assert CANARY not in kept(before)


def test_a_trailing_script_is_left_out():
    assert b"<script" not in kept(picture() + b"<script>alert(1)</script>")


def test_only_the_first_frame_of_a_moving_picture_is_kept():
    frames = [Image.new("RGB", (20, 20), c) for c in ((250, 0, 0), (0, 0, 250))]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    image = Image.open(io.BytesIO(kept(out.getvalue())))
    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((10, 10))[0] > 200


def test_a_clear_background_stays_clear():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(kept(out.getvalue()))).mode == "RGBA"


def test_large_pictures_are_made_smaller_by_what_they_are_for():
    large = picture(size=(3000, 1500))
    assert Image.open(io.BytesIO(kept(large))).size == (2400, 1200)
    assert Image.open(io.BytesIO(kept(large, "person"))).size == (512, 256)


def test_names_are_random_and_nothing_else_opens(tmp_path):
    first, second = (uploads.store(handed_in(picture(), "me.jpg"), "lesson") for _ in range(2))
    assert first != second
    assert uploads.NAME.fullmatch(first)
    assert oct((tmp_path / first).stat().st_mode)[-3:] == "600"
    (tmp_path / "secret.jpg").write_bytes(b"x")
    for name in ("secret.jpg", "../secret.jpg", "lesson/../secret.jpg", "/etc/passwd", ""):
        with pytest.raises(FileNotFoundError):
            uploads.open_stored(name)


def test_what_was_removed_is_gone_and_removing_again_is_quiet():
    name = uploads.store(handed_in(picture()), "lesson")
    uploads.remove(name)
    uploads.remove(name)
    uploads.remove("../outside")
    with pytest.raises(FileNotFoundError):
        uploads.open_stored(name)


@pytest.mark.django_db  # closing a response ends a request, which looks after connections
def test_served_so_that_it_can_only_be_a_picture():
    response = uploads.serve(uploads.store(handed_in(picture()), "lesson"), filename="slow")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"] == 'inline; filename="slow.jpg"'
    response.close()


def test_serving_what_is_not_there_is_a_404():
    with pytest.raises(Http404):
        uploads.serve("")
    with pytest.raises(Http404):
        uploads.serve("lesson/" + "0" * 32 + ".jpg")


def test_a_decoder_that_breaks_breaks_alone(monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text("import os; os.abort()")
    monkeypatch.setattr(uploads, "_WORKER", worker)
    with pytest.raises(Refused, match="cannot be read"):
        uploads.store(handed_in(picture()), "lesson")


def test_a_decoder_that_hangs_is_stopped(monkeypatch, tmp_path):
    worker = tmp_path / "worker.py"
    worker.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(uploads, "_WORKER", worker)
    monkeypatch.setattr(uploads, "SECONDS", 0.3)
    with pytest.raises(Refused, match="cannot be read"):
        uploads.store(handed_in(picture()), "lesson")


def test_a_jpeg_of_ours_comes_back_unchanged_and_one_with_something_in_it_does_not():
    def stored(data, kind="lesson"):
        name = uploads.store(SimpleUploadedFile("a.jpg", data), kind)
        with uploads.open_stored(name) as file:
            return file.read()

    photo = io.BytesIO()
    Image.effect_mandelbrot((160, 120), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(
        photo, "JPEG", quality=97
    )
    ours = stored(photo.getvalue())
    assert ours != photo.getvalue()
    assert stored(ours) == ours
    assert stored(ours, "person") != ours
    scan = ours.rindex(b"\xff\xda")
    for other in (
        ours + b"<script>alert(1)</script>",
        ours[:2] + b"\xff\xfe\x00\x09comment" + ours[2:],
        ours[:20] + b"\xff\xfe\x00\x09comment" + ours[20:],
        ours[:scan] + b"\xff\xe1\x00\x0ahidden!!" + ours[scan:],
    ):
        again = stored(other)
        assert again not in {other, ours}
        assert b"comment" not in again
        assert b"hidden" not in again
        assert b"script" not in again
