from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerHoldDecide(models.TransientModel):
    """Asks for the reason and decides many holds: those the user may decide, and says what became of the others."""

    _name = "dealer.hold.decide"
    _description = "Release or Refuse Holds"

    hold_ids = fields.Many2many("dealer.order.hold", relation="dealer_hold_decide_rel", string="Holds", required=True)
    decision = fields.Selection([("release", "Release"), ("refuse", "Refuse")], required=True, default="release")
    reason = fields.Text()
    decidable_count = fields.Integer(string="Mine to Decide", compute="_compute_counts")
    other_count = fields.Integer(string="Not Mine to Decide", compute="_compute_counts")

    @api.depends("hold_ids")
    @api.depends_context("uid")
    def _compute_counts(self):
        for wizard in self:
            wizard.decidable_count = len(wizard.hold_ids.filtered("can_decide"))
            wizard.other_count = len(wizard.hold_ids) - wizard.decidable_count

    def action_apply(self):
        """Decide the holds that are the user's to decide, order by order; an order that fails stops no other.

        :return: the client action that tells what was done, what failed and what is left
        :raise UserError: if none of the holds is the user's to decide
        """
        self.ensure_one()
        mine = self.hold_ids.filtered("can_decide")
        others = self.hold_ids - mine  # what is decided now is nobody's to decide afterwards
        if not mine:
            raise UserError(
                self.env._("None of these holds is yours to decide. Filter by 'Waiting for Me' to see those that are.")
            )
        results = [self._decide(holds) for holds in mine.grouped("order_id").values()]
        action = self.env["sale.order"]._submit_notification([result for result in results if result])
        if others:
            left = self.env._("Left alone, because others decide them: %(count)s", count=len(others))
            params = action["params"]
            params["message"] = "\n".join(filter(None, [params["message"], left]))
        action["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return action

    def _decide(self, holds):
        """Decide the ``holds`` of one order; an error is told in the result. :return: as sale.order.action_submit"""
        order_sudo = holds.sudo().order_id
        try:
            with self.env.cr.savepoint():
                decided = (
                    holds.action_release(self.reason)
                    if self.decision == "release"
                    else holds[:1].action_refuse(self.reason)
                )
                return decided[0]
        except UserError as error:
            return order_sudo.with_env(self.env)._submit_result(error=str(error))
