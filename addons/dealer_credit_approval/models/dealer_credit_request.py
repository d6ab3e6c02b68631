from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.dealer.models.by_verb import ByVerb

DAYS = 30  # how long a temporary limit is asked for unless somebody says otherwise


class DealerCreditRequest(models.Model):
    """A wish for another permanent limit, or for a temporary one; granted by approval, and only so."""

    _name = "dealer.credit.request"
    _description = "Limit Request"
    _inherit = ["dealer.credit.part.mixin", "dealer.approval.mixin"]
    _order = "id desc"
    _rec_name = "line_id"

    active = fields.Boolean(default=True, readonly=True)
    kind = fields.Selection(
        [("temporary", "Temporary limit"), ("limit", "Permanent limit")], required=True, default="temporary"
    )
    dealer_id = fields.Many2one("dealer.dealer", compute="_compute_dealer_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    current_amount = fields.Monetary(string="Limit When Asked", readonly=True)
    amount = fields.Monetary(required=True, help="The new permanent limit, or what the temporary limit adds.")
    change_percent = fields.Float(string="Change (%)", compute="_compute_change_percent")
    date_from = fields.Date(string="From", default=fields.Date.context_today)
    date_to = fields.Date(
        string="To",
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=DAYS),
        help="Last day of a temporary limit, included.",
    )
    reason = fields.Char(required=True)
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="set null", index="btree_not_null")
    origin = fields.Selection(
        [("manual", "Asked for"), ("order", "Order"), ("proposal", "Proposal")],
        required=True,
        default="manual",
        readonly=True,
    )
    score = fields.Float(readonly=True, aggregator="avg", help="0 to 100, from the dealer's trading data.")
    explanation = fields.Char(string="Why This Amount", readonly=True)
    granted = fields.Boolean(readonly=True)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A limit cannot be negative. Zero allows nothing.")
    _temporary_positive = models.Constraint(
        "CHECK(kind <> 'temporary' OR amount > 0)", "A temporary limit must be greater than zero."
    )
    _temporary_dates = models.Constraint(
        "CHECK(kind <> 'temporary' OR (date_from IS NOT NULL AND date_to IS NOT NULL AND date_from <= date_to))",
        "A temporary limit ends on or after its first day.",
    )

    @api.depends("line_id.dealer_id", "line_id.group_id")
    def _compute_dealer_id(self):
        for request in self:
            request.dealer_id = request.line_id.sudo()._dealers()[:1]

    @api.depends("amount", "current_amount", "kind")
    def _compute_change_percent(self):
        for request in self:
            change = request.amount - (request.current_amount if request.kind == "limit" else 0.0)
            request.change_percent = 100.0 * change / request.current_amount if request.current_amount else 0.0

    @api.model
    def _input_fields(self):
        """Return the names of the fields that people fill in; all else follows, or is written by the verbs."""
        return {"kind", "line_id", "amount", "date_from", "date_to", "reason"}

    @api.model_create_multi
    def create(self, vals_list):
        rows = []
        for vals in vals_list:
            if not ByVerb.gave(vals, "origin") and vals.keys() - self._input_fields():
                raise UserError(self.env._("A limit request takes a credit line, an amount, dates and a reason."))
            line = self.env["dealer.credit.line"].browse(vals.get("line_id"))
            line.check_access("read")
            if line.sudo().control != "limit":
                raise UserError(
                    self.env._("The credit line of %(name)s has no limit to change.", name=line.sudo().name)
                )
            rows.append({**ByVerb.plain(vals), "current_amount": line.sudo().limit_amount})
        return super().create(rows)

    def write(self, vals):
        if not ByVerb.gave(vals, "origin"):
            if vals.keys() - self._input_fields() or "line_id" in vals:
                raise UserError(self.env._("Of a limit request, the amount, the dates and the reason can be changed."))
            self._check_open()
        return super().write(ByVerb.plain(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if any(request.sudo().approval_request_ids for request in self):
            raise UserError(self.env._("A limit request that was asked for stays as evidence. Discard it instead."))

    def action_discard(self):
        """Put requests aside that are not pending and not granted. :return: True"""
        self.check_access("write")
        self._check_open()
        self._write_by_verb({"active": False})
        return True

    def _check_open(self):
        """Raise if one of ``self`` waits for a decision or is granted."""
        if closed := self.filtered(lambda one: one.granted or one._current_approval_state() == "pending"):
            raise UserError(
                self.env._(
                    "The limit request of %(name)s is pending or granted and cannot be changed.",
                    name=closed[0].sudo().line_id.name,
                )
            )

    def _write_by_verb(self, vals):
        for request in self:
            request.write({**vals, "origin": ByVerb(request.origin)})

    # Holes of the approval

    def _approval_title(self):
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return f"{kind}: {self.line_id.name}"

    def _approval_company(self):
        return self.company_id or self.dealer_id.company_id or self.env.company

    def _approval_amount(self):
        """Return what the dealer may owe more: a lower limit counts as zero."""
        more = self.amount - (self.current_amount if self.kind == "limit" else 0.0)
        return max(more, 0.0), self.currency_id

    def _approval_percent(self):
        return abs(self.change_percent)

    def _approval_fingerprint(self):
        limit = self.current_amount if self.granted else self.line_id.limit_amount
        days = f"{self.date_from} {self.date_to}" if self.kind == "temporary" else ""
        return f"{self.kind} {self.currency_id.round(self.amount)} {self.currency_id.round(limit)} {days}"

    @api.model
    def _approval_material_fields(self):
        return ["kind", "amount", "date_from", "date_to", "line_id.limit_amount", "granted"]

    def _approval_figures(self):
        """Return what is asked for and how the line stands today."""
        line = self.line_id

        def money(value):
            return format_amount(self.env, value, self.currency_id)

        rows = [(self.env._("Asked for"), money(self.amount))]
        if self.kind == "temporary":
            days = f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}"
            rows.append((self.env._("From – to"), days))
        rows += [
            (self.env._("Permanent limit"), money(line.limit_amount)),
            (self.env._("Limit today"), money(line.allowed_amount)),
            (self.env._("Used"), money(line.used_amount)),
            (self.env._("Held"), money(line.held_amount)),
            (self.env._("Available"), money(line.available_amount)),
            (self.env._("Overdue"), money(line.overdue_amount)),
        ]
        if self.order_id:
            total = format_amount(self.env, self.order_id.amount_total, self.order_id.currency_id)
            rows.append((self.env._("For the order"), f"{self.order_id.name} \u00b7 {total}"))
        if self.explanation:
            rows.append((self.env._("Score"), f"{self.score:g}"))
            rows.append((self.env._("Why this amount"), self.explanation))
        rows.append((self.env._("Reason"), self.reason))
        return [{"label": label, "value": value} for label, value in rows]

    def _request_one(self, comment):
        """Ask on the figures of today."""
        if self.granted or not self.active:
            raise UserError(self.env._("The limit request of %(name)s is closed.", name=self.sudo().line_id.name))
        if self._current_approval_state() != "pending":
            self.sudo()._write_by_verb({"current_amount": self.sudo().line_id.limit_amount})
        return super()._request_one(comment or self.reason)

    def _on_approved(self, request):
        """Grant what was asked for; whoever decided stands in the history of the credit line."""
        if self.kind == "limit":
            self.line_id.write({"limit_amount": self.amount})
        else:
            self._grant_temporary()
        self._write_by_verb({"granted": True})
        self._submit_again()

    def _on_refused(self, request, reason):
        """Tell a dealer who asked on the page of the order; the reviewers' reason stays inside."""
        if self.order_id and request.requester_id.share:
            self.order_id.message_post(
                body=self.env._(
                    "The temporary limit has not been granted. You may make the order smaller, or pay first."
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _grant_temporary(self):
        today = fields.Date.context_today(self)
        if self.date_to < today:
            raise UserError(
                self.env._(
                    "The days that %(name)s asks for are over. Refuse the request; it can be asked for again.",
                    name=self.line_id.name,
                )
            )
        self.env["dealer.credit.temporary"].create(
            {
                "line_id": self.line_id.id,
                "amount": self.amount,
                "date_from": max(self.date_from, today),
                "date_to": self.date_to,
                "reason": self.reason,
            }
        )

    def _submit_again(self):
        """Let the order for which the limit was asked go on, if it still waits; what else holds it, holds it still."""
        order = self.order_id
        if order.state in ("draft", "sent") and order.submitted_at and order.open_hold_count:
            order._dealer_submit_in_batch()
