from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DealerApprovalMixin(models.AbstractModel):
    """Lets a document be approved along a route. The named holes say what of it matters.

    A document inherits this, answers the holes ``_approval_…`` and acts in ``_on_approved`` and ``_on_refused``. Before
    it goes on, it asks ``_is_approved()``: true only while what is material is what was approved.
    """

    _name = "dealer.approval.mixin"
    _description = "Document to be approved"

    approval_request_ids = fields.One2many(
        "dealer.approval.request",
        "res_id",
        string="Approvals",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    approval_request_id = fields.Many2one("dealer.approval.request", compute="_compute_approval", compute_sudo=True)
    approval_state = fields.Selection(
        [("none", "Not Asked For"), ("pending", "Pending"), ("approved", "Approved"), ("refused", "Refused")],
        string="Approval",
        compute="_compute_approval",
        compute_sudo=True,
        search="_search_approval_state",
    )
    approval_waiting_for = fields.Char(
        string="Where the Approval Stands", compute="_compute_approval", compute_sudo=True
    )
    approval_can_decide = fields.Boolean(string="Waiting for My Approval", compute="_compute_approval_can_decide")

    # Holes

    def _approval_title(self):
        """Return the name under which reviewers see one document."""
        return self.display_name

    def _approval_dealer(self):
        """Return the dealer of one document; it decides on whose side the reviewers are looked for. May be empty."""
        return self.dealer_id

    def _approval_company(self):
        """Return the company of one document."""
        company = self.company_id if "company_id" in self._fields else self.env["res.company"]
        return company or self._approval_dealer().company_id or self.env.company

    def _approval_requester(self):
        """Return the user who asks: nobody may approve what he or she asked for."""
        return self.env.user

    def _approval_amount(self):
        """Return (amount, currency record) that the limits of the steps are compared with."""
        return 0.0, self._approval_company().currency_id

    def _approval_percent(self):
        """Return the percentage that the limits of the steps are compared with; 12.5 for 12.5 %."""
        return 0.0

    def _approval_figures(self):
        """Return the rows shown to the reviewers: [{"label": str, "value": str}], formatted, in the user's language."""
        return []

    def _approval_fingerprint(self):
        """Return a text of all that is material: another text after the request means asking again."""
        amount, currency = self._approval_amount()
        return f"{currency.round(amount) if currency else amount} {currency.name}"

    @api.model
    def _approval_material_fields(self):
        """Return the names (dotted, too) of the fields that the fingerprint is made of, for the screen to follow them."""
        return []

    def _check_may_request(self):
        """Raise unless the user may ask for the approval of these documents."""
        self.check_access("write")

    def _on_no_route(self):
        """Called when no route fits one document. Raise to refuse; by default the administrators become reviewers."""

    def _on_approved(self, request):
        """Called once when ``request`` is approved: as superuser of one document, ``env.user`` is who decided last."""

    def _on_refused(self, request, reason):
        """Called once when ``request`` is refused: as superuser of one document, ``env.user`` is who refused."""

    # Reading

    @api.depends(
        lambda self: [
            "approval_request_ids.state",
            "approval_request_ids.revision",
            *self._approval_material_fields(),
        ]
    )
    @api.depends_context("lang")
    def _compute_approval(self):
        latest = self._latest_requests()
        for document in self:
            request_sudo = latest.get(document._origin.id, self.env["dealer.approval.request"].sudo())
            document.approval_request_id = request_sudo
            document.approval_state = document._approval_state_by(request_sudo)
            document.approval_waiting_for = request_sudo._waiting_text() if request_sudo.state == "pending" else False

    def _approval_state_by(self, request_sudo):
        """Return the state of one document by its latest request; an approval counts for what was approved only."""
        state = request_sudo.state
        if state == "approved" and self._origin.sudo()._approval_fingerprint() != (request_sudo.fingerprint or ""):
            return "none"
        return state if state in ("pending", "approved", "refused") else "none"

    def _current_approval_state(self):
        """Return the state of one document, never from a cache that a change of its lines did not reach."""
        request_sudo = self._latest_requests().get(self._origin.id, self.env["dealer.approval.request"].sudo())
        return self._approval_state_by(request_sudo)

    def _latest_requests(self):
        """Return {document id: latest request, as superuser}, in one query."""
        requests_sudo = self.env["dealer.approval.request"].sudo()
        domain = Domain("res_model", "=", self._name) & Domain("res_id", "in", self._origin.ids)
        return {request.res_id: request for request in requests_sudo.search(domain, order="id")}

    @api.depends_context("uid")
    @api.depends("approval_request_ids.state", "approval_request_ids.reviewer_ids.state")
    def _compute_approval_can_decide(self):
        for document in self:
            document.approval_can_decide = bool(document.approval_request_ids.filtered("can_decide"))

    def _search_approval_state(self, operator, value):
        """Find documents by approval state. Only documents that were ever asked about are looked at one by one."""
        if operator != "in":
            return NotImplemented
        asked_sudo = self.env["dealer.approval.request"].sudo().search([("res_model", "=", self._name)])
        documents_sudo = self.sudo().browse(set(asked_sudo.mapped("res_id"))).exists()
        found_ids = documents_sudo.filtered(lambda document: document.approval_state in value).ids
        domain = Domain("id", "in", found_ids)
        return domain | Domain("id", "not in", documents_sudo.ids) if "none" in value else domain

    def _is_approved(self):
        """Tell whether one document is approved as it is now."""
        self.ensure_one()
        return self._current_approval_state() == "approved"

    # Verbs

    def action_request_approval(self, comment=""):
        """Ask for the approval of these documents along the route that fits.

        Asking again while the same thing is pending gives the pending request; after a material change the old
        request is cancelled and a new one made.

        :param str comment: told to the reviewers
        :return: the pending requests
        :raise AccessError: if the user may not ask
        :raise UserError: if a document is approved as it is, or nobody could decide
        """
        self._check_may_request()
        requests = self.env["dealer.approval.request"]
        for document in self:
            requests |= document._request_one(comment)
        return requests

    def _request_one(self, comment):
        current_sudo = self._latest_requests().get(self.id, self.env["dealer.approval.request"].sudo())
        if self._current_approval_state() == "approved":
            raise UserError(self.env._("%(name)s is approved already.", name=self._approval_title()))
        if current_sudo.state == "pending":
            current_sudo._lock_rows()
            if current_sudo.state == "pending" and not current_sudo._is_outdated():
                return current_sudo.with_env(self.env)
            self._cancel_approval(self.env._("Asked for again after a change."))
        return self.env["dealer.approval.request"]._ask(self, comment)

    def action_withdraw_approval(self, comment=""):
        """Take the pending requests on these documents back.

        :return: as ``dealer.approval.request.action_withdraw``
        :raise AccessError: if somebody else asked; :raise UserError: if nothing is pending
        """
        self.check_access("read")
        latest_sudo = self.env["dealer.approval.request"].sudo().union(*self._latest_requests().values())
        pending_sudo = latest_sudo.filtered(lambda request: request.state == "pending")
        if not pending_sudo:
            raise UserError(self.env._("No approval is pending here."))
        return pending_sudo.with_env(self.env).action_withdraw(comment)

    def action_withdraw_approval_on_screen(self):
        """Withdraw from a button of the document. :return: True; raises as :meth:`action_withdraw_approval`"""
        self.action_withdraw_approval()
        return True

    def action_open_approval(self):
        """Return the action that opens the latest request on one document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approval"),
            "res_model": "dealer.approval.request",
            "res_id": self.approval_request_id.id,
            "views": [(False, "form")],
        }

    def _cancel_approval(self, reason=""):
        """End pending requests because the document is cancelled or asks again; the evidence stays."""
        for request_sudo in self._latest_requests().values():
            if request_sudo.state == "pending":
                request_sudo._finish("cancelled", reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_cancels_approval(self):
        self._cancel_approval(self.env._("The document was deleted."))
