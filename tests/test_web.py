"""The page in the browser: its contract, the server around it, and the page itself in a real browser."""

from __future__ import annotations

import base64
import concurrent.futures
import contextlib
import http.client
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from conftest import REPOSITORY

from symbp import bundled, load
from symbp.spec import Assignment
from symbp.web.contract import CALLS, answer
from symbp.web.workers import Workers

SMALL = [name for name in bundled() if isinstance(load(name), Assignment)]
MINE = '[network]\nlayers = [1, 1]\nactivation = "sigmoid"\n[loss]\nname = "squared-error"\n'
MINE += '[data]\nx = [["1"]]\ny = [["0.5"]]\n[parameters]\nweights = ["0.5"]\n'
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

needs_server = pytest.mark.skipif(
    not (importlib.util.find_spec("starlette") and importlib.util.find_spec("uvicorn")),
    reason="needs starlette and uvicorn: pip install 'symbp[web]'",
)


# -- the contract -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL)
def test_an_exercise_is_drawn_and_worked_out_line_by_line(name):
    made = answer("exercise", {"name": name})
    assert "error" not in made
    assert made["drawing"].startswith("<svg")
    worked = answer("lines", {"name": name})
    if "error" in worked:
        assert "lines are too many" in worked["error"]
        return
    names = {line["name"] for line in worked["lines"]}
    assert all(set(line["uses"]) <= names for line in worked["lines"])
    assert all(line["label"].startswith("<math") for line in worked["lines"])
    units = {line["unit"] for line in worked["lines"]} - {""}
    assert units <= set(made["units"])


def test_the_drawing_has_its_units_and_connections_in_their_order():
    made = answer("exercise", {"name": "mazur"})
    assert made["drawing"].count("<circle") == len(made["units"])
    assert made["drawing"].count("<line") == len(made["connections"])


def test_an_exercise_of_ones_own_is_read_as_it_is_typed():
    assert answer("exercise", {"toml": MINE})["units"] == ["x1", "o1"]
    assert "Did you mean 'sigmoid'" in answer("exercise", {"toml": MINE.replace("sigmoid", "sigmod")})["error"]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([], "pages: the list is empty; expected at least one object with name and text, or base64"),
        ([{"name": "a.txt", "text": "dw1 = 0.0146"}, {"name": "b.txt"}], "pages, number 2: neither text nor base64"),
        ({}, "pages: expected a list of objects with name and text, or base64"),
        ([{"name": "a.txt", "text": ""}], "a.txt: nothing in it is an answer"),
    ],
)
def test_pages_that_hold_nothing_get_a_sentence_that_helps(pages, said):
    assert answer("check", {"name": "nndl3", "pages": pages})["error"].startswith(said)


def test_answers_are_marked_in_every_form():
    text = "dw1 = 0.0146\nin_h1 = 0.25"
    for page in ({"text": text}, {"base64": base64.b64encode(text.encode()).decode()}):
        found = answer("check", {"name": "nndl3", "pages": [{"name": "sheet.txt", **page}]})
        assert [row["verdict"] for row in found["rows"]] == ["right", "wrong"]
        assert "<table>" in found["html"]
    hidden = answer("check", {"name": "nndl3", "pages": [{"name": "a.txt", "text": text}], "hide": True})
    assert "0.008421" not in json.dumps(hidden)


@pytest.mark.parametrize("wanted", [{"format": "md"}, {"format": "html"}, {"target": "c"}, {"quiz": "gift"}])
def test_files_can_be_taken_away(wanted):
    found = answer("download", {"name": "nndl3", **wanted})
    assert all(base64.b64decode(file["base64"]) for file in found["files"])


@pytest.mark.parametrize("call", [*CALLS, "nothing"])
@pytest.mark.parametrize(
    "request_",
    [
        {"name": "../../etc/passwd"},
        {"name": 7, "toml": ["x"]},
        {"toml": "x" * 300_000},
        {"toml": MINE.replace('weights = ["0.5"]', 'file = "/etc/hostname"')},
        {"toml": MINE, "pages": [{"name": "a.xlsx", "base64": "!"}]},
        {"toml": MINE, "pages": "a"},
        {"toml": MINE, "pages": [{"name": "a.pdf", "text": "\x00" * 100}], "format": "exe", "show": "all"},
        {"name": "nndl3", "target": "nothing", "quiz": "nothing", "show": "nothing"},
    ],
)
def test_a_request_that_makes_no_sense_gets_a_sentence(call, request_):
    found = answer(call, request_)
    if call == "exercises" or (call in {"exercise", "lines", "solution"} and "error" not in found):
        return
    if call in {"check", "download"} and "error" not in found:
        return
    assert isinstance(found["error"], str)
    assert "Traceback" not in found["error"]


