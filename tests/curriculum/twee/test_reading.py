"""Stories as people write them: what is taken, what is left out, and what is said of it."""

import json

import pytest

from curriculum.twee import read
from curriculum.twee.links import link
from curriculum.twee.source import header, parse
from curriculum.twee.story import LEFT, WARNING

IFID = "D674C58C-DEFA-4F70-B7A2-27742230C0FC"


def story(text: str, **data: str) -> str:
    return f":: StoryData\n{json.dumps({'ifid': IFID} | data)}\n\n{text}"


def said(reading, kind: str) -> str:
    return "\n".join(f"{one.line} {one.passage}: {one.said}" for one in reading.notes
                     if one.kind == kind)  # fmt: skip


HEADERS = {
    ":: An overgrown path": ("An overgrown path", (), {}),
    "::Near": ("Near", (), {}),
    "::\t Tab\t[a\tb]\t{}": ("Tab", ("a", "b"), {}),
    ":: Path [forest spooky]": ("Path", ("forest", "spooky"), {}),
    ':: Path {"position":"600,400"}': ("Path", (), {"position": "600,400"}),
    ':: Path [a] {"size":"1,2","x":{"y":[1]}}': ("Path", ("a",), {"size": "1,2", "x": {"y": [1]}}),
    ":: Path[a]{}": ("Path", ("a",), {}),
    r":: foo\\bar \[x\] \{y\} \q [t\]ag \{]": (r"foo\bar [x] {y} q", ("t]ag", "{"), {}),
    r":: \ Quest\  {}": (" Quest ", (), {}),
    ":: Old [a] <12, 30>": ("Old", ("a",), {"position": "12,30"}),
    ":: Older <12,30>": ("Older", (), {"position": "12,30"}),
    ":: a ] b } c": ("a ] b } c", (), {}),
}


def test_headers_are_read_as_the_specification_says() -> None:
    for line, wanted in HEADERS.items():
        assert header(line) == (*wanted, []), line
    for line, name in {
        ":: A {not json}": "A", ":: A [open": "A", ':: A {"a":1} b': "A", ":: A [b] c": "A",
        ":: A [] {[1]}": "A", ':: A {"n":' + "9" * 5000 + "}": "A",
    }.items():  # fmt: skip
        found = header(line)
        assert (found[0], found[2], len(found[3])) == (name, {}, 1), line


def test_content_ends_before_blank_lines_and_an_escaped_header_is_words() -> None:
    text = "\n:: A\n\n  one\n\\:: two\nx :: y\n \t\n\n:: B\n:: C\nlast\n\n"
    assert [(p.name, p.text, p.line) for p in parse(text).passages] == [
        ("A", "\n  one\n:: two\nx :: y", 2), ("B", "", 9), ("C", "last", 10),
    ]  # fmt: skip


LINKS = {
    # inside: (Harlowe, Chapbook, others), each text and target
    "Hall": [("Hall", "Hall")] * 3,
    "Go->Hall": [("Go", "Hall")] * 3,
    "Hall<-Go": [("Go", "Hall")] * 3,
    "Go|Hall": [("Go", "Hall")] * 3,
    "a->b->c": [("a->b", "c"), ("a", "b->c"), ("a", "b->c")],
    "a<-b<-c": [("b<-c", "a")] * 3,
    "a->b|c": [("a", "b|c"), ("a->b", "c"), ("a", "b|c")],
    "a<-b->c": [("a<-b", "c"), ("a<-b", "c"), ("b->c", "a")],
    "Go|Hall][$x to 1": [("Go", "Hall")] * 3,
}


def test_a_link_is_divided_as_its_story_format_does() -> None:
    for inside, wanted in LINKS.items():
        for dialect, (text, target) in zip(("harlowe", "chapbook", ""), wanted, strict=True):
            found = link(inside, dialect)
            assert (found.text, found.target) == (text, target), (inside, dialect)


