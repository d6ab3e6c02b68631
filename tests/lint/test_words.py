"""Words that mean one thing only are not used for another: translations are copied from addon to addon by their English."""

from pathlib import Path

import polib
import pytest

ADDONS = Path(__file__).parents[2] / "addons"

# Chinese word -> addons in which it may stand alone as a label. "Active" is said of a dealer, not of a program; 调拨 moves goods only.
ONLY_IN = {
    "合作中": {"dealer"},
    "启用合作": {"dealer"},
    "调拨": {"dealer_credit", "dealer_sale", "dealer_stock"},
    "运行": set(),
}


@pytest.mark.parametrize("word", ONLY_IN)
def test_label_has_the_meaning_of_its_addon(word):
    found = {
        f"{path.parents[1].name}: {entry.msgid}"
        for path in ADDONS.glob("*/i18n/zh_CN.po")
        if path.parents[1].name not in ONLY_IN[word]
        for entry in polib.pofile(str(path))
        if entry.msgstr == word
    }
    assert not found, "these mean something else in Chinese"
