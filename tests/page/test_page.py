"""The page in a browser, as its readers use it: searched, filtered, zoomed, opened, followed to the words."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator

import pytest
from browsing import ROOT, Browser, browsing
from pages import ACTS, DATES
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.keys import Keys
from typer.testing import CliRunner

from idlibtl.cli.app import app

AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
STRIKE = "An air strike in the province killed 33 Turkish soldiers"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("pages")) as started:
        yield started


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Wide and light. Nothing that a test does may be an error of the page, or ask the network for anything."""
    chromium.size(1440, 900)
    chromium.prefers(prefers_color_scheme="light", prefers_reduced_motion="reduce")
    chromium.console()
    chromium.requests()
    yield chromium
    assert chromium.console() == []
    assert chromium.requests() == []


def press(browser: Browser, *keys: str) -> None:
    for key in keys:
        ActionChains(browser.driver, duration=0).send_keys(key).perform()
    browser.frames()


def titled(browser: Browser, title: str) -> None:
    """Clicks on the entry of this title."""
    button = browser.js(
        "return [...document.querySelectorAll('h3 button')].find((each) => each.textContent === arguments[0])", title
    )
    for _ in range(2):  # rows that were never drawn turn out higher or lower than was thought
        browser.js("arguments[0].scrollIntoView({block: 'center'})", button)
        browser.frames()
    ActionChains(browser.driver, duration=0).move_to_element(button).click().perform()
    browser.frames()


def test_it_loads_without_an_error_and_asks_the_network_for_nothing(browser: Browser) -> None:
    browser.open("data")
    browser.reload()
    assert browser.console() == []
    assert browser.requests() in ([], ["data:,"])  # the icon that is none
    browser.until(lambda: len(browser.titles()) == 44)
    assert browser.texts("#count") == ["44 entries"]
    assert browser.js("return performance.getEntriesByType('resource').length") == 0


def test_a_search_lives_in_the_address(browser: Browser) -> None:
    browser.open("data")
    browser.one("#q").send_keys("ceasef mosc")
    browser.until(lambda: browser.state() == "#q=ceasef+mosc")
    found = browser.titles()
    assert 0 < len(found) < 44
    assert browser.texts("#count") == [f"{len(found)} of 44 entries"]
    browser.reload("q=ceasef+mosc")
    browser.until(lambda: browser.titles() == found)
    assert browser.one("#q").get_attribute("value") == "ceasef mosc"
    browser.hash('q="joint+document"')
    assert len(browser.titles()) == 1
    browser.hash('q="document+joint"')
    assert browser.titles() == []
    assert browser.one("#nothing").is_displayed()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("since=2020-03-06&until=2020-03-06", "--since 2020-03-06 --until 2020-03-06"),
        ("until=2018", "--until 2018"),
        ("since=2020-03-15", "--since 2020-03-15"),
        ("kind=planned", "--kind planned"),
        ("kind=planned&kind=ongoing", "--kind planned --kind ongoing"),
        ("disputed=1", "--disputed"),
        ("min-sources=3", "--min-sources 3"),
        ("actor=ERDOĞAN", "--actor ERDOĞAN"),
        ("place=ankara", "--place ankara"),
        ("source=levant", "--source levant"),
        ("source=first-patrol.txt&q=patrol+joint", "--source first-patrol.txt --search 'patrol joint'"),
        ('q="joint+patrol"', "--search '\"joint patrol\"'"),
        ("source=nobody", "--source nobody"),
    ],
)
def test_filters_are_those_of_the_command_line(browser: Browser, state: str, words: str) -> None:
    browser.open("data", state)
    shown = CliRunner().invoke(app, ["export", "-f", "json", "--db", str(browser.database), *shlex.split(words)])
    expected = [entry["title"] for entry in json.loads(shown.stdout)["entries"]]
    assert sorted(browser.titles()) == sorted(expected)
    assert browser.texts("#count") == [f"{len(expected)} of 44 entries"]


