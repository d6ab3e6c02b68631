from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell

from .page import DealerPage


class DealerMembers(DealerPage, Controller):
    """The dealer's own people: invite, change the role, deactivate."""

    @route("/my/dealer/members", type="http", auth="user", website=True)
    def dealer_members(self, **_kw):
        """List the people of the dealer, those who left too."""
        visitor = self._visitor("members")
        domain = [("dealer_id", "=", visitor.dealer_id.id)]
        members_sudo = request.env["dealer.member"].sudo().with_context(active_test=False).search(domain)
        values = {
            "title": request.env._("Users"),
            "members": [self._member_row(member) for member in members_sudo.sorted("active", reverse=True)],
            "roles": request.env["dealer.portal"]._role_choices(),
            "currency": visitor.dealer_id.currency_id,
        }
        return self._page("dealer_portal.members", visitor, values, active="members")

    def _member_row(self, member):
        """Return what is shown of a member."""
        return {
            "id": member.id,
            "name": member.user_id.name,
            "login": member.user_id.login,
            "role": member.role,
            "active": member.active,
            "invited": not member.user_id.login_date,
            "me": member.user_id == request.env.user,
            "order_limit": member.order_limit if member.order_limited else 0.0,
            "month_limit": member.month_limit if member.month_limited else 0.0,
        }

    @route("/my/dealer/members/invite", type="http", auth="user", methods=["POST"], website=True)
    def dealer_member_invite(self, name="", email="", role="", **_post):
        """Invite a person, and show the list again."""
        visitor = self._visitor("members")

        def act():
            visitor.dealer_id.invite_member(name, email, role)
            return request.env._("%(email)s has been invited by mail.", email=email)

        return tell("/my/dealer/members", act)

    @route("/my/dealer/members/<int:member_id>/<string:verb>", type="http", auth="user", methods=["POST"], website=True)
    def dealer_member_verb(self, member_id, verb, **post):
        """Change the role of a person of the dealer, or whether it works for the dealer at all."""
        visitor = self._visitor("members")
        domain = [("id", "=", member_id), ("dealer_id", "=", visitor.dealer_id.id)]
        member = request.env["dealer.member"].with_context(active_test=False).search(domain)
        verbs = {"role": self._change_role, "deactivate": self._deactivate, "reactivate": self._reactivate}
        if verb not in verbs or not member:
            raise request.not_found()
        return tell("/my/dealer/members", lambda: verbs[verb](member, post))

    def _change_role(self, member, post):
        limits = {
            f"{name}_limit": self._amount(post.get(f"{name}_limit"))
            for name in ("order", "month")
            if f"{name}_limit" in post
        }
        member.change_role(post.get("role", ""), **limits)
        return request.env._("The role has been changed.")

    def _deactivate(self, member, _post):
        member.deactivate()
        return request.env._("The user does not work for you on the portal any more.")

    def _reactivate(self, member, _post):
        member.reactivate()
        return request.env._("The user works for you on the portal again.")