HARLOWE = """\
(set: $x to "a) b", $o to $y's (_z)'s name)//Rain//, ''bold'' for $name.
(if: $x is 1)[Open. [[In->Hall]]](else:)[Shut.] `[[not]] a link`
(link: "Out")[(set: $y to 2)(goto: "Hall")](link-goto: "Off", "Hall")|h>[(display: "Map")]"""
SUGARCUBE = """\
<<set $x to 1>>\\
''Rain'', //soft//.@@color:red;red@@ /* no */<!-- no -->/% no %/
<<if $x>>Open.<<else>>Shut.<</if>><<script>>alert(1)<</script>>
[[In|Hall][$y to 1]]
<<link "Out" "Hall">><</link>>
<<button "Off">><<set $z to 1>><<goto "Hall">><</button>>
[img[a.png][Hall]]"""
CHAPBOOK = """\
mood: 'low'
score (mood === 'low'): 1
--
It is {mood}. __Rain__ \\*x
[if mood === 'low']
Low.
[JavaScript]
alert(1)
[continued]
On. {reveal link: 'a', text: 'b'}
> [[In->Hall]]
{link to: 'Hall', label: 'Out'}"""
SNOWMAN = """\
<% if (s.x) { %>_Rain_<% } %> <%= s.name %><b>!</b><script>alert(1)</script>
1. [[In->Hall]]"""
# What is written; the words, the choices and the list of what is left out that come of it.
FORMATS = {
    "Harlowe": (
        HARLOWE,
        "*Rain*, **bold** for ….\nOpen. In\nShut. [[not]] a link",
        ["In", "Out", "Off"],
        ["(set:)", "(if:)", "(else:)", "$name", "(display:)"],
    ),
    "SugarCube": (
        SUGARCUBE,
        "**Rain**, *soft*.red\nOpen.\nShut.",
        ["In", "Out", "Off", "Hall"],
        ["<<set>>", "<<if>>", "<<script>>", "$y to 1", "a.png", "/*", "<!--", "/%"],
    ),
    "Chapbook": (
        CHAPBOOK,
        "It is …. **Rain** *x\n\nLow.\n\nOn.",
        ["In", "Out"],
        ["mood", "[if mood === 'low']", "[JavaScript]", "{reveal link}"],
    ),
    "Snowman": (SNOWMAN, "*Rain* !", ["In"], ["<% %>", "<b>", "<script>"]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_words_and_links_are_taken_and_what_would_run_is_listed(name: str) -> None:
    text, words, choices, left = FORMATS[name]
    twee = story(f":: Start [dark]\n{text}\n\n:: Hall\nThe &amp; end.", format=name)
    found = read(f"\ufeff{twee}".replace("\n", "\r\n").encode())
    start, hall = found.encounter.nodes
    assert start.narration == words
    assert [(one.text, one.next) for one in start.choices] == [(one, "Hall") for one in choices]
    assert (hall.ending, hall.says) == ("Hall", "The & end.")
    for one in (*left, "dark"):
        assert one in said(found, LEFT), one
    assert "alert" not in repr(found)
    # A file that does not name its format is read as what it looks like.
    bare = read(twee.replace(f', "format": "{name}"', "").encode())
    assert bare.encounter.nodes == found.encounter.nodes
    assert f"written for {name}" in said(bare, WARNING)


ODD = """Not in a passage.
:: Style [stylesheet]
::selection { color: red; }
a { }

:: Code [script]
alert(1)

:: StoryInit
(set: $a to 1)

:: A long name! {"position":"1,2","mood":"low"}
Go [[north->hall]] or [[Away->https://example.org]].
[[Nowhere]]
[[->Loop]]
[[round->Loop]]

:: Hall
An end.

:: Hall
Another.

:: Loop
[[A long name!]]
"""


def test_what_is_odd_is_said_in_words_by_line() -> None:
    found = read(ODD.encode(), "from-a-file")
    one, hall, _loop = found.encounter.nodes
    assert (found.encounter.title, found.encounter.start) == ("from-a-file", "a-long-name")
    assert one.narration == "Go north or Away."
    assert [(c.text, c.next) for c in one.choices] == [
        ("north", "hall"), ("Nowhere", "Nowhere"), ("Loop", "Loop"), ("round", "Loop"),
    ]  # fmt: skip
    assert (hall.says, hall.ending) == ("An end.", "Hall")
    left, warned = said(found, LEFT), said(found, WARNING)
    for expected in (
        "1 : Text before", "2 Style: A stylesheet (lines: 2)", "6 Code: JavaScript (lines: 1)",
        "9 StoryInit: Only a story format", "13 A long name!: The link “Away” leads out",
        "https://example.org", "12 A long name!: What its header notes beside was left out: mood",
        "21 Hall: Line 18 has a passage of this name",
    ):  # fmt: skip
        assert expected in left, expected
    for expected in (
        "“hall”, which is not in this file. There is “Hall”, with other capitals.",
        "14 A long name!: A link leads to “Nowhere”, which is not in this file.",
        "It starts at “A long name!”, its first.",
    ):
        assert expected in warned, expected
    problems = "\n".join(f"{line} {one.node}: {one.said}" for line, one in found.problems())
    assert "12 a-long-name: It leads back to itself: a-long-name → Loop → a-long-name." in problems
    assert "12 a-long-name: Choice 2 leads to “Nowhere”, which is not there." in problems
    assert "18 Hall: Nothing leads here." in problems


def test_the_start_is_the_one_named_or_start_or_the_first() -> None:
    two = ":: One\n[[Start]]\n\n:: Start\n[[One]]\n"
    for data, start, warned in (
        ({"start": "One"}, "One", ""),
        ({}, "Start", ""),
        ({"start": "Gone"}, "Start", "It should start at “Gone”"),
    ):
        found = read(story(two, **data).encode())
        assert found.encounter.start == start
        assert warned in said(found, WARNING)
        assert bool(warned) == bool(said(found, WARNING))
    assert "not JSON" in said(read(b":: StoryData\n{\n\n:: A\nx"), WARNING)
    assert "no valid “ifid”" in said(read(b':: StoryData\n{"ifid":"x"}\n:: A\nx'), WARNING)


HTML = f"""<html><script>engine("<tw-x>")</script><tw-storydata name="A &amp; B" startnode="2"
ifid="{IFID}" format="Harlowe" hidden><style id="css">a {{}}</style>
<script id="js" type="text/twine-javascript">alert(1)</script><tw-tag name="x" color="red"></tw-tag>
<tw-passagedata pid="1" name="Hall &quot;1&quot;" tags="a b" position="1,2"
>An &lt;b&gt;end&lt;/b&gt;.
</tw-passagedata><tw-passagedata pid="2" name='In "x"' tags=""
>[[Go-&gt;Hall &quot;1&quot;]]</tw-passagedata>
</tw-storydata></html>"""
TWEE = """:: StoryTitle
A & B

:: Hall "1" [a b] {"position":"1,2"}
An <b>end</b>.

:: In "x"
[[Go->Hall "1"]]
"""


def test_twine_html_and_json_are_read_as_the_twee_they_stand_for() -> None:
    data = {
        "name": "A & B", "ifid": IFID, "format": "Harlowe", "start": "2", "script": "alert(1)",
        "passages": [
            {"name": 'Hall "1"', "tags": ["a", "b"], "text": "An <b>end</b>.", "pid": "1"},
            {"name": 'In "x"', "tags": [], "text": '[[Go->Hall "1"]]', "pid": "2"},
            {"name": " "}, 7,
        ],
    }  # fmt: skip
    twee, html = story(TWEE, format="Harlowe", start='In "x"'), HTML
    wanted = read(twee.encode())
    from_html, from_json = read(html.encode()), read(json.dumps(data).encode())
    assert from_html.encounter == from_json.encounter == wanted.encounter
    assert wanted.encounter.start == "in-x"
    for found in (from_html, from_json):
        assert "JavaScript" in said(found, LEFT)
    assert "stylesheet" in said(from_html, LEFT)
    assert "5 Hall" in said(from_html, LEFT)
    # JSON has no lines to speak of.
    assert {one.line for one in from_json.notes} == {0}


def test_other_encodings_and_long_texts_are_taken_and_said() -> None:
    text = ":: Start\nCafé \0\n[[" + "x" * 600 + "->Start]]"
    for raw in (text.encode("utf-16"), text.encode("cp1252")):
        found = read(raw)
        assert found.encounter.nodes[0].narration == "Café"
        assert len(found.encounter.nodes[0].choices[0].text) == 500
        assert "cut after 500" in said(found, "changed")
    assert "Windows Latin" in said(found, WARNING)
    assert "no passage" in read(b"just words").refused
    assert "no passage" in read(b":: A [script]\nx").refused


OURS = """:: Written by hand [encounter-about]
Focus: Staying
minutes: 7
Nothing: of it

:: here
It rains.

**Bo:** Well?
<<set $x to 1>>
[[Sit->sit]] [[Sit again->sit]]
[[Run->away]]

:: sit [choice workable presence]
You stayed. [[On->away]] [[Off->here]]

:: lost [choice strong]
Nobody comes here.

:: away [silence ending]
**Gone**
You are gone.

**To think about:** Why?

:: alone
Nothing.
"""


def test_our_own_marks_can_be_written_by_hand() -> None:
    found = read(OURS.encode())
    here, away, alone = found.encounter.nodes
    assert (found.encounter.focus, found.encounter.minutes, found.encounter.start) == (
        "Staying", 7, "here",
    )  # fmt: skip
    assert (here.narration, here.speaker, here.says) == ("It rains.", "Bo", "Well?")
    assert [(c.id, c.text, c.tags, c.rating, c.next, c.feedback) for c in here.choices] == [
        ("sit", "Sit", ("presence",), "workable", "away", "You stayed."),
        ("sit-2", "Sit again", ("presence",), "workable", "away", "You stayed."),
        ("here-3", "Run", (), "", "away", ""),
    ]
    assert (away.ending, away.says, away.recap, away.reflect) == (
        "Gone", "You are gone.", ("silence",), "Why?",
    )  # fmt: skip
    assert (alone.narration, alone.ending) == ("Nothing.", "")
    assert "No link leads to this choice" in said(found, LEFT)
    assert "<<set>>" in said(found, LEFT)
    assert "only its first link was taken" in said(found, WARNING)
    assert "alone: A dead end" in said(found, WARNING)
