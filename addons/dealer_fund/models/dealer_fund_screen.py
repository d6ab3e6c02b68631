from odoo import models


class DealerFund(models.Model):
    """What the buttons of the form open."""

    _inherit = "dealer.fund"

    def action_open_deposit(self):
        """Return the action that asks what to deposit."""
        return self._open_move("deposit", self.env._("Deposit"))

    def action_open_apply(self):
        """Return the action that asks which invoice to pay."""
        return self._open_move("apply", self.env._("Pay an Invoice"))

    def action_open_refund(self):
        """Return the action that asks what to refund."""
        return self._open_move("refund", self.env._("Refund"))

    def action_open_transfer(self):
        """Return the action that asks where to transfer."""
        return self._open_move("transfer", self.env._("Transfer"))

    def _open_move(self, verb, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "dealer.fund.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_fund_id": self.id, "default_verb": verb},
        }

    def action_write_off_on_screen(self):
        """Write off what has expired of these funds and reload."""
        self.action_write_off()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_print(self, wizard=None):
        """Return the action that asks for the period of the statement, or shows the dialog ``wizard`` again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fund Statement"),
            "res_model": "dealer.fund.print",
            "res_id": wizard.id if wizard else False,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_fund_id": self.id},
        }

    def action_open_items(self):
        """Return the action that shows the journal items of this fund."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Movements"),
            "res_model": "account.move.line",
            "views": [(False, "list")],
            "domain": self._items_domain(),
            "context": {"create": False},
        }


class DealerPaymentProof(models.Model):
    _inherit = "dealer.payment.proof"

    def action_accept_on_screen(self):
        """Accept these proofs and reload."""
        self.action_accept()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
