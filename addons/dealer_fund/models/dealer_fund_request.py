import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class DealerFundRequest(models.Model):
    """Which entry a caller's reference has made: the same request sent twice has one effect."""

    _name = "dealer.fund.request"
    _description = "Fund Request"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    external_ref = fields.Char(string="External Reference", required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Entry", index="btree_not_null", readonly=True, ondelete="restrict"
    )

    _ref_unique = models.Constraint("UNIQUE(company_id, external_ref)", "This external reference was used already.")

    @api.model
    def _once(self, company, external_ref, payload, act):
        """Return the entry that ``act()`` makes, or the one it made when the same ``external_ref`` came before.

        The row is inserted first: of two requests at the same moment the second waits for the first, and is repeated by
        the platform with what the first left.

        :param dict payload: what was asked for, JSON-safe
        :raise UserError: the reference came with another payload before
        """
        if not external_ref:
            return act()
        if not isinstance(external_ref, str) or len(external_ref) > 200:
            raise UserError(self.env._("An external reference is a text of at most 200 characters."))
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_fund_request (company_id, external_ref, digest) VALUES (%s, %s, %s)
                ON CONFLICT (company_id, external_ref) DO NOTHING RETURNING id
                """,
                *(company.id, external_ref, digest),
            )
        )
        self.invalidate_model()
        if rows:
            move = act()
            self.sudo().browse(rows[0][0]).move_id = move
            return move
        return self._replay(company, external_ref, digest)

    @api.model
    def _replay(self, company, external_ref, digest):
        known_sudo = self.sudo().search([("company_id", "=", company.id), ("external_ref", "=", external_ref)])
        if known_sudo.digest != digest:
            raise UserError(
                self.env._(
                    "The external reference %(reference)s was used for another request before (%(entry)s). Take a new one.",
                    reference=external_ref,
                    entry=known_sudo.move_id.name,
                )
            )
        return known_sudo.move_id.with_env(self.env)
