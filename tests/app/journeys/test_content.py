"""Whatever is in the data, the page shows it as it is and runs none of it."""

from __future__ import annotations

import pytest
from PIL import Image

from labelwise.io import read
from labelwise.tasks import Regression, Tags

pytestmark = pytest.mark.browser

HOSTILE = [
    '<script>document.title = "stolen"</script>',
    '"><img src=x onerror="document.title=\'stolen\'">',
    "{{ 7 * 7 }} ${7*7} </textarea></body> &amp; &lt;b&gt;",
    "مرحبا، هذا نصّ عربي مع English في الوسط ١٢٣",
    "שלום \u202eevil\u202c עולם",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324a\u0321lgo",
    "x" * 5000,
    "line one\n\n   line three, indented\ttab",
    "ab" * 30_000,
    "\u0007 control \u2028 separator \ufeff mark",
]


def test_hostile_texts_are_shown_as_text(project, host, tabs):
    classes = ("<b>bold</b>", "qu\"ote's & <script>alert(1)</script>", "عربي")
    tab = tabs(host(project(HOSTILE, classes=classes)).url)
    names = tab.page.locator(".label .name").all_text_contents()
    assert names == list(classes)
    seen = []
    for k in range(1, len(HOSTILE) + 1):
        more = tab.page.get_by_role("button", name="Show the rest")
        if more.count():
            more.click()
        seen.append(tab.text)
        box = tab.page.locator("#item").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
        wide = tab.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        assert wide, seen[-1][:40]
        assert tab.page.locator("#item :is(script, img, b, textarea)").count() == 0
        tab.press("1")
        tab.sees("#count", f"{k} of {len(HOSTILE)}")
    plain = [text.replace("\r\n", "\n") for text in HOSTILE]
    assert sorted(seen) == sorted(plain)
    assert tab.page.title() == "items – labelwise"


def test_arabic_reads_from_the_right(project, host, tabs):
    tab = tabs(host(project([HOSTILE[3]] * 1 + [HOSTILE[3] + " ٢"])).url)
    assert tab.page.locator("#item .text").evaluate("n => getComputedStyle(n).direction") == "rtl"


def test_images_are_decoded_ahead_and_shown(project, host, tabs, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k in range(6):
        Image.new("RGB", (320 + k, 200), (40 * k, 90, 120)).save(folder / f"no {k} & <b>.png")
    tab = tabs(host(project(read(folder).pool, classes=("cat", "dog"))).url)
    widths = set()
    for k in range(1, 7):
        image = tab.page.locator("#item img")
        assert image.evaluate("n => n.complete && n.naturalWidth > 0"), "it was decoded before its turn"
        widths.add(image.evaluate("n => n.naturalWidth"))
        tab.press("c")
        tab.sees("#count", f"{k} of 6")
    assert widths == {320 + k for k in range(6)}
    tab.sees("#item", "All done")


def test_an_image_that_went_missing_is_said_so(project, host, tabs, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k in range(3):
        Image.new("RGB", (32, 32), (40 * k, 90, 120)).save(folder / f"{k}.png")
    pool = read(folder).pool
    store = project(pool, classes=("cat", "dog"))
    server = host(store)
    (folder / "1.png").unlink()
    tab = tabs(server.url, allowed=("status of 400",))
    texts = []
    for k in range(1, 4):
        tab.page.wait_for_function(
            "() => { const i = document.querySelector('#item img'); return !i || i.complete; }"
        )
        texts.append(tab.page.locator("#item").text_content())
        tab.press("1")
        tab.sees("#count", f"{k} of 3")
    assert sum("cannot be shown" in text for text in texts) == 1


def test_rows_of_a_table(project, host, tabs, tmp_path):
    (tmp_path / "rows.csv").write_text(
        "name,price,<b>note</b>\nAda,12.50,\nBob,3,<script>alert(1)</script>\nعلي,7e3,x\n", encoding="utf-8"
    )
    tab = tabs(host(project(read(tmp_path / "rows.csv", kind="table").pool, classes=("buy", "sell"))).url)
    rows = []
    for k in range(1, 4):
        names = tab.page.locator("#item dt").all_text_contents()
        values = tab.page.locator("#item dd").all_text_contents()
        rows.append(dict(zip(names, values, strict=True)))
        tab.press("b")
        tab.sees("#count", f"{k} of 3")
    assert {row["name"] for row in rows} == {"Ada", "Bob", "علي"}
    (bob,) = [row for row in rows if row["name"] == "Bob"]
    assert bob["<b>note</b>"] == "<script>alert(1)</script>"
    (ada,) = [row for row in rows if row["name"] == "Ada"]
    assert ada["<b>note</b>"] == "–"


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
        {"viewport": {"width": 640, "height": 400}, "color_scheme": "dark", "reduced_motion": "reduce"},
        {"forced_colors": "active"},
    ],
)
def test_every_screen_fits(project, host, tabs, options):
    tab = tabs(host(project(classes=("positive", "negative", "neutral", "mixed"))).url, **options)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = tab.page.evaluate(
        """least => [...document.querySelectorAll('button')].filter(b => b.offsetParent)
        .map(b => b.getBoundingClientRect()).filter(r => Math.min(r.width, r.height) < least).length""",
        36 if "has_touch" in options else 24,
    )
    assert small == 0, "targets are large enough"
    for button in tab.page.locator(".label").all():
        box = button.bounding_box()
        assert box["y"] + box["height"] <= tab.page.viewport_size["height"], "every label is on screen"
    tab.page.locator(".label").first.click()
    tab.sees("#count", "1 of 30")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("task", "keys", "seen"),
    [
        (("pos", "neg"), ["1"], ("#trail .chip", "pos")),
        (Tags(["pos", "neg"]), ["1", "Enter", "2"], (".submit", "Save 1 tag")),
        (Regression(0, 10, "points"), ["5", "Enter", "9", "9", "Enter"], ("#number-problem", "outside")),
    ],
    ids=["one", "many", "number"],
)
def test_contrast(project, host, tabs, scheme, task, keys, seen):
    tab = tabs(host(project(classes=task, strategy="random")).url, color_scheme=scheme)
    for key in keys:
        tab.press(key)
    tab.sees(*seen)
    tab.page.locator("#progress").click()
    measured = tab.page.evaluate(CONTRAST)
    assert len(measured) > 15
    assert [m for m in measured if m[1] < 4.5] == []


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const c = rgb(getComputedStyle(n).backgroundColor);
      if (c[3] > 250) return c;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest('button:disabled, .jump')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    found.push([text.data.trim().slice(0, 30), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""
