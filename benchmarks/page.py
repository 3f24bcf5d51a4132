"""The HTML page with thousands of entries in a browser: how long until something is seen, and how long a filter takes.

    python benchmarks/page.py [--corpus reports/] [--entries N] [--keep page.html]

Entries are made from real ones as `benchmarks/queries.py` makes them. Chromium and its driver must be there, and
selenium. All seconds are the browser's own; each page is loaded anew several times, and the median is printed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from queries import repeated

from idlibtl import build, load
from idlibtl.export import Selection, write

DATA = Path(__file__).resolve().parents[1] / "data"
FILTERS = ("q=ceasefire", "kind=planned", "since=2020-03&until=2020-06", "disputed=1", "min-sources=3", "")

# How long until the page is as the filter wants it: the list is filtered, laid out and painted.
_FILTER = """
const [hash, done] = arguments;
const begun = performance.now();
addEventListener("hashchange", () => requestAnimationFrame(() => {
  const painted = new MessageChannel(); // after the frame
  painted.port1.onmessage = () => done([performance.now() - begun, document.getElementById("count").textContent]);
  painted.port2.postMessage(0);
}), { once: true });
location.hash = hash;
"""
_PAINTED = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_READY = "return document.documentElement.dataset.ready === 'yes'"


def make(corpus: Path, entries: int, page: Path) -> float:
    """Write the page; returns the seconds that the writing took."""
    made = load(corpus) if corpus.is_file() else build([str(corpus)])
    documents, repeats = repeated(made, entries)
    view = Selection(tuple(documents), tuple(repeats), ())
    start = time.perf_counter()
    with page.open("w", encoding="utf-8", newline="") as stream:
        write("html", view, stream)
    return time.perf_counter() - start


def browser() -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900"):
        options.add_argument(argument)
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def opened(driver: Any, page: Path) -> tuple[float, float]:
    """Milliseconds until the first contentful paint, and until the page can be used."""
    driver.get("about:blank")
    driver.get(page.as_uri())
    while not driver.execute_script(_READY):
        time.sleep(0.01)
    ready = driver.execute_script("return performance.now()")
    while (painted := driver.execute_script(_PAINTED)) is None:
        time.sleep(0.01)
    return painted, ready


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, default=DATA, help="a folder of reports, or a chronology file")
    parser.add_argument("--entries", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="keep the page here")
    given = parser.parse_args(arguments)
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        sys.exit("chromium and chromedriver are needed (Debian: chromium chromium-driver)")
    with tempfile.TemporaryDirectory() as folder:
        page: Path = (given.keep or Path(folder) / "page.html").absolute()
        seconds = make(given.corpus, given.entries, page)
        print(f"{given.entries:,} entries, {page.stat().st_size / 1e6:.1f} MB, written in {seconds:.1f} s\n")
        driver = browser()
        try:
            times = [opened(driver, page) for _ in range(given.repeats)]
            print("| what | ms |\n|---|---:|")
            for name, values in zip(("first contentful paint", "ready"), zip(*times, strict=True), strict=True):
                print(f"| {name} | {statistics.median(values):.0f} |")
            for words in FILTERS:
                taken, count = driver.execute_async_script(_FILTER, f"#{words}")
                print(f"| filter `{words or 'none'}`: {count} | {taken:.0f} |")
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
