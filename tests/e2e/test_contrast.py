"""Whoever sees badly reads the dealer's pages, too: words stand out from what is behind them by 4.5 to 1 (WCAG 2.1, 1.4.3)."""

import pytest

from .test_dealer_portal import PAGES
from .test_order_pad import open_pad, type_rows

# Words that are seen and whose colour is too near to that behind them; large ones need 3 to 1. What is switched off may be pale.
TOO_PALE = """
() => {
    const channels = (text) => {
        const [red, green, blue, alpha] = text.match(/[\\d.]+/g).map(Number);
        return [red, green, blue, alpha === undefined ? 1 : alpha];
    };
    const over = (above, below) => [0, 1, 2].map((one) => above[one] * above[3] + below[one] * (1 - above[3])).concat(1);
    const light = (colour) => {
        const [red, green, blue] = colour.map((one) => one / 255).map(
            (one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        );
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (node) => {
        const layers = [];
        for (let one = node; one; one = one.parentElement) {
            layers.push(channels(getComputedStyle(one).backgroundColor));
        }
        return layers.reverse().reduce((below, above) => over(above, below), [255, 255, 255, 1]);
    };
    const pale = new Set();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode.parentElement;
        const seen = words.currentNode.data.trim() && node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        if (!seen || node.closest("script, style, option, .visually-hidden, [disabled], .disabled, .o_brand_promotion")) {
            continue;
        }
        const style = getComputedStyle(node);
        const below = behind(node);
        const [one, other] = [light(over(channels(style.color), below)), light(below)];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.49)) {
            pale.add(`${ratio.toFixed(2)} ${words.currentNode.data.trim().slice(0, 30)} ${node.className}`);
        }
    }
    return [...pale];
}
"""
ORDERING = ("/my/pad", "/my/checkout", "/my/catalogue", "/my/part-numbers", "/my/order-templates")


def pale_words(browser, paths):
    """Return {path: words of the page that are too pale}, of pages that have some."""
    found = {}
    for path in paths:
        browser.open(path)
        browser.page.wait_for_load_state("networkidle")
        found[path] = browser.page.evaluate(TOO_PALE)
    return {path: words for path, words in found.items() if words}


@pytest.mark.parametrize("width", [390, 1280])
def test_words_of_the_portal_can_be_read(visit, width):
    browser = visit("dealer1", width=width, height=844)
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 7), ("nonsense", 1))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    assert pale_words(browser, [*PAGES, *ORDERING]) == {}
    open_pad(browser)


def test_words_of_an_order_can_be_read(visit):
    browser = visit("dealer1", width=390, height=844)
    browser.open("/my/dealer/orders")
    paths = browser.page.eval_on_selector_all(
        "#dealer_order_list a", "links => links.slice(0, 3).map((link) => link.pathname)"
    )
    assert paths
    for path in paths:
        browser.open(path)
        browser.page.wait_for_selector("#dealer_order_progress")
        pale = browser.page.evaluate(
            TOO_PALE.replace("document.body", "document.querySelector('#dealer_order_progress')")
        )
        assert pale == [], path
