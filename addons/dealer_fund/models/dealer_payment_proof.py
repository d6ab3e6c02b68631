from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerPaymentProof(models.Model):
    """What a dealer says it has paid, with the bank's receipt: finance checks it and registers the payment, once."""

    _name = "dealer.payment.proof"
    _description = "Payment Proof"
    _inherit = ["mail.thread", "dealer.scope.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False)
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict")
    dealer_unit_id = fields.Many2one("dealer.unit", related="dealer_id.unit_id", store=True, index=True)
    dealer_user_id = fields.Many2one(
        "res.users", string="Account Manager", related="dealer_id.user_id", store=True, index=True
    )
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True, precompute=True)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    paid_on = fields.Date(required=True, default=fields.Date.context_today)
    reference = fields.Char(required=True, help="The bank's number of the transfer.")
    reference_key = fields.Char(
        compute="_compute_reference_key", store=True, index=True, help="Technical: without case and blanks."
    )
    bank = fields.Char(help="Bank and account the money was sent from.")
    note = fields.Text()
    file = fields.Binary(string="Receipt", attachment=True)
    file_name = fields.Char()
    file_digest = fields.Char(readonly=True, copy=False, index="btree_not_null", help="Technical: of the content.")
    fund_id = fields.Many2one("dealer.fund", string="For Fund", check_company=True, ondelete="restrict")
    invoice_ids = fields.Many2many(
        "account.move",
        string="For Invoices",
        domain="[('dealer_id', '=', dealer_id), ('move_type', '=', 'out_invoice')]",
    )
    state = fields.Selection(
        [("submitted", "Submitted"), ("accepted", "Accepted"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="submitted",
        index=True,
        tracking=True,
        copy=False,
    )
    reason = fields.Char(string="Refused because", readonly=True, copy=False)
    warning = fields.Text(string="To Be Checked", compute="_compute_warning")
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False, index="btree_not_null")
    submitted_by = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "What was paid is more than zero.")
    _payment_unique = models.UniqueIndex("(payment_id) WHERE payment_id IS NOT NULL")

    @api.depends("reference")
    def _compute_reference_key(self):
        for proof in self:
            proof.reference_key = "".join((proof.reference or "").lower().split())

    @api.depends("reference_key", "file_digest", "dealer_id", "state")
    def _compute_warning(self):
        twins = self._twins()
        for proof in self:
            sentences = [
                self.env._("%(proof)s has the same %(what)s.", proof=twin.name, what=what)
                for twin, what in twins.get(proof._origin.id, ())
            ]
            proof.warning = "\n".join(sentences)

    def _twins(self):
        """Return {proof id: [(other proof, what is the same)]} among those that were not refused; one query."""
        keys = [key for key in self.mapped("reference_key") if key]
        digests = [digest for digest in self.mapped("file_digest") if digest]
        same = Domain("reference_key", "in", keys) | Domain("file_digest", "in", digests)
        others = (
            self.sudo().search(same & Domain("state", "in", ("submitted", "accepted"))) if keys or digests else self
        )
        result = {}
        for proof in self:
            for other in others.filtered(lambda other, own=proof._origin.id: other.id != own):
                if other.dealer_id != proof.dealer_id:
                    continue
                if other.reference_key == proof.reference_key:
                    result.setdefault(proof._origin.id, []).append((other, self.env._("reference")))
                elif other.file_digest and other.file_digest == proof.file_digest:
                    result.setdefault(proof._origin.id, []).append((other, self.env._("file")))
        return result

    @api.model
    def _dealer_derived_fields(self):
        names = {"dealer_unit_id", "dealer_user_id", "company_id", "reference_key"}
        return super()._dealer_derived_fields() | names

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_id", "dealer_unit_id", "dealer_user_id"]

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever creates one, it is checked like a dealer's own."""
        for vals in vals_list:
            self.browse()._guard(
                vals, {"state", "payment_id", "reason", "decided_by", "decided_at", "file_digest", "name"}
            )
        proofs = super().create([self._with_digest(ByVerb.plain(vals)) for vals in vals_list])
        for proof_sudo in proofs.sudo():
            proof_sudo.write({"name": f"PP/{proof_sudo.id:06d}", "state": ByVerb("submitted")})
        return proofs

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            self._guard(vals, set(self._fields) - {"message_follower_ids", "message_ids", "activity_ids", "note"})
        return super().write(ByVerb.plain(vals))

    def _guard(self, vals, names):
        """Raise if ``vals`` would set one of the fields ``names``, or empty one that is filled."""
        names = {name for name in names & vals.keys() if name in self._fields}
        if names := {name for name in names if vals[name] or any(self.mapped(name))}:
            raise UserError(
                self.env._(
                    "A payment proof stays as it was submitted; its state is set by accepting and refusing it (%(fields)s).",
                    fields=self._field_labels(names),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Payment proofs are kept. Withdraw or refuse it."))

    # -- deciding ---------------------------------------------------------------------------------------------------

    def action_accept(self, journal_id=None):
        """Register the payments of these proofs: on the fund they are for, on their invoices, or on account.

        Doing it again changes nothing; two people who do it at the same moment make one payment.

        :param int journal_id: bank or cash journal; the first one of the company by default
        :return: list of dicts ``proof_id``, ``state``, ``payment_id``
        :raise AccessError: the user is not of finance
        :raise UserError: a proof was refused or withdrawn
        """
        self._check_may_decide()
        for proof in self:
            proof._accept(journal_id)
        return self._decided()

    def action_refuse(self, reason=""):
        """Refuse these proofs. :param str reason: told to the dealer, required

        :return: as :meth:`action_accept`
        :raise AccessError, UserError: as :meth:`action_accept`, or no reason
        """
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why the proof is refused: the dealer will read it."))
        self._lock_submitted()._decide("refused", reason=reason.strip())
        return self._decided()

    def _decided(self):
        return [
            {"proof_id": proof.id, "state": proof.state, "payment_id": proof.sudo().payment_id.id or 0}
            for proof in self
        ]

    def _check_may_decide(self):
        self.env["dealer.fund"]._check_is_finance()
        self.check_access("write")

    def _lock_submitted(self):
        """Lock the rows of these proofs and return them.

        :raise UserError: one of them is decided
        """
        self.env.cr.execute(
            SQL("SELECT id FROM dealer_payment_proof WHERE id IN %s ORDER BY id FOR UPDATE", self._ids or (None,))
        )
        if decided := self.filtered(lambda proof: proof.state != "submitted"):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(proof)s is %(state)s and cannot be decided again.",
                    proof=decided[0].name,
                    state=states[decided[0].state],
                )
            )
        return self

    def _decide(self, state, **vals):
        self.sudo().write(
            {"state": ByVerb(state), "decided_by": self.env.uid, "decided_at": fields.Datetime.now(), **vals}
        )

    def _accept(self, journal_id):
        if self.state == "accepted":
            return
        self._lock_submitted()
        proof_sudo = self.sudo()
        payment_sudo = self.env["account.payment"].sudo().create(proof_sudo._prepare_payment(journal_id))
        payment_sudo.action_post()
        proof_sudo._settle(payment_sudo)
        self._decide("accepted", payment_id=payment_sudo.id)

    def _prepare_payment(self, journal_id):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.dealer_id.partner_id.id,
            "company_id": self.company_id.id,
            "journal_id": self._bank_journal(journal_id).id,
            "currency_id": self.currency_id.id,
            "amount": self.amount,
            "date": self.env["dealer.fund"]._open_date_of(self.company_id, self.paid_on),
            "memo": self.reference,
        }

    def _bank_journal(self, journal_id):
        journals_sudo = self.env["account.journal"].sudo()
        domain = [("type", "in", ("bank", "cash")), ("company_id", "=", self.company_id.id)]
        journal_sudo = journals_sudo.search([*domain, ("id", "=", journal_id)] if journal_id else domain, limit=1)
        if not journal_sudo:
            raise UserError(
                self.env._("Name a bank or cash journal of %(company)s.", company=self.company_id.display_name)
            )
        return journal_sudo.with_env(self.env)

    def _settle(self, payment):
        """Use a posted payment as the proof says; what is left stays on account."""
        Funds = self.env["dealer.fund"]
        if self.fund_id:
            amount = self.currency_id._convert(self.amount, self.fund_id.currency_id, self.company_id, payment.date)
            self.fund_id._deposit_payment(payment.id, amount, memo=self.reference)
            return
        items = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        for invoice in self._invoices_to_pay():
            Funds._match(items, Funds._open_receivables(invoice).filtered(lambda r: r.account_id == items.account_id))

    def _invoices_to_pay(self):
        """Return the posted invoices that the payment is for, what is due first first."""
        posted = self.invoice_ids.filtered(lambda invoice: invoice.state == "posted" and invoice.amount_residual > 0)
        return posted.sorted(lambda invoice: (invoice.invoice_date_due or invoice.date, invoice.id))

    def action_open_payment(self):
        """Return the action that opens the payment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.payment",
            "res_id": self.payment_id.id,
            "views": [(False, "form")],
        }

    def action_open_refuse(self):
        """Return the action that asks for the reason to refuse these proofs."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse Payment Proofs"),
            "res_model": "dealer.payment.proof.refuse",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_proof_ids": self.ids},
        }
