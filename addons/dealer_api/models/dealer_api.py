from odoo import models


class DealerApi(models.AbstractModel):
    """What other systems call, over XML-RPC and JSON-2 alike.

    Every method takes named, JSON-safe arguments and answers with a dict:

    ``ok``
        whether the call was carried out; single items may have been refused nevertheless
    ``results``
        one dict per input, in their order: ``index``, ``ok``, ``external_ref``, ``replay``, ``id`` and what the method adds;
        if refused, ``error``
    ``error``
        ``{}``, or why the call as a whole was refused

    An error is a dict ``code`` (stable, for programs), ``message`` (a sentence) and ``path`` (the field, such as ``lines[2].quantity``).
    What is empty is ``""``, ``0`` or ``[]``: there is no ``None`` in answers. Amounts are in the currency named next to them; days are
    ``YYYY-MM-DD``.

    A writing method is idempotent by ``external_ref``: sent again with the same content, an item is not carried out again, and its
    first result comes back with ``replay: true``; with another content it is refused with ``payload_conflict``. What was refused may be sent
    again with the same reference.
    """

    _name = "dealer.api"
    _description = "Dealer API"
