import os

from werkzeug.wsgi import wrap_file

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..engine.export import csv_file
from ..models.dealer_order_pad import PadChanged


class DealerPage:
    """What every page of a dealer's needs: who visits, the frame around it, and what came of a deed.

    Mixed into controllers. A page asks :meth:`_visitor` first, with the right it needs.
    """

    def _visitor(self, right="see"):
        """Return the membership by which the user visits, and work in the company of its dealer.

        :param str right: as ``dealer.member._may`` knows it
        :raise NotFound: if the user is no member of a dealer, or has not that right: such a page is not there for them
        """
        visitor = request.env["dealer.portal"]._visitor()
        if not visitor or not visitor._may(right):
            raise request.not_found()
        request.update_context(allowed_company_ids=visitor.company_id.ids)
        return visitor.with_env(request.env)

    def _page(self, template, visitor, values, *, active):
        """Return the response that shows ``template`` inside the frame.

        :param dict values: for the template; ``title`` is the heading of the page
        :param str active: key of the entry of the navigation that the page belongs to
        """
        notice = request.session.pop("dealer_notice", None)
        frame = {"visitor": visitor, "active_entry": active, "dealer_notice": notice, "page_name": "dealer"}
        return request.render(template, {**frame, **values})

    def _pad(self):
        """Return (visitor, the visitor's order pad). :raise NotFound: the visitor does not order"""
        visitor = self._visitor("order")
        return visitor, request.env["dealer.order.pad"]._of(visitor.dealer_id)

    def _connection_words(self):
        """Return the words by which a script says that the server cannot be reached, in the visitor's language."""
        return {
            "expired": request.env._(
                "You have been logged out. What you typed is kept in this window: log in again here to go on with it."
            ),
            "login": request.env._("Log in"),
            "offline": request.env._(
                "The server does not answer. What you typed is still here: change it to try again."
            ),
        }

    def _answered(self, act):
        """Return what ``act`` (a function of the pad) returns, all or nothing, or {"error": the sentence why not}."""
        try:
            with request.env.cr.savepoint():
                return act(self._pad()[1])
        except PadChanged as error:
            return {"error": str(error), "conflict": True}
        except (AccessError, MissingError, UserError) as error:
            return {"error": str(error)}

    def _amount(self, text):
        """Return the number that the visitor typed; nothing is zero. :raise UserError: it is none"""
        try:
            return float(text or 0)
        except ValueError as error:
            raise UserError(request.env._("%(text)s is no amount.", text=text)) from error

    def _file(self, content, kind, name, size=None):
        """Return the response that sends ``content`` as a file of the MIME type ``kind``.

        :param content: bytes, or parts of them of ``size`` bytes in all
        """
        headers = [
            ("Content-Type", kind),
            ("Content-Length", len(content) if size is None else size),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers=headers)

    def _csv(self, rows, name):
        """Return the response that sends rows of values, any iterable, as a file for a spreadsheet.

        The file is complete before the first byte is sent: an error on the way is an error, not half a file.
        """
        file = csv_file(rows)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        parts = wrap_file(request.httprequest.environ, file)
        return self._file(parts, "text/csv; charset=utf-8", name, size)


def page_number(value):
    """Return the number of a page that an address asks for; what is none is the first one."""
    return value if isinstance(value, int) and 0 < value < 10**6 else 1
