from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerApprovalRequest(models.Model):
    """One question whether a document may go on, with the figures shown to those who decide.

    Requests are made and decided by verbs only: nobody has the right to write them, and what a verb does not set is
    refused even to the superuser's screens.
    """

    _name = "dealer.approval.request"
    _description = "Approval Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.scope.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(string="Document", required=True, readonly=True, translate=True, index="trigram")
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True, index=True
    )
    document_kind = fields.Char(string="Kind", compute="_compute_document_kind")
    route_id = fields.Many2one("dealer.approval.route", readonly=True, ondelete="restrict", index="btree_not_null")
    dealer_id = fields.Many2one("dealer.dealer", readonly=True, index=True, ondelete="restrict")
    dealer_unit_id = fields.Many2one(related="dealer_id.unit_id", string="Dealer Unit", store=True, index=True)
    dealer_user_id = fields.Many2one(
        related="dealer_id.user_id", string="Dealer's Account Manager", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    requester_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    comment = fields.Text(string="Why", readonly=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="pending",
        readonly=True,
        index=True,
        tracking=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None)
    percent = fields.Float(string="Percentage", readonly=True, aggregator=None)
    figures = fields.Json(
        string="Figures (Rows)",
        readonly=True,
        help="Technical: rows of label and value, as the document was when asked.",
    )
    figures_by_lang = fields.Json(
        string="Figures by Language", readonly=True, help="Technical: the figures in each language of the platform."
    )
    fingerprint = fields.Char(readonly=True, default="", help="Technical: what is material of the document.")
    allow_self = fields.Boolean(string="Requester May Decide", readonly=True)
    reviewer_ids = fields.One2many("dealer.approval.reviewer", "request_id", string="Reviewers", readonly=True)
    decision_ids = fields.One2many("dealer.approval.decision", "request_id", string="History", readonly=True)
    stage = fields.Integer(string="Step Number", readonly=True, default=1)
    stage_name = fields.Char(string="Step", readonly=True)
    stage_since = fields.Datetime(string="Step Since", readonly=True)
    deadline = fields.Datetime(readonly=True, index="btree_not_null")
    remind_at = fields.Datetime(string="Reminder on", readonly=True, index="btree_not_null")
    escalations = fields.Integer(readonly=True, help="How often the time limit of this step was over.")
    revision = fields.Integer(readonly=True, help="Technical: counts the verbs, so that two at once are told apart.")
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decision_comment = fields.Text(string="Reason", readonly=True)

    # One open question on one document, even if two people ask at the same moment.
    _pending_unique = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'", "The approval of this document has already been asked for."
    )
    _document_idx = models.Index("(res_model, res_id, id)")

    visible_to_me = fields.Boolean(compute="_compute_mine", search="_search_visible_to_me")
    can_decide = fields.Boolean(string="Waiting for Me", compute="_compute_mine", search="_search_can_decide")

    def _compute_document_kind(self):
        for request in self:
            request.document_kind = self.env["ir.model"].sudo()._get(request.res_model).name

    @api.depends_context("uid")
    @api.depends("state", "stage", "requester_id", "reviewer_ids.state", "reviewer_ids.user_id")
    def _compute_mine(self):
        """In the words of the searches, so that reading and finding cannot disagree; two queries for all records."""
        requests_sudo = self.env["dealer.approval.request"].sudo()
        mine = Domain("id", "in", self._origin.ids)
        visible = set(requests_sudo._search(mine & self._visible_domain()))
        decidable = set(requests_sudo._search(mine & self._decidable_domain()))
        for request in self:
            request.visible_to_me = request._origin.id in visible
            request.can_decide = request._origin.id in decidable

    @api.model
    def _search_visible_to_me(self, operator, value):
        return self._visible_domain() if operator == "in" and set(value) == {True} else NotImplemented

    @api.model
    def _search_can_decide(self, operator, value):
        return self._decidable_domain() if operator == "in" and set(value) == {True} else NotImplemented

    @api.model
    def _acting_for(self):
        """Return the users in whose place ``env.uid`` decides today, himself or herself included."""
        return self.env.user | self.env["dealer.approval.substitute"]._represented_by(self.env.user)

    @api.model
    def _visible_domain(self):
        """Return the domain of the requests that concern the user, or that a supervising role covers."""
        concerned = Domain("requester_id", "=", self.env.uid) | Domain(
            "reviewer_ids", "any!", [("user_id", "in", self._acting_for().ids)]
        )
        if not self.env.user.has_group("dealer_approval.group_approval_supervisor"):
            return concerned
        roles = self.env["dealer.access"]._roles_with_group("dealer_approval.group_approval_supervisor")
        return concerned | self.sudo()._dealer_scope_domain(roles)

    @api.model
    def _decidable_domain(self):
        asked = [("state", "=", "pending"), ("user_id", "in", self._acting_for().ids)]
        others = Domain("requester_id", "!=", self.env.uid) | Domain("allow_self", "=", True)
        return Domain("state", "=", "pending") & Domain("reviewer_ids", "any!", asked) & others

    @api.model_create_multi
    def create(self, vals_list):
        if not all(ByVerb.gave(vals, "state") for vals in vals_list):
            raise UserError(self.env._("Approval requests cannot be entered. Ask for the approval on the document."))
        return super().create([ByVerb.plain(vals) for vals in vals_list])

    def write(self, vals):
        guarded = {name for name in vals if name in self._fields and self._fields[name].readonly}
        if guarded - self._tracking_fields() and not ByVerb.gave(vals, "state"):
            raise UserError(
                self.env._(
                    "Approval requests cannot be edited. Use Approve, Refuse or Withdraw on %(name)s.",
                    name=self[:1].name,
                )
            )
        return super().write(ByVerb.plain(vals))

    @api.model
    def _tracking_fields(self):
        """Return the names of read-only fields that the platform's own machinery writes (followers, activities)."""
        return set(self.env["mail.thread"]._fields) | set(self.env["mail.activity.mixin"]._fields)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Approval requests are evidence and cannot be deleted. Withdraw them instead."))

    def copy_data(self, default=None):
        self._refuse(self.env._("Approval requests cannot be copied. Ask for the approval on the document."))
        return super().copy_data(default)

    def _refuse(self, sentence):
        raise UserError(sentence)

    def _lock_rows(self):
        """Let two verbs on one request wait for one another; the second starts again and finds what the first did.

        Plain SQL: the ORM's lock raises at once, which the platform does not repeat. The verb then counts up
        ``revision``, without which the second would go on with what it had read before the lock.
        """
        if self:
            self.flush_recordset()
            self.env.execute_query(
                SQL(
                    "SELECT id FROM dealer_approval_request WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset()
            self.reviewer_ids.invalidate_recordset()

    def _set_state(self, state, **values):
        """Write a state with what belongs to it, as a verb."""
        for request_sudo in self.sudo():
            request_sudo.write({"state": ByVerb(state), "revision": request_sudo.revision + 1, **values})

    def _document(self):
        """Return the document of one request with the user's own rights; it may no longer exist.

        Nothing where documents of its kind can no longer be approved: the add-on that brought them was uninstalled.
        """
        self.ensure_one()
        kind = self.pool.get(self.sudo().res_model)
        if not kind or not issubclass(kind, self.pool["dealer.approval.mixin"]):
            return self.browse()
        return self.env[kind._name].browse(self.sudo().res_id)
