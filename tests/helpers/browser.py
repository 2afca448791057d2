"""A real Chromium on the central system's pages: what a citizen sees, types and presses."""

from __future__ import annotations

import os
from base64 import b64encode
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.remote.webelement import WebElement

    from tests.helpers.raw_central import Central

PATIENCE = 60
DESKTOP, PHONE = (1366, 900), (390, 844)
_PRESSED = ("main button", "main a", "a", "button")
_QUIET = (
    "--headless=new",
    "--no-sandbox",  # refused to root and in many containers; it shows our own pages only
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--no-proxy-server",
)


class Citizen:
    """Somebody at a browser."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self.driver = driver
        self.url = url
        self._size = DESKTOP

    def go(self, path: str) -> Citizen:
        self.driver.get(self.url + path)
        return self

    def size(self, width: int, height: int) -> Citizen:
        """Give the window a size; the page is as wide."""
        self._size = (width, height)
        return self._measure(width, height)

    def _measure(self, width: int, height: int) -> Citizen:
        said = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", said)
        return self

    @property
    def words(self) -> str:
        """What is read on the page."""
        return self.driver.find_element(By.TAG_NAME, "main").text

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.url)

    def field(self, label: str) -> WebElement:
        """Return the control of that label, as somebody who reads it would find it."""
        for one in self.driver.find_elements(By.TAG_NAME, "label"):
            if one.text.startswith(label):
                named = one.get_dom_attribute("for")
                return self.driver.find_element(By.ID, named) if named else one.find_element(By.TAG_NAME, "input")
        raise AssertionError((label, self.words))

    def write(self, label: str, text: str) -> Citizen:
        control = self.field(label)
        if control.get_dom_attribute("type") != "file":
            control.clear()
        control.send_keys(text)
        return self

    def press(self, words: str) -> Citizen:
        """Press a button of the page or follow a link, and wait until another page is there."""
        found = [one for where in _PRESSED for one in self.driver.find_elements(By.CSS_SELECTOR, where)]
        at = next((one for one in found if words in one.text), None)
        assert at is not None, (words, self.words)
        self._leave(at.click)
        return self

    def _leave(self, act: Callable[[], object]) -> None:
        before = self.driver.find_element(By.TAG_NAME, "html")
        act()
        self._wait_for_another(before)

    def _wait_for_another(self, before: WebElement) -> None:
        def other(driver: Chrome) -> bool:
            here = driver.find_elements(By.TAG_NAME, "html")
            return (
                bool(here) and here[0] != before and driver.execute_script("return document.readyState") == "complete"
            )

        WebDriverWait(self.driver, PATIENCE).until(other)

    def keys(self, *keys: str) -> Citizen:
        self.driver.switch_to.active_element.send_keys(*keys)
        return self

    def enter(self) -> Citizen:
        """Press Enter where the keyboard is, and wait until another page is there."""
        return self.leave(Keys.ENTER)

    def leave(self, *keys: str) -> Citizen:
        """Press keys that lead to another page, and wait until it is there."""
        self._leave(lambda: self.keys(*keys))
        return self

    def reach(self, element_id: str) -> Citizen:
        """Tab until the keyboard is at an element."""
        for _ in range(60):
            if self.driver.switch_to.active_element.get_dom_attribute("id") == element_id:
                return self
            self.keys(Keys.TAB)
        raise AssertionError(element_id)

    def script(self, text: str) -> object:
        found: object = self.driver.execute_script(text)
        return found

    def complaints(self) -> list[str]:
        """Return what the browser wrote into its console since it was last asked: broken policies, missing files."""
        return [str(one["message"]) for one in self.driver.execute("getLog", {"type": "browser"})["value"]]

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page where the environment says so."""
        if folder := os.environ.get("KHLANG_PICTURES"):
            height = int(str(self.script("return document.documentElement.scrollHeight")))
            self._measure(self._size[0], height)
            self.driver.save_screenshot(str(Path(folder) / f"{name}.png"))
            self._measure(*self._size)


@contextmanager
def citizen(central: Central, folder: Path) -> Iterator[Citizen]:
    """Open a browser that knows nothing and trusts this central system's certificate only."""
    program, driver_program = which("chromium"), which("chromedriver")
    assert program, "chromium is not installed"
    assert driver_program, "chromedriver is not installed"
    options = ChromeOptions()
    options.binary_location = program
    for one in (*_QUIET, f"--user-data-dir={folder}", f"--ignore-certificate-errors-spki-list={_key_hash(central)}"):
        options.add_argument(one)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options, Service(executable_path=driver_program))
    try:
        driver.set_page_load_timeout(PATIENCE)
        yield Citizen(driver, central.ready["url"]).size(*DESKTOP)
    finally:
        driver.quit()


def _key_hash(central: Central) -> str:
    """Return the hash of the server's public key, by which Chromium is told to trust it."""
    certificate = x509.load_pem_x509_certificate((central.data / "server.pem").read_bytes())
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(sha256(spki).digest()).decode()