# -- the server ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "symbp", "serve", "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    where = f"http://127.0.0.1:{port}/"
    for _ in range(150):
        with contextlib.suppress(OSError):
            send(where, "/")
            break
        time.sleep(0.2)
    yield where
    process.terminate()
    process.wait(20)


def send(address, path, content=None, **headers):
    """Status, headers and body of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with contextlib.closing(http.client.HTTPConnection(address.split("/")[2], timeout=120)) as to:
        to.request("GET" if content is None else "POST", path, content, named)
        got = to.getresponse()
        return got.status, {name.lower(): value for name, value in got.getheaders()}, got.read()


JSON = {"content_type": "application/json"}


@pytest.mark.long
@needs_server
def test_the_page_is_there_with_a_strict_policy(address):
    for path, kind in (("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css")):
        status, headers, _ = send(address, path)
        assert status == 200
        assert headers["content-type"].startswith(kind)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
    for path in ("/symbp/cli/app.py", "/../pyproject.toml", "/%2e%2e/pyproject.toml"):
        assert send(address, path)[0] == 404


@pytest.mark.long
@needs_server
def test_only_the_page_itself_may_ask(address):
    content = b'{"name": "nndl3"}'
    status, _, body = send(address, "/api/exercise", content, **JSON)
    assert (status, json.loads(body)["title"]) == (200, "NNDL assignment 3")
    for header in (
        {"origin": "http://elsewhere.example"},
        {"sec_fetch_site": "cross-site"},
        {"content_type": "text/plain"},
    ):
        assert send(address, "/api/exercise", content, **JSON | header)[0] == 403
    assert send(address, "/api/exercise", content, host="evil.example", **JSON)[0] == 400
    assert send(address, "/api/exercise")[0] == 405


@pytest.mark.long
@needs_server
@pytest.mark.parametrize(
    ("content", "status"),
    [(b"[1]", 400), (b"{", 400), (b"[" * 100_000, 400), (b" " * 3_500_000, 413), (b'{"name": "x"}', 422)],
    ids=["list", "cut", "deep", "large", "unknown"],
)
def test_a_bad_request_is_answered_with_its_status(address, content, status):
    found, _, body = send(address, "/api/exercise", content, **JSON)
    assert found == status
    assert isinstance(json.loads(body)["error"], str)


@pytest.mark.long
def test_requests_that_break_a_call_break_no_process():
    workers = Workers(1, seconds=20)
    try:
        deep = []
        for _ in range(500):
            deep = [deep]
        for request in (
            {"name": deep},
            {"name": "nndl3", "pages": [{"name": "a.txt", "base64": "\u00e9"}]},
            {"name": "nndl3", "pages": [{"name": "a.txt", "text": "dL/dw1 = \ud800"}]},
            {"name": "\ud800"},
            {"name": "nndl3", "pages": [{"text": "w"}] * 1_000},
        ):
            process = workers._all[0].process.pid
            assert "seconds" not in workers.call("check", request).get("error", "")
            assert workers._all[0].process.pid == process
        assert "title" in workers.call("exercise", {"name": "nndl3"})
    finally:
        workers.close()


@pytest.mark.long
def test_a_call_that_takes_too_long_is_ended_and_the_next_one_answered():
    workers = Workers(1, seconds=20)
    try:
        assert "title" in workers.call("exercise", {"name": "nndl3"})
        workers.seconds = 0.01
        assert "more than 0.01 seconds" in workers.call("solution", {"name": "mazur", "show": "full"})["error"]
        workers.seconds = 20
        assert "title" in workers.call("exercise", {"name": "nndl3"})
    finally:
        workers.close()


# -- the page in a browser ----------------------------------------------------------------------


def browser(width=1200, height=900, *options):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    chosen = webdriver.ChromeOptions()
    for option in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", *options):
        chosen.add_argument(option)
    chosen.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(chosen, Service(DRIVER))
    # A window has a least width; the page shall have the one that is asked for.
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    made.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return made


in_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER and importlib.util.find_spec("selenium")),
    reason="needs chromium, chromedriver and selenium",
)


def until(seen, driver, seconds=30):
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, seconds).until(seen)


def asked_for(driver):
    """The addresses that the page has asked for."""
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


@pytest.mark.slow
@needs_server
@in_browser
def test_the_three_uses_in_a_browser(address):
    from selenium.webdriver.common.by import By

    driver = browser()
    try:
        driver.get(address)
        until(lambda d: len(d.find_elements(By.CSS_SELECTOR, "#lines li")) == 1, driver)
        driver.find_element(By.ID, "all").click()
        assert len(driver.find_elements(By.CSS_SELECTOR, "#lines li")) > 30
        driver.find_element(By.CSS_SELECTOR, "#lines li[data-line='dL/dw5']").click()
        assert driver.find_elements(By.CSS_SELECTOR, "#drawing .lit")
        driver.find_element(By.ID, "tab-fill").click()
        inputs = {each.get_attribute("name"): each for each in driver.find_elements(By.CSS_SELECTOR, "#gaps input")}
        inputs["in_h1"].send_keys("0.3775")
        inputs["dL/dw1"].send_keys("0.000668396")
        driver.find_element(By.CSS_SELECTOR, "#sheet button").click()
        until(lambda d: "2 of 2" in d.find_element(By.ID, "filled").text, driver)
        verdicts = [each.text for each in driver.find_elements(By.CSS_SELECTOR, "#gaps td:last-child") if each.text]
        assert verdicts[0] == "✓ right"
        assert "only one of several paths" in verdicts[1]
        driver.find_element(By.ID, "tab-mark").click()
        driver.find_element(By.ID, "text").send_keys("<img src=x onerror=alert(1)> = 2\ndE/dw5 = 0.0822")
        driver.find_element(By.CSS_SELECTOR, "#answers button").click()
        until(lambda d: "1 of 1 lines right" in d.find_element(By.ID, "marked").text, driver)
        assert not driver.find_elements(By.CSS_SELECTOR, "#marked img")
        driver.find_element(By.ID, "tab-solution").click()
        until(lambda d: d.find_elements(By.CSS_SELECTOR, "#document table"), driver)
        driver.find_element(By.CSS_SELECTOR, "#own summary").click()
        box = driver.find_element(By.ID, "toml")
        box.clear()
        box.send_keys("[network]\nlayers = 3")
        until(lambda d: "layers" in d.find_element(By.ID, "fault").text, driver)
        said = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
        assert [each for each in said if "422" not in each] == []
        elsewhere = [url for url in asked_for(driver) if not url.startswith((address, "data:", "blob:", "chrome"))]
        assert elsewhere == []
    finally:
        driver.quit()


@pytest.mark.slow
@needs_server
@in_browser
def test_the_page_works_by_keyboard_and_on_a_phone(address):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver = browser(390, 800)
    try:
        driver.get(address)
        until(lambda d: len(d.find_elements(By.CSS_SELECTOR, "#lines li")) == 1, driver)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
        driver.find_element(By.ID, "tab-steps").send_keys(Keys.ARROW_RIGHT)
        assert driver.switch_to.active_element.get_attribute("id") == "tab-fill"
        for _ in range(2):
            driver.switch_to.active_element.send_keys(Keys.TAB)
        driver.switch_to.active_element.send_keys("0.3775", Keys.ENTER)
        until(lambda d: "1 of 1" in d.find_element(By.ID, "filled").text, driver)
        for tab in ("tab-fill", "tab-mark", "tab-solution", "tab-take"):
            driver.find_element(By.ID, tab).click()
            if tab == "tab-solution":
                until(lambda d: d.find_elements(By.CSS_SELECTOR, "#document table"), driver)
            assert driver.execute_script("return document.documentElement.scrollWidth") <= 390, tab
    finally:
        driver.quit()


@pytest.mark.slow
@needs_server
@in_browser
@pytest.mark.skipif(not importlib.util.find_spec("axe_selenium_python"), reason="needs axe-selenium-python")
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_in_the_way_of_a_screen_reader(address, dark):
    from axe_selenium_python import Axe
    from selenium.webdriver.common.by import By

    driver = browser(1200, 900, *(["--force-dark-mode"] if dark else []))
    try:
        driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        driver.get(address)
        until(lambda d: len(d.find_elements(By.CSS_SELECTOR, "#lines li")) == 1, driver)
        for tab in ("tab-steps", "tab-fill", "tab-mark", "tab-solution", "tab-take"):
            driver.find_element(By.ID, tab).click()
            if tab == "tab-solution":
                until(lambda d: d.find_elements(By.CSS_SELECTOR, "#document table"), driver)
            axe = Axe(driver)
            axe.inject()
            assert [(each["id"], each["nodes"][0]["html"][:100]) for each in axe.run()["violations"]] == [], tab
    finally:
        driver.quit()


@pytest.mark.slow
@needs_server
def test_two_hundred_requests_at_once_are_all_answered(address):
    def ask(i):
        asked = {"name": ("mazur", "nndl3", "xor-mean")[i % 3], "pages": [{"name": "a.txt", "text": f"w1_new = 0.{i}"}]}
        return json.loads(send(address, "/api/check", json.dumps(asked).encode(), **JSON)[2])["said"]

    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        said = list(pool.map(ask, range(200)))
    assert len(said) == 200
    assert all("of 1 numbers were read" in each for each in said)