def test_controls_filter_and_reset_shows_all(browser: Browser) -> None:
    browser.open("data")
    browser.one("#disputed").find_element("xpath", "..").click()
    browser.until(lambda: browser.state() == "#disputed=1")
    browser.one("#since").send_keys("2020-03")
    browser.until(lambda: browser.state() == "#since=2020-03&disputed=1")
    assert browser.titles() == ["A ceasefire took effect"]
    browser.one("#reset").click()
    browser.frames()
    assert (browser.state(), len(browser.titles())) == ("#", 44) or browser.state() == ""
    assert not browser.one("#reset").is_displayed()


def test_a_date_that_is_none_is_told_and_filters_nothing(browser: Browser) -> None:
    browser.open("data", "since=2020-02-30")
    assert len(browser.titles()) == 44
    assert "Not a date: 2020-02-30" in browser.texts("#wrong")[0]
    assert browser.one("#since").get_attribute("aria-invalid") == "true"


def test_an_entry_opens_to_its_quotes_in_the_words_around_them(browser: Browser) -> None:
    browser.open("data")
    titled(browser, STRIKE)
    assert re.fullmatch("#entry=[0-9a-f]+", browser.state())
    quotes = browser.texts(".open blockquote")
    marked = browser.texts(".open blockquote mark")
    assert len(quotes) == len(marked) == 3
    assert all(mark in quote and len(quote) > len(mark) + 40 for mark, quote in zip(marked, quotes, strict=True))
    assert "An air strike in Idlib killed 33 Turkish soldiers last week" in marked[0]
    assert browser.texts(".open .dating")[0] == "last week"
    assert browser.texts(".open table.disputed tbody th") == ["33", "36"]
    assert "counted from 2020-03-05" in browser.texts(".open .dated")[0]
    assert "data/moscow-talks-live.txt:26" in browser.texts(".open .where")[0].replace("\\", "/")
    titled(browser, STRIKE)
    assert browser.texts(".open") == []


