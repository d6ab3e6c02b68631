"""The suite's own rules, where no stock tool has one. Every rule is one small file with the same three names:

`CODE`         what a finding is called, and what an exception names
`looks_at`     whether a file is of interest (files are `source.File`)
`check`        yields `(line, sentence)` for everything wrong in it

`python -m lint_checks [path ...]` runs them all; `translations` is apart, because it needs Odoo and takes seconds.

A finding is excepted by a comment on its line or the line above: `lint-allow: CODE, and the reason in words`.
An exception without a reason, or one that excepts nothing, is itself a finding.
"""
