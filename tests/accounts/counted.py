"""What counts as a word: the one table that Python and the page’s script are both held to."""

COUNTED: list[tuple[str, int]] = [
    ("", 0),
    ("   \n\t ", 0),
    ("one", 1),
    ("one  two\nthree\tfour", 4),
    ("well-being is one; so is twenty-three", 6),
    ("non‑breaking hyphen stays one", 4),
    ("don't can't o'clock", 3),
    ("don’t can’t o’clock ’tis", 4),
    ("she left—he stayed", 4),
    ("she left – he stayed", 4),
    ("she left--he stayed", 4),
    ("- a list\n- of three\n* things", 5),
    ("3–4 weeks, 1,000 beds, 98.6", 6),
    ("… ! ? — – - * “ ”", 0),
    ("“Quoted,” (she said).", 3),
    ("and/or his/her", 2),
    ("👍", 0),
    ("fine 👩🏽‍⚕️ thanks", 2),
    ("great👍", 1),
    ("no\u00a0break\u2009thin\u3000wide\u2028line", 5),
    ("\ufeffbyte order", 2),
    ("zero\u200bwidth", 1),
    ("next\x85line \x1cunit", 3),
    ("e\u0301tude naïve Ærø", 3),
    ("मुझे नमस्ते कहा", 3),
    ("أنا هنا معك", 3),
    ("אני כאן", 2),
    ("Я здесь, рядом", 3),
    ("나는 여기 있다", 3),
    ("我在这里", 4),
    ("私はここ にいる", 7),
    ("カルテ一枚", 5),
    ("mixed 中文 text", 4),
    ("snake_case _ __", 1),
    ("½ ② Ⅳ x²", 4),
    ("www.example.org/a-b?c=d", 1),
]

# Lines that stood on the page before anybody wrote, and what is left of a text without them.
HEADINGS = ["My side", "What the chart could not hold"]
BESIDE = [
    ("My side\n\nWhat the chart could not hold\n", 0),
    (" \tMy side \t\nI sat down.\n\nWhat the chart could not hold\nSilence", 4),
    ("My side of it\nmy side\n\u00a0My side", 8),
    ("My side\u0085here", 3),
]
