"""TimelineJS itself, in a browser: it takes our slides, and nothing of a source acts in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from browsing import ROOT, Browser, browsing
from pages import hostile, many_dates

from idlibtl.export import write
from idlibtl.model import Chronology

TIMELINEJS = ROOT / "tests" / "node" / "node_modules" / "@knight-lab" / "timelinejs" / "dist"
PAGE = """<!doctype html><meta charset="utf-8"><title>slides</title>
<link rel="stylesheet" href="{dist}/css/timeline.css"><div id="timeline" style="height: 600px"></div>
<script src="{dist}/js/timeline.js"></script>
<script>
  const options = {{ language: "en", script_path: "{dist}/js/", hash_bookmark: false, font: null }};
  addEventListener("load", () => {{ window.timeline = new TL.Timeline("timeline", {slides}, options); }});
</script>"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not TIMELINEJS.exists():
        pytest.skip("no TimelineJS in tests/node: make test installs it where npm is")
    with browsing(tmp_path_factory.mktemp("slides")) as started:
        yield started


@pytest.mark.parametrize(("made", "slides"), [(many_dates(), 16), (hostile(), 8)], ids=["dates", "hostile"])
def test_timelinejs_shows_every_slide(chromium: Browser, tmp_path: Path, made: Chronology, slides: int) -> None:
    stream = io.StringIO(newline="")
    assert write("timelinejs", made, stream).entries == slides
    told = stream.getvalue().replace("<", "\\u003c")
    page = tmp_path / "slides.html"
    page.write_text(PAGE.format(dist=escape(TIMELINEJS.as_uri()), slides=told), encoding="utf-8")
    chromium.driver.get(page.as_uri())
    chromium.until(lambda: chromium.js("return document.querySelectorAll('.tl-slide').length") == slides)
    assert chromium.js("return timeline.config.getErrors()") == []
    assert chromium.driver.title == "slides"  # what acts would have changed it
    headlines = chromium.texts(".tl-headline")
    for entry in made.entries[:3]:
        assert any(" ".join(entry.title.split())[:20] in headline for headline in headlines)
    assert (
        chromium.js("return document.querySelectorAll('.tl-slide script, .tl-slide iframe, .tl-slide img').length") == 0
    )
    links = chromium.js("return [...document.querySelectorAll('.tl-slide a')].map((each) => each.href)")
    assert all(link.startswith("https://") for link in links)
