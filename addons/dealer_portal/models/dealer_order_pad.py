import base64
import binascii
import uuid

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..engine import sheet
from ..engine.text import plain
from .dealer_order_template import MOST_ROWS
from .pad_run import PadRun


class PadChanged(UserError):
    """The pad has other rows than the window knew that wants to keep its own."""


class DealerOrderPad(models.Model):
    """The order that one person is writing for a dealer: rows kept on the server until they are submitted.

    ``key`` names what is being written. The order made of it carries the key, unique in the database: whoever submits
    twice, at once or later, gets the same order. A new key begins once an order was placed.
    """

    _name = "dealer.order.pad"
    _description = "Order Pad"
    _inherit = ["dealer.scope.mixin"]
    _rec_name = "key"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    key = fields.Char(required=True, readonly=True, copy=False, default=lambda self: uuid.uuid4().hex)
    rows = fields.Json(help="What was typed: list of dicts code, quantity, product_id, unit_id.")
    version = fields.Integer(readonly=True, help="Technical: grows with each change of the rows.")
    window = fields.Char(readonly=True, help="Technical: the window of the browser that changed the rows last.")
    order_id = fields.Many2one("sale.order", string="Draft", index="btree_not_null", ondelete="set null")

    _one_each = models.Constraint("UNIQUE(dealer_id, user_id)", "Each person has one pad with a dealer.")

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    # -- what a member calls --------------------------------------------------------------------------------------

    @api.model
    def open_for(self, dealer_id):
        """Return the user's pad with a dealer as :meth:`check` does, an empty one if there is none yet.

        :raise AccessError: unless the user orders for the dealer
        """
        pad = self._of(self.env["dealer.dealer"].browse(dealer_id))
        return pad._answer(pad._run(pad.sudo().rows or []))

    @api.model
    def _of(self, dealer):
        """Return the user's pad with ``dealer``. Two requests that make it at once meet in the index; one begins again."""
        dealer._check_ordering_open()
        pad_sudo = self.sudo().search([("dealer_id", "=", dealer.id), ("user_id", "=", self.env.uid)])
        if not pad_sudo:
            pad_sudo = self.sudo()._begin(dealer)
        return pad_sudo.with_env(self.env)

    @api.model
    def _begin(self, dealer):
        """Return a new pad of the user's. :raise ConcurrencyError: another request has just made it; the platform repeats this one"""
        try:
            with self.env.cr.savepoint():
                return self.create({"dealer_id": dealer.id, "user_id": self.env.uid, "rows": []})
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("The order pad was opened twice at once. Please try again.")) from error

    def check(self, rows, version=None, window=""):
        """Keep ``rows`` as the user's draft and check all of them.

        :param rows: list of dicts: ``code``, ``quantity`` (number or text); ``product_id``, ``unit_id`` or ``unit`` if known
        :param int version: of the pad that the caller knows; if somebody else changed the rows since, nothing is kept.
            Left out, these rows replace whatever is there.
        :param str window: names the caller: what it has changed itself, in calls that it has no answer to yet, is no conflict
        :return: JSON-safe dict ``pad_id key version rows totals``: each row with ``state`` ("ok", "changed", "warning", "error")
            and ``messages`` (``kind severity text``); amounts in the currency of the dealer's orders
        :raise AccessError: unless it is the user's own pad, and the user orders for the dealer
        :raise UserError: :class:`PadRun` takes no more rows, what was sent is no list of rows, or the pad was changed meanwhile
        """
        self._check_own()
        run, window = self._run(rows), plain(window, 40)
        self._keep(run, version if isinstance(version, int) else None, window)
        return self._answer(run)

    def read_text(self, text):
        """Return the rows that pasted ``text`` means, for :meth:`check`. :raise UserError: what is wrong with it"""
        self._check_own()
        return self._rows_read(lambda: sheet.rows_of_text(str(text or ""), MOST_ROWS))

    def read_file(self, name, data):
        """Return the rows of a CSV or XLSX file, for :meth:`check`.

        :param str name: of the file; :param str data: content in base64
        :raise UserError: what is wrong with it
        """
        self._check_own()
        try:
            content = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise UserError(self._sheet_message("broken")) from None
        return self._rows_read(lambda: sheet.rows_of_file(str(name or ""), content, MOST_ROWS))

    def _rows_read(self, read):
        try:
            return [{"code": code, "quantity": quantity, "unit": unit} for code, quantity, unit in read()]
        except sheet.SheetError as error:
            raise UserError(self._sheet_message(error.reason)) from None

    def _sheet_message(self, reason):
        return {
            "empty": self.env._("There are no rows in it. Give a code and a quantity on each row."),
            "large": self.env._("This is too large. Send at most 2 MB."),
            "type": self.env._("This is neither CSV nor XLSX. Save the table as one of these and try again."),
            "broken": self.env._("The file cannot be read. Save it again as XLSX or CSV and try again."),
            "rows": self.env._("One order has at most %(most)s rows. Divide the table.", most=MOST_ROWS),
        }[reason]

    def rows_from(self, source, record_id=0):
        """Return rows for :meth:`check` from what was ordered before.

        :param str source: "template", "order" (an earlier order of the dealer) or "last" (last bought, of twelve months)
        :param int record_id: id of the template or the order
        :raise UserError: there is nothing of that kind
        """
        self._check_own()
        sources = {"template": self._rows_of_template, "order": self._rows_of_order, "last": self._rows_last_bought}
        if source not in sources:
            raise UserError(self.env._("Rows come from a template, an order or what was bought last."))
        rows = sources[source](record_id if isinstance(record_id, int) else 0)
        if not rows:
            raise UserError(self.env._("There are no rows in it."))
        return rows

    def keep_template(self, name):
        """Keep the rows of this pad as a template of the dealer's. :return: id; :raise UserError: no name or no rows"""
        self._check_own()
        rows = [
            {"product_id": row.product.id, "unit_id": row.unit.id, "order_quantity": row.order_quantity}
            for row in self._run(self.sudo().rows or [])._known()
        ]
        return self.env["dealer.order.template"]._keep(self.sudo().dealer_id, name, rows).id

    def submit(self, key, values=None):
        """Make the order of this pad and submit it; what has errors stays on the pad.

        :param str key: of the pad, as :meth:`check` gave it; sent again, the answer is about the same order
        :param dict values: ``partner_shipping_id``, ``requested_date`` (ISO), ``client_order_ref``, ``note``, ``funds`` ({fund id:
            amount}; left out: by the funds' own rules), and ``total`` if the order is to be placed at that total only
        :return: dict ``state`` ("confirmed", "held", "refused") ``order_id order url messages replay left``
        :raise UserError: nothing to order, a value that does not do, or another total
        """
        self._check_own()
        self._lock()
        if done := self._order_of_key(key):
            return self._result(done, replay=True)
        if key != self.sudo().key:
            raise UserError(self.env._("This order was begun anew in another window. Look at the order pad again."))
        order = self._make_order()
        order._take_checkout(values or {})
        told = order.sudo()._dealer_submit()
        if told["state"] == "refused":
            return {**self._result(order), "messages": told["message"].splitlines()}
        self._begin_anew()
        return self._result(order)

    def _append(self, rows):
        """Put ``rows`` under those of this pad and keep them. :return: a sentence; :raise UserError: a row is no good"""
        run = self._run(rows)
        good = [row for row in run.rows if row.is_valid]
        if not good:
            raise UserError("\n".join(message["text"] for row in run.rows for message in row.messages))
        self._keep(self._run([*(self.sudo().rows or []), *rows]))
        if len(run.rows) == 1:
            return self.env._(
                "%(quantity)g %(unit)s %(product)s put on the order pad.",
                quantity=good[0].order_quantity,
                unit=good[0].unit.name,
                product=good[0].product.name,
            )
        return self.env._("%(count)s rows put on the order pad.", count=len(run.rows))

    # -- inside ---------------------------------------------------------------------------------------------------

    def _check_own(self):
        """Raise unless this is one pad, the user's own, and the user may order for its dealer."""
        self.ensure_one()
        self.check_access("read")
        self.sudo().dealer_id.with_env(self.env)._check_ordering_open()

    def _run(self, rows):
        return PadRun(self.sudo().dealer_id.with_env(self.env), rows)

    def _keep(self, run, version=None, window=""):
        """Store what was typed, if it has changed. :raise PadChanged: somebody else has changed it since ``version``"""
        rows = [row.kept() for row in run.rows if row.code or row.typed]
        pad_sudo = self.sudo()
        if rows == (pad_sudo.rows or []):
            return
        if version not in (None, pad_sudo.version) and (not window or window != pad_sudo.window):
            raise PadChanged(
                self.env._("The order pad was changed in another window. What you typed here is not kept yet.")
            )
        self._write_rows(rows, window=window)

    def _write_rows(self, rows, **vals):
        self.sudo().write({"window": False, "version": self.sudo().version + 1, **vals, "rows": rows})

    def _lock(self):
        """Make whoever else submits or prepares this pad wait, and then start again with what we left.

        That is ordinary while the last look follows what is typed: the platform repeats it, nobody has to read of it.
        """
        self.flush_recordset()
        query = SQL("SELECT id FROM dealer_order_pad WHERE id = %s FOR UPDATE", self.id)
        self.env.cr.execute(query, log_exceptions=False)

    def _order_of_key(self, key):
        """Return the order, of this dealer, that was placed with ``key``; empty if none was."""
        if not isinstance(key, str) or not key:
            return self.env["sale.order"]
        domain = [("pad_key", "=", key), ("dealer_id", "=", self.sudo().dealer_id.id)]
        order_sudo = self.env["sale.order"].sudo().search(domain, limit=1)
        placed_sudo = order_sudo.filtered(lambda order: order.submitted_at or order.state != "draft")
        return placed_sudo.with_env(self.env)

    def _make_order(self):
        """Return the draft order of this pad with exactly the rows that can be ordered, at the prices of now."""
        self._lock()
        rows = self._run(self.sudo().rows or []).ordered()
        if not rows:
            raise UserError(self.env._("There is nothing to order yet: no row without an error."))
        order_sudo = self.sudo().order_id
        if order_sudo and (order_sudo.state != "draft" or order_sudo.submitted_at):
            # Somebody else has cancelled, sent or placed it meanwhile: it keeps the key, the next order needs another.
            self.sudo().write({"key": uuid.uuid4().hex, "order_id": False})
            order_sudo = order_sudo.browse()
        if not order_sudo:
            order_sudo = (
                self.env["sale.order"].sudo().with_company(self.sudo().company_id).create(self._order_vals(rows))
            )
            self.sudo().order_id = order_sudo
        elif order_sudo._pad_lines() != [row.as_line() for row in rows]:
            order_sudo.write({"order_line": [Command.clear(), *(row.as_command() for row in rows)]})
        return order_sudo.with_env(self.env)

    def _order_vals(self, rows):
        dealer_sudo = self.sudo().dealer_id
        return {
            "partner_id": dealer_sudo.partner_id.id,
            "company_id": dealer_sudo.company_id.id,
            "pad_key": self.sudo().key,
            "order_line": [row.as_command() for row in rows],
        }

    def _begin_anew(self):
        """Empty the pad but for the rows that could not be ordered, under a new key."""
        left = [
            kept
            for kept, row in zip(self.sudo().rows, self._run(self.sudo().rows).rows, strict=True)
            if not row.is_valid
        ]
        self._write_rows(left, key=uuid.uuid4().hex, order_id=False)

    def _result(self, order, replay=False):
        order_sudo = order.sudo()
        return {
            "state": order_sudo._submit_state(False),
            "order_id": order_sudo.id,
            "order": order_sudo.name,
            "url": order_sudo.get_portal_url(),
            "messages": order_sudo._dealer_told(),
            "replay": replay,
            "left": len(self.sudo().rows or []),
        }
