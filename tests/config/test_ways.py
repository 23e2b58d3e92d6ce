"""What a page says to whoever sent words to a place that is not there."""

import pytest

HERE = {"Referer": "http://testserver/"}
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("body=" + "a" * 6_000_000, FORM),
        (
            "&".join(f"body={number}" for number in range(3_000)),
            "application/x-www-form-urlencoded",
        ),
        ("--x", "multipart/form-data; boundary="),
    ],
)
def test_a_body_nobody_can_read_is_a_404_like_any_other(client, db, body, kind) -> None:
    """It was read once more for what was typed in it, and that was an error of the portal's."""
    answer = client.post("/nowhere/", data=body, content_type=kind, headers=HERE)
    assert answer.status_code == 404


def test_what_was_typed_is_shown_to_who_comes_from_here_alone(client, db) -> None:
    typed = {"body": "<b>Mine</b>"}
    assert "&lt;b&gt;Mine" in client.post("/nowhere/", typed, headers=HERE).content.decode()
    for away in ({}, {"Referer": "https://elsewhere.example/"}):
        assert "Mine" not in client.post("/nowhere/", typed, headers=away).content.decode()
