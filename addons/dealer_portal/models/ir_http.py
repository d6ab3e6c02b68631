from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import SessionExpiredException, request

from ..engine.address import own_path

NOT_OF_THIS_LOG_IN = "Session expired (invalid CSRF token)"  # the platform's words for a form of an earlier log-in


class IrHttp(models.AbstractModel):
    """A form that is sent after the log-in has ended leads back to its page: an address that takes forms only shows nothing."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        if not cls._is_dealer_form():
            return super()._handle_error(exception)
        if isinstance(exception, SessionExpiredException):
            response = super()._handle_error(exception)
            response.location = request.redirect_query("/web/login", {"redirect": cls._page_of_the_form()}).location
            return response
        if isinstance(exception, BadRequest) and exception.description == NOT_OF_THIS_LOG_IN:
            request.session["dealer_notice"] = {
                "text": request.env._(
                    "You have logged in anew since this page was opened. Please look at it and send it again."
                ),
                "bad": True,
            }
            request._save_session()  # the platform keeps nothing of a request that failed
            return request.redirect(cls._page_of_the_form())
        return super()._handle_error(exception)

    @classmethod
    def _is_dealer_form(cls):
        """Return whether the request is a form of a page below /my."""
        sent = request.httprequest
        of_page = own_path(sent.url, sent.host)
        return bool(of_page) and sent.method == "POST" and request.dispatcher.routing_type == "http"

    @classmethod
    def _page_of_the_form(cls):
        """Return the path of the page below /my that the form stood on: never another site."""
        return own_path(request.httprequest.referrer, request.httprequest.host) or "/my"
