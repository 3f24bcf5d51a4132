"""A headless Chromium, and what a reader does with it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pages import hostile, many_dates
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from idlibtl import build, save
from idlibtl.export import write
from idlibtl.model import Chronology

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15  # seconds, on a busy machine


class Browser:
    """One Chromium, and what a reader does with it."""

    def __init__(self, driver: webdriver.Chrome, pages: dict[str, Path], database: Path) -> None:
        self.driver = driver
        self.database = database  # what the page "data" shows
        self._pages = pages
        self._shown = ""

    def open(self, name: str, state: str = "") -> None:
        """A page in a state, with nothing opened before; it is loaded anew only if another was shown."""
        address = self._pages[name].as_uri()
        if self._shown != address:
            self.driver.get(address)
            self._shown = address
            self.until(lambda: self.js("return document.documentElement.dataset.ready") == "yes")
        self.js(
            "for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();"
            "document.activeElement?.blur(); scrollTo(0, 0);"
        )
        self.hash(state)

    def reload(self, state: str = "") -> None:
        """The page as somebody meets it who was given its address."""
        self.driver.get("about:blank")
        self.driver.get(f"{self._shown}#{state}")
        self.until(lambda: self.js("return document.documentElement.dataset.ready") == "yes")

    def hash(self, state: str) -> None:
        self.js("location.hash = arguments[0]", state)
        self.frames()

    def js(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    def frames(self) -> None:
        """Until the page has had time to follow: events, then two frames."""
        self.driver.execute_async_script(
            "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 0)"
        )

    def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"it never came: {self.js('return location.hash')}"
            time.sleep(0.03)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Of all elements, also those out of sight; white space collapsed."""
        found = self.js("return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)", selector)
        return [" ".join(text.split()) for text in found]

    def titles(self) -> list[str]:
        return self.texts(".entry:not([hidden]) h3")

    def state(self) -> str:
        return str(self.js("return decodeURIComponent(location.hash)"))

    def window(self) -> str:
        return self.texts("#window")[0]

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.frames()

    def prefers(self, **features: str) -> None:
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})
        self.frames()

    def console(self) -> list[str]:
        """What the console has said since it was last asked."""
        return [each["message"] for each in self._log("browser")]

    def _log(self, name: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.get_log(name)  # type: ignore[no-untyped-call]
        return entries

    def requests(self) -> list[str]:
        """The addresses that the page has asked for since the last time, but for files."""
        sent = [json.loads(each["message"])["message"] for each in self._log("performance")]
        urls = [each["params"]["request"]["url"] for each in sent if each["method"] == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith("file:")]


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser with the pages of some chronologies. Skips, aloud, where there is none."""
    program, service = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or service is None:
        pytest.skip("chromium and chromedriver are not there (Debian: chromium chromium-driver)")
    made = {"data": build([str(ROOT / "data")]), "hostile": hostile(), "dates": many_dates()}
    made["empty"] = Chronology((), (), ())
    save(made["data"], folder / "data.db", paths=["data"])
    for name, chronology in made.items():
        with (folder / f"{name}.html").open("w", encoding="utf-8", newline="") as stream:
            write("html", chronology, stream)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(service))
    try:
        yield Browser(driver, {name: folder / f"{name}.html" for name in made}, folder / "data.db")
    finally:
        driver.quit()
