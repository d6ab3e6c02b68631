import base64
import binascii
import hashlib
import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Members of a dealer who may tell that it has paid.
PROOF_ROLES = ("admin", "finance", "approver", "buyer")
MAX_BYTES = 10 * 1024 * 1024
# How the files that are taken begin.
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
TEXTS = {"reference": 100, "bank": 200, "note": 2000}


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def submit_payment_proof(self, values):
        """Tell that this dealer has paid, with the bank's receipt, for finance to check.

        :param dict values: ``amount`` (above zero), ``reference`` (the bank's), and if wanted ``currency`` (code; the dealer's
            by default), ``paid_on`` (ISO date, not in the future), ``bank``, ``note``, ``file`` (base64 text: PDF, PNG or JPG, at
            most 10 MB) with ``file_name``, ``fund_id`` or ``invoice_ids`` that it is for
        :return: dict ``proof_id``, ``name``, ``state``, ``warnings`` (list of sentences: perhaps submitted before)
        :raise AccessError: the user does not act for the dealer
        :raise UserError: what is wrong with the values
        """
        self.ensure_one()
        self._check_may_submit_proof()
        if not isinstance(values, dict):
            raise UserError(self.env._("Give the values of the payment proof by name."))
        vals = self.env["dealer.payment.proof"]._clean_values(self.sudo(), values)
        proof_sudo = self.env["dealer.payment.proof"].sudo().create(vals)
        return {
            "proof_id": proof_sudo.id,
            "name": proof_sudo.name,
            "state": proof_sudo.state,
            "warnings": (proof_sudo.warning or "").splitlines(),
        }

    def payment_proofs(self, limit=20):
        """Return the latest payment proofs of this dealer, JSON-safe: list of dicts ``proof_id name amount currency paid_on
        reference state reason fund``.

        :raise AccessError: as :meth:`submit_payment_proof`
        """
        self.ensure_one()
        self._check_may_submit_proof()
        proofs_sudo = (
            self.env["dealer.payment.proof"].sudo().search([("dealer_id", "=", self.id)], limit=min(int(limit), 200))
        )
        return [proof._to_json() for proof in proofs_sudo]

    def withdraw_payment_proof(self, proof_id):
        """Take back a proof that nobody has decided yet. :return: as one of :meth:`payment_proofs`

        :raise AccessError, UserError: as :meth:`submit_payment_proof`, or it is decided
        """
        self.ensure_one()
        self._check_may_submit_proof()
        domain = [("dealer_id", "=", self.id), ("id", "=", proof_id if isinstance(proof_id, int) else 0)]
        proof_sudo = self.env["dealer.payment.proof"].sudo().search(domain)
        if not proof_sudo:
            raise UserError(self.env._("There is no such payment proof."))
        proof_sudo._lock_submitted()._decide("withdrawn")
        return proof_sudo._to_json()

    def _check_may_submit_proof(self):
        """Raise unless the user acts for this dealer, or is of finance and sees it."""
        if self.env.user.share:
            if not self._is_member_with(PROOF_ROLES):
                raise AccessError(self.env._("Only members who order or pay for the dealer may do this. Ask one."))
            return
        self.check_access("read")
        self.env["dealer.fund"]._check_is_finance()


