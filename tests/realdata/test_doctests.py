"""The examples in the importer's docstrings."""

import doctest

import pytest
from books import batches, expected, progress, words


@pytest.mark.parametrize("module", [batches, expected, progress, words], ids=lambda module: module.__name__)
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
