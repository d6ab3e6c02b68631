"""A distributor's books, read from CSV files and run through the suite by its integration API.

Nothing here knows Odoo: :mod:`.files` reads and checks the files, :mod:`.expected` works out what must come out of them,
:mod:`.plan` turns them into calls in the order of their dates, few of them thanks to :mod:`.batches`, :mod:`.client`
makes the calls, :mod:`.checkpoint` remembers what is done, :mod:`.run` puts them together and :mod:`.reconcile` compares the
result with what was expected.
"""