class DealerPaymentProof(models.Model):
    _inherit = "dealer.payment.proof"

    def _to_json(self):
        return {
            "proof_id": self.id,
            "name": self.name,
            "amount": self.amount,
            "currency": self.currency_id.name,
            "paid_on": fields.Date.to_string(self.paid_on),
            "reference": self.reference,
            "state": self.state,
            "reason": self.reason or "",
            "fund": self.fund_id.type_id.with_env(self.env).name or "",
        }

    @api.model
    def _clean_values(self, dealer, values):
        """Return the values of a proof of ``dealer`` (superuser) that a caller has sent.

        :raise UserError: the first thing that is wrong
        """
        texts = {name: self._clean_text(values.get(name), size) for name, size in TEXTS.items()}
        if not texts["reference"]:
            raise UserError(self.env._("Give the bank's reference of the transfer: we look for it on our account."))
        currency = self._clean_currency(dealer, values.get("currency"))
        return {
            **texts,
            **self._clean_file(values.get("file"), values.get("file_name")),
            **self._clean_target(dealer, values),
            "dealer_id": dealer.id,
            "currency_id": currency.id,
            "amount": self._clean_paid(values.get("amount"), currency),
            "paid_on": self._clean_day(values.get("paid_on")),
            "submitted_by": self.env.uid,
        }

    @api.model
    def _clean_text(self, value, size):
        if value in (None, False, ""):
            return ""
        if not isinstance(value, str) or len(value) > size:
            raise UserError(self.env._("A text is longer than %(size)s characters.", size=size))
        return value.strip()

    @api.model
    def _clean_currency(self, dealer, code):
        if not code:
            return dealer.currency_id
        currency = self.env["res.currency"].sudo().search([("name", "=", code)]) if isinstance(code, str) else None
        if not currency:
            raise UserError(self.env._("%(code)s is no currency that we use.", code=code))
        return currency

    @api.model
    def _clean_paid(self, amount, currency):
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
            raise UserError(self.env._("The amount that was paid is not a number."))
        if not 0 < amount <= 1e12 or currency.is_zero(amount):
            raise UserError(self.env._("What was paid is more than zero and less than 1,000,000,000,000."))
        return currency.round(amount)

    @api.model
    def _clean_day(self, day):
        paid_on = self.env["dealer.fund"]._clean_date(day)
        if paid_on > fields.Date.add(fields.Date.context_today(self), days=1):
            raise UserError(self.env._("The day of the payment is in the future."))
        return paid_on

    @api.model
    def _clean_target(self, dealer, values):
        """Return what the payment is for: funds and invoices of this dealer only."""
        vals = {}
        if values.get("fund_id"):
            fund_id = self.env["dealer.fund"]._clean_id(values["fund_id"])
            vals["fund_id"] = (
                self.env["dealer.fund"].sudo().search([("id", "=", fund_id), ("dealer_id", "=", dealer.id)]).id
            )
        ids = values.get("invoice_ids") or []
        if not isinstance(ids, list | tuple) or len(ids) > 1000 or not all(type(i) is int for i in ids):
            raise UserError(self.env._("Name the invoices by a list of their ids."))
        found_sudo = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("id", "in", ids),
                    ("dealer_id", "=", dealer.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ]
            )
        )
        if not vals.get("fund_id", True) or len(found_sudo) != len(set(ids)):
            raise UserError(self.env._("The payment is for a fund or an invoice that is none of this dealer."))
        if found_sudo and vals.get("fund_id"):
            raise UserError(self.env._("A payment is either for a fund or for invoices. Submit two proofs."))
        vals["invoice_ids"] = [fields.Command.set(found_sudo.ids)]
        return vals

    @api.model
    def _clean_file(self, content, name):
        """Return the values of the receipt; its type is told by its content, never by its name."""
        if not content:
            return {}
        raw = self._decode(content)
        if len(raw) > MAX_BYTES:
            raise UserError(self.env._("The file is larger than 10 MB. Take a smaller picture."))
        kind = next((kind for kind, begin in SIGNATURES.items() if raw.startswith(begin)), None)
        if not kind:
            raise UserError(self.env._("The receipt must be a PDF, PNG or JPG file."))
        stem = "".join(c for c in str(name or "receipt").rsplit(".", 1)[0] if c.isalnum() or c in " _-")[:80].strip()
        return {"file": base64.b64encode(raw).decode(), "file_name": f"{stem or 'receipt'}.{kind}"}

    @api.model
    def _decode(self, content):
        """Return the bytes of a base64 text that is not too long."""
        if isinstance(content, bytes):
            content = content.decode("ascii", "replace")
        if not isinstance(content, str) or len(content) > MAX_BYTES * 3 // 2:
            raise UserError(self.env._("The file is larger than 10 MB. Take a smaller picture."))
        try:
            return base64.b64decode(content, validate=False)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file came damaged. Upload it again.")) from error

    @api.model
    def _with_digest(self, vals):
        """Return ``vals`` with the checked file and the digest of its content."""
        if not vals.get("file"):
            return vals
        checked = self._clean_file(vals["file"], vals.get("file_name"))
        digest = hashlib.sha256(base64.b64decode(checked["file"])).hexdigest()
        return {**vals, **checked, "file_digest": digest}
