"""Every computation on the page about slips runs as it stands, and every figure in its text comes out of one."""

import doctest
import re
from pathlib import Path

import pytest

from nncheck.bank import LESSONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "slips.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"(?<![\w./])\d{1,3}(?:,\d{3})+|(?<![\w./])\d+(?:\.\d+)?")


def sections():
    """Title, text and computations of each slip."""
    for part in re.split(r"^#+ ", PAGE, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        yield title, BLOCK.sub("", body), "".join(BLOCK.findall(body))


def test_what_is_computed():
    """The blocks build on each other as on the page."""
    names, runner, said = {}, doctest.DocTestRunner(verbose=False), []
    for title, _, source in sections():
        test = doctest.DocTestParser().get_doctest(source, names, title, "docs/slips.md", 0)
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert runner.tries > 80


def value(number):
    return float(number.replace(",", ""))


@pytest.mark.parametrize(("title", "text", "source"), [pytest.param(*section, id=section[0]) for section in sections()])
def test_figures_in_the_text_are_computed(title, text, source):
    """Each number of three digits and more stands in the section's computation, perhaps with more digits."""
    text = re.sub(r"\[[^]]*\]\([^)]*\)|`[^`]*`", "", f"{title}\n{text}")
    known = [value(number) for number in NUMBER.findall(source.replace("_", ""))]
    for number in NUMBER.findall(text):
        decimals = len(number.partition(".")[2])
        if len(re.sub(r"\D", "", number).lstrip("0")) >= 3:
            assert any(round(k, decimals) == value(number) for k in known), f"{number} is not computed"


def test_every_lesson_with_a_slip_is_on_the_page():
    named = re.findall(r"`((\d\d)-[a-z-]+)`", PAGE)
    assert {number for _, number in named} == set(LESSONS) - {"00"}
    assert [folder for folder, _ in named if not (ROOT / "course" / folder).is_dir()] == []


def test_every_slip_has_a_computation():
    slips = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert len(slips) > 30
    found = {title: source for title, _, source in sections()}
    assert [title for title in slips if not found[title]] == []