def test_a_link_leads_to_the_marked_words_in_the_whole_text(browser: Browser) -> None:
    browser.open("data")
    titled(browser, STRIKE)
    browser.one(".open .to-text").click()
    browser.frames()
    assert browser.one("#reader").is_displayed()
    (here,) = browser.texts("#reader mark.here")
    assert here.startswith("An air strike in Idlib killed 33")
    assert len(browser.texts("#reader mark")) > 5
    box = browser.js("return document.querySelector('mark.here').getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < 900
    assert browser.js("return document.activeElement.className") == "here"
    state = browser.state()
    press(browser, Keys.ESCAPE)
    assert not browser.one("#reader").is_displayed()
    assert "text=" not in browser.state()
    browser.reload(state[1:])
    assert browser.one("#reader").is_displayed()
    browser.one("#reader .close").click()
    assert browser.texts(".open h3") == [STRIKE]


def test_sources_on_the_web_are_linked_at_their_words(browser: Browser) -> None:
    browser.open("data", "q=patrol&source=levant")
    titled(browser, browser.titles()[0])
    link = browser.one(".open .out")
    assert re.match(r"https://example\.org/\S+#:~:text=", link.get_attribute("href") or "")
    assert "noopener" in (link.get_attribute("rel") or "")


def test_back_and_forward(browser: Browser) -> None:
    browser.open("data")
    browser.reload()
    browser.one("#q").send_keys("patrol")
    browser.until(lambda: browser.state() == "#q=patrol")
    few = browser.titles()
    titled(browser, few[0])
    browser.one(".open .to-text").click()
    browser.frames()
    browser.driver.back()
    browser.until(lambda: not browser.one("#reader").is_displayed())
    assert browser.texts(".open h3") == [few[0]]
    browser.driver.back()
    browser.until(lambda: browser.texts(".open h3") == [])
    assert browser.titles() == few
    browser.driver.back()
    browser.until(lambda: len(browser.titles()) == 44)
    assert browser.one("#q").get_attribute("value") == ""
    browser.driver.forward()
    browser.until(lambda: browser.titles() == few)
    assert browser.one("#q").get_attribute("value") == "patrol"


def test_the_timeline_zooms_moves_and_shows_all(browser: Browser) -> None:
    browser.open("data")
    browser.one("#zoom-all").click()
    browser.frames()
    whole = browser.window()
    browser.one("#zoom-in").click()
    browser.until(lambda: browser.window() != whole)
    assert "earlier" in browser.window()
    browser.one("#zoom-all").click()
    browser.until(lambda: browser.window() == whole)
    canvas = browser.one("#timeline")
    ActionChains(browser.driver, duration=0).scroll_from_origin(ScrollOrigin.from_element(canvas), 0, -300).perform()
    browser.until(lambda: browser.window() != whole)
    nearer = browser.window()
    ActionChains(browser.driver, duration=0).drag_and_drop_by_offset(canvas, -150, 0).perform()
    browser.until(lambda: browser.window() != nearer)
    browser.one("#zoom-filter").click()
    browser.frames()
    assert re.fullmatch(r"#since=\d{4}-\d\d-\d\d&until=\d{4}-\d\d-\d\d", browser.state())


# Where the pointer is on the canvas when it says that it is on this entry.
_FIND = """
const [title] = arguments, canvas = document.getElementById('timeline'), box = canvas.getBoundingClientRect();
for (let y = 50; y < box.height; y += 6) for (let x = 3; x < box.width; x += 6) {
  canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x, clientY: box.top + y, pointerId: 99}));
  if (canvas.title.endsWith(title)) return [x - box.width / 2, y - box.height / 2];
}
return null;
"""


def test_timeline_and_list_follow_each_other(browser: Browser) -> None:
    browser.open("data")
    browser.one("#zoom-all").click()
    browser.frames()
    x, y = browser.js(_FIND, STRIKE)
    canvas = browser.one("#timeline")
    ActionChains(browser.driver, duration=0).move_to_element_with_offset(canvas, int(x), int(y)).click().perform()
    browser.until(lambda: browser.texts(".open h3") == [STRIKE])
    box = browser.js("return document.querySelector('.open').getBoundingClientRect().toJSON()")
    assert 0 < box["top"] < 400
    browser.hash("")
    for _ in range(5):
        browser.one("#zoom-in").click()
        browser.frames()
    before = browser.window()
    browser.js("document.body.dispatchEvent(new WheelEvent('wheel', {bubbles: true})); scrollTo(0, 99999)")
    browser.until(lambda: browser.window() != before)
    canvas.send_keys(Keys.ARROW_UP)
    browser.frames()
    assert len(browser.texts(".current")) == 1
    told = browser.texts("#said")[0]
    assert told.endswith(browser.texts(".current h3")[0])


def test_the_histogram_has_the_months_and_moves_the_window(browser: Browser) -> None:
    browser.open("data")
    histogram = browser.one("#histogram")
    before = browser.window()
    ActionChains(browser.driver, duration=0).move_to_element_with_offset(histogram, 300, 0).click().perform()
    browser.until(lambda: browser.window() != before)
    assert histogram.get_attribute("title") == "Mar 2020: 26 of 26 entries"
    assert browser.window().startswith("25 Feb 2020 – 6 Apr 2020")


def test_the_keyboard_alone_suffices(browser: Browser) -> None:
    browser.open("data")
    press(browser, "/", *"patrol")
    browser.until(lambda: browser.state() == "#q=patrol")
    titles = browser.titles()
    press(browser, Keys.ESCAPE, "j", "j", "k")
    assert browser.js("return document.activeElement.textContent") == titles[0]
    press(browser, Keys.ENTER)
    assert browser.texts(".open h3") == [titles[0]]
    press(browser, Keys.TAB)
    assert browser.js("return document.activeElement.className") == "to-text"
    press(browser, Keys.ENTER)
    assert browser.one("#reader").is_displayed()
    press(browser, Keys.ESCAPE)
    assert not browser.one("#reader").is_displayed()
    assert browser.js("return document.activeElement.className") == "to-text"
    press(browser, Keys.ESCAPE)
    assert browser.texts(".open h3") == []
    assert browser.js("return document.activeElement.textContent") == titles[0]
    press(browser, "?")
    assert browser.one("#help").is_displayed()
    press(browser, Keys.ESCAPE)
    before = browser.window()
    press(browser, "-")
    assert browser.window() != before
    press(browser, "0")
    assert browser.window() == before
    seen = browser.js("return getComputedStyle(document.activeElement).outlineStyle")
    assert (
        seen != "none"
        or browser.js("return getComputedStyle(document.activeElement, '::after').outlineStyle") != "none"
    )


def test_single_keys_can_be_turned_off(browser: Browser) -> None:
    browser.open("data")
    press(browser, "?")
    browser.one("#keys-on").click()
    press(browser, Keys.ESCAPE, "/")
    assert browser.js("return document.activeElement.id") != "q"
    browser.one("#keys").click()
    browser.one("#keys-on").click()
    press(browser, Keys.ESCAPE, "/")
    assert browser.js("return document.activeElement.id") == "q"


def test_on_a_phone_it_is_one_column_and_the_timeline_folds(browser: Browser) -> None:
    browser.open("data")
    browser.size(390, 844)
    assert browser.js("return document.documentElement.scrollWidth") <= 390
    assert not browser.one("#since").is_displayed()
    browser.one("#more").click()
    assert browser.one("#since").is_displayed()
    browser.one("#more").click()
    assert browser.one("#timeline").rect["y"] < browser.one(".entry").rect["y"]
    browser.one("#fold").click()
    assert not browser.one("#timeline").is_displayed()
    browser.one("#fold").click()
    titled(browser, STRIKE)
    assert browser.texts(".open h3") == [STRIKE]
    assert browser.js("return document.documentElement.scrollWidth") <= 390


def test_light_and_dark(browser: Browser) -> None:
    def paper() -> str:
        return str(browser.js("return getComputedStyle(document.body).backgroundColor"))

    browser.open("data")
    light = paper()
    browser.prefers(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
    assert paper() != light
    assert browser.texts("#theme") == ["Light"]
    browser.one("#theme").click()
    assert paper() == light
    browser.reload()
    assert paper() == light
    browser.one("#theme").click()
    assert paper() != light
    browser.js("localStorage.clear(); delete document.documentElement.dataset.theme")


def test_every_date_has_its_place_in_list_and_timeline(browser: Browser) -> None:
    browser.open("dates")
    assert len(browser.titles()) == len(DATES) + 1
    assert browser.texts(".group > h2")[-1] == "Undated 1"
    for _ in range(3):
        browser.one("#zoom-out").click()
        browser.frames()
    assert "480 BC" not in browser.window()
    browser.one("#timeline").send_keys("0")
    browser.hash("until=-0400")
    assert browser.titles() == ["Thing 14", "Thing 11"]  # 480 BC, and what has no beginning
    assert " BC – " in browser.window()


def test_on_paper_every_entry_has_its_quotes_and_nothing_else_is_there(browser: Browser) -> None:
    browser.open("data", "kind=planned")
    browser.js("window.dispatchEvent(new Event('beforeprint'))")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert len(browser.texts(".entry:not([hidden]) .said")) >= 5
        for chrome in (".filters", ".time", ".tools"):
            assert not browser.one(chrome).is_displayed()
        assert browser.one(".entry:not([hidden]) blockquote").is_displayed()
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        browser.js("window.dispatchEvent(new Event('afterprint'))")
    assert browser.texts(".said") == []


def test_hostile_text_is_text(browser: Browser) -> None:
    """Nothing in titles, quotes, names, notes, paths or addresses acts; overrides and controls are not passed on."""
    browser.open("hostile")
    elements = set(browser.js("return [...document.querySelectorAll('*')].map((each) => each.localName)"))
    for number in range(len(ACTS)):
        browser.js("document.querySelectorAll('h3 button')[arguments[0]].click()", number)
        browser.frames()
        assert len(browser.texts(".open blockquote mark")) == 1
        assert browser.js("return document.querySelector('.open .out')") is None
        browser.one(".open .to-text").click()
        browser.frames()
        assert browser.js("return document.querySelectorAll('#reader mark').length") == len(ACTS)
        press(browser, Keys.ESCAPE)
    browser.one("#q").send_keys("</script><script>document.title='acted'</script>")
    browser.until(lambda: browser.state().startswith("#q="))
    browser.hash(
        "q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'acted'%3E&since=%3Cb%3E&entry=%3Cb%3E&text=%3Cb%3E:1-2"
    )
    assert browser.driver.title == "Chronology"
    new = set(browser.js("return [...document.querySelectorAll('*')].map((each) => each.localName)")) - elements
    assert not new & {"img", "script", "svg", "iframe"}
    browser.hash("")
    told = str(browser.js("return document.body.innerText + document.getElementById('reader-text').textContent"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", told)
    assert "␛[31m" in told


def test_words_are_told_with_their_language_and_direction(browser: Browser) -> None:
    browser.open("hostile")
    browser.js("[...document.querySelectorAll('h3 button')].at(-1).click()")
    browser.frames()
    quote = browser.one(".open blockquote")
    assert (quote.get_attribute("lang"), quote.get_attribute("dir")) == ("ar", "auto")
    assert browser.js("return getComputedStyle(arguments[0]).direction", quote) == "rtl"
    href = browser.one(".open .out").get_attribute("href") or ""
    assert href.startswith("https://aram.example/a?b=%22%3E%3Cscript%3E")


def test_offsets_count_characters_and_not_halves(browser: Browser) -> None:
    browser.open("hostile")
    browser.js("document.querySelectorAll('h3 button')[1].click()")
    browser.frames()
    assert browser.texts(".open blockquote mark") == [f"On 5 March 2020 {ACTS[1]} was heard."]
    assert browser.texts(".open .dating") == ["5 March 2020"]


_ATTEMPTS = """
const done = arguments[0], told = {};
const attempt = (name, act) => { try { act(); told[name] = 'acted'; } catch (error) { told[name] = error.name; } };
const style = document.createElement('style');
style.textContent = 'body { --a: 1 }';
document.head.append(style);
attempt('markup', () => { document.createElement('div').innerHTML = '<b>x</b>'; });
attempt('script', () => { document.createElement('script').textContent = "document.title = 'acted'"; });
const image = new Image();
image.onerror = () => {
  told.image = 'blocked';
  attempt('code', () => eval('1'));
  fetch('https://example.org/').catch(() => { told.fetch = 'blocked'; done(told); });
};
image.src = 'https://example.org/x.png';
"""


def test_the_policy_is_enforced(browser: Browser) -> None:
    browser.open("data")
    assert browser.driver.execute_async_script(_ATTEMPTS) == {
        "markup": "TypeError", "script": "TypeError", "code": "EvalError", "image": "blocked", "fetch": "blocked"
    }  # fmt: skip
    assert browser.js("return document.querySelectorAll('style').length") == 2
    assert browser.js("return getComputedStyle(document.body).getPropertyValue('--a')") == ""
    assert all("Content Security Policy" in line or "Trusted" in line for line in browser.console())
    browser.requests()  # that were blocked
    browser.reload()
    browser.requests()


@pytest.mark.parametrize(
    ("name", "state", "width", "scheme"),
    [
        ("data", "", 1440, "light"),
        ("data", "entry", 1440, "light"),
        ("data", "entry", 1440, "dark"),
        ("data", "text", 1440, "light"),
        ("data", "help", 1440, "dark"),
        ("data", "entry", 390, "light"),
        ("hostile", "entry", 1440, "light"),
        ("empty", "", 1440, "light"),
    ],
)
def test_axe_finds_no_violation(browser: Browser, name: str, state: str, width: int, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not there (make tests/node/node_modules/.stamp, which needs npm)")
    browser.open(name)
    browser.size(width, 900)
    browser.prefers(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    if state in ("entry", "text"):
        browser.js(
            "[...document.querySelectorAll('h3 button')].at(arguments[0]).click()", -1 if name == "hostile" else 17
        )
    if state == "text":
        browser.one(".open .to-text").click()
    if state == "help":
        browser.one("#keys").click()
    browser.frames()
    if not browser.js("return typeof axe !== 'undefined'"):
        browser.js(AXE.read_text(encoding="utf-8") + "; window.axe = axe;")
    found = browser.driver.execute_async_script(
        "const done = arguments[0];"
        "axe.run(document).then((told) => done(told.violations), (error) => done(String(error)))"
    )
    assert isinstance(found, list), found
    assert [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found] == []
