from odoo import api, models
from odoo.fields import Domain


class DealerApprovalStep(models.Model):
    """Who the reviewers of a step are for one dealer, today."""

    _inherit = "dealer.approval.step"

    def _find_reviewers(self, document, dealer, company, barred):
        """Return the reviewers of one step, level after level.

        Add-ons add a kind of reviewer by ``selection_add`` and a method ``_reviewers_<kind>``.

        :param dealer: the dealer of ``document``, may be empty
        :param company: the company of ``document``
        :param barred: users who may not decide (the requester, unless the route allows it)
        :return: list of non-empty ``res.users`` recordsets, one per level
        """
        self.ensure_one()
        find = getattr(self, f"_reviewers_{self.reviewer_kind}")
        levels = find(document, dealer, company, barred)
        return [users for users in levels if users]

    def _reviewers_role(self, document, dealer, company, barred):
        return [self._able(self._holders(self.role_id, dealer), dealer, company) - barred]

    def _reviewers_user(self, document, dealer, company, barred):
        return [self._able(self.user_ids, dealer, company) - barred]

    def _reviewers_unit_manager(self, document, dealer, company, barred):
        return self._managers(dealer, company, barred)[:1]

    def _reviewers_manager_chain(self, document, dealer, company, barred):
        return self._managers(dealer, company, barred)[: self.chain_levels]

    @api.model
    def _managers(self, dealer, company, barred):
        """Return the managers from the dealer's unit up to the root: those able to decide, each person once."""
        managers = []
        unit_sudo = dealer.sudo().unit_id
        while unit_sudo:
            manager = self._able(unit_sudo.manager_id, dealer, company) - barred
            if manager and manager not in managers:
                managers.append(manager)
            unit_sudo = unit_sudo.parent_id
        return managers

    @api.model
    def _holders(self, role, dealer):
        """Return the users whose line of ``role``, valid today, covers ``dealer`` (any line if there is no dealer)."""
        return self.env["dealer.access"].sudo().search(Domain("role_id", "=", role.id) & self._covering(dealer)).user_id

    @api.model
    def _covering(self, dealer):
        """Return the domain of the rows of ``dealer.access`` that reach ``dealer``; of all rows without a dealer."""
        if not dealer:
            return Domain.TRUE
        dealer_sudo = dealer.sudo()
        by_unit = Domain("unit_id", "=", dealer_sudo.unit_id.id)
        own = Domain("scope", "=", "own") & Domain("user_id", "=", dealer_sudo.user_id.id or 0)
        return by_unit | own

    @api.model
    def _able(self, users, dealer, company):
        """Return those of ``users`` who could read the request: active, of the company, with the dealer in scope."""
        users_sudo = users.sudo().filtered(lambda user: user.active and not user.share and company in user.company_ids)
        if not users_sudo:
            return users.browse()
        reach = Domain("user_id", "in", users_sudo.ids) & self._covering(dealer)
        reaching = self.env["dealer.access"].sudo().search(reach).user_id
        viewers_sudo = users_sudo.filtered(lambda user: user.has_group("dealer_approval.group_approval_user"))
        return users.browse((viewers_sudo & reaching).ids)

    @api.model
    def _administrators(self, dealer, company, barred):
        """Return the administrators who decide where nobody else is found: those in scope, else all of them."""
        group_sudo = self.env.ref("dealer.group_dealer_admin").sudo()
        people_sudo = group_sudo.all_user_ids.filtered(lambda user: user.active and not user.share)
        people = self.env["res.users"].browse(people_sudo.ids) - barred - self.env.ref("base.user_root")
        return self._able(people, dealer, company) or people

    def _escalation(self, dealer, company, barred):
        """Return who is asked, too, when the time limit of one step is over; ``barred`` have been asked already."""
        self.ensure_one()
        if self.escalate_to == "manager":
            return next(iter(self._managers(dealer, company, barred)), self.env["res.users"])
        if self.escalate_to == "role":
            return self._able(self._holders(self.escalate_role_id, dealer), dealer, company) - barred
        if self.escalate_to == "user":
            return self._able(self.escalate_user_ids, dealer, company) - barred
        return self._administrators(dealer, company, barred)
