from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerCreditDecision(models.Model):
    """What was decided on a line, when, by whom and on which figures. Rows are added and never touched again."""

    _name = "dealer.credit.decision"
    _description = "Credit Decision"
    _inherit = ["dealer.credit.part.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    dealer_id = fields.Many2one("dealer.dealer", index=True, readonly=True)
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    order_id = fields.Many2one("sale.order", index="btree_not_null", readonly=True, ondelete="set null")
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", index="btree_not_null", readonly=True, ondelete="set null"
    )
    kind = fields.Selection(
        [
            ("granted", "Granted"),
            ("warned", "Granted with a warning"),
            ("released", "Released"),
            ("held", "Held"),
            ("reserved", "Reserved"),
            ("refused", "Refused"),
            ("opened", "Line opened"),
            ("changed", "Line changed"),
            ("temporary", "Temporary limit"),
            ("frozen", "Frozen"),
            ("thawed", "Thawed"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, default=lambda self: self.env.user
    )
    # Kept in each language of the platform, as far as it was not typed in: who reads need not speak that of who decided.
    reason = fields.Char(readonly=True, translate=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="In the currency of the line.")
    order_amount = fields.Monetary(readonly=True, currency_field="order_currency_id")
    order_currency_id = fields.Many2one("res.currency", readonly=True)
    rate = fields.Float(digits=0, readonly=True, help="From the currency of the order to that of the line.")
    rate_date = fields.Date(string="Rate of", readonly=True)
    exposure = fields.Monetary(string="Exposure Before", readonly=True, aggregator="max")
    allowed = fields.Monetary(readonly=True, aggregator="max")
    over = fields.Monetary(string="Over by", readonly=True)
    hold_key = fields.Char(readonly=True)

    # What was granted fits; whoever lets more pass is a person, and that is another kind.
    _granted_fits = models.Constraint(
        "CHECK(kind <> 'granted' OR over = 0)", "An order beyond the credit line cannot be granted without a release."
    )

    def write(self, vals):
        self._refuse(self.env._("The history of credit decisions cannot be changed."))
        return super().write(vals)

    def _refuse(self, sentence):
        raise UserError(sentence)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of credit decisions cannot be deleted."))

    @api.model
    def _log(self, line, kind, reason="", **values):
        """Add a row on ``line``; any user whose action is a decision may cause one.

        :param reason: as somebody has typed it; or a function of an environment that returns the sentence in its language
        """
        return self._log_rows([self._row_vals(line, kind, reason, **values)])

    @api.model
    def _log_rows(self, rows):
        """Add ``rows`` of values; their reasons are as those of :meth:`_log`."""
        rows, said = list(rows), self.env["sale.order"]._said
        added_sudo = self.sudo().create([{**row, "reason": said(row["reason"], self.env) or False} for row in rows])
        told = [(own, row["reason"]) for own, row in zip(added_sudo, rows, strict=True) if callable(row["reason"])]
        for code, _name in self.env["res.lang"].get_installed() if told else ():
            env = self.sudo().with_context(lang=code).env
            for own_sudo, reason in told:
                past_our_guard = super(DealerCreditDecision, own_sudo.with_env(env))
                past_our_guard.write({"reason": reason(env)})
        return len(added_sudo)

    @api.model
    def _row_vals(self, line, kind, reason="", **values):
        return {
            "line_id": line.id,
            "dealer_id": line.dealer_id.id,
            "company_id": line.company_id.id,
            "currency_id": line.currency_id.id,
            "user_id": self.env.uid,
            "kind": kind,
            "reason": reason or False,
            **values,
        }

    @api.model
    def _order_vals(self, line, kind, order, placement, reason="", user=None):
        """Return the row on what became of ``order``, with the figures it was decided on."""
        return self._row_vals(
            line,
            kind,
            reason,
            dealer_id=order.dealer_id.id,
            company_id=order.company_id.id,
            order_id=order.id,
            amount=placement.claim,
            order_amount=placement.order_amount,
            order_currency_id=order.currency_id.id,
            rate=placement.rate,
            rate_date=placement.rate_date,
            exposure=placement.exposed,
            allowed=placement.allowed,
            over=placement.over,
            hold_key=placement.key or False,
            **({"user_id": user.id} if user else {}),
        )
