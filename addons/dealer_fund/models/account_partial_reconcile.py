from odoo import api, models
from odoo.exceptions import UserError


class AccountPartialReconcile(models.Model):
    """What is used of a fund is matched with lots of the same fund."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        accounts = {account_id for account_id, _company in self.env["dealer.fund.type"]._by_account()}
        for part in parts.sudo():
            debit, credit = part.debit_move_id, part.credit_move_id
            if debit.account_id.id in accounts and (debit.dealer_id, debit.currency_id) != (
                credit.dealer_id,
                credit.currency_id,
            ):
                raise UserError(
                    self.env._(
                        "%(debit)s and %(credit)s belong to two funds and cannot be matched. Transfer the amount.",
                        debit=debit.move_id.name,
                        credit=credit.move_id.name,
                    )
                )
        return parts
