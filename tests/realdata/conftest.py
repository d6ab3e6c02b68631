"""The importer's modules live beside the scripts; the books it reads are ours (small) or the real distributor's."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = Path(__file__).parent / "small"
REAL = Path(os.environ.get("DEALER_BOOKS") or ROOT.parent / "shared" / "data" / "classicmodels")

if str(ROOT / "scripts") not in sys.path:
    sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture
def small():
    return SMALL
