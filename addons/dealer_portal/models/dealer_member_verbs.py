from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, email_normalize, format_datetime

from odoo.addons.dealer.models.base_numbers import MOST_NUMBER

MOST_MEMBERS = 200  # of one dealer: whoever invites without end is no administrator of a dealer
# New people in 24 hours. Each gets mail from us, and who is deactivated at once would make room for the next.
MOST_BY_ONE_A_DAY = 20
MOST_OF_DEALER_A_DAY = 40


class DealerDealer(models.Model):
    """A dealer's administrators invite their own people."""

    _inherit = "dealer.dealer"

    def invite_member(self, name, email, role="buyer"):
        """Let a person work for this one dealer on the portal; whoever has no log-in yet gets it by mail.

        Inviting a member again changes nothing; one who was deactivated comes back, with ``role``.

        :param str name: of the person
        :param str email: where the invitation goes; it becomes the log-in
        :param str role: one of the roles of dealer.member
        :return: id of the membership
        :raise AccessError: if the user is no administrator of the dealer
        :raise UserError: if the address or the role is not one, or belongs to somebody who cannot be invited, or the user or
            the dealer has invited as many people today as can be
        """
        self.ensure_one()
        self._check_members_admin()
        self.env["dealer.member"]._check_role(role)
        login, name = email_normalize(email or ""), (name or "").strip()
        if not login or not name:
            raise UserError(self.env._("Give the name and a valid e-mail address of the person to invite."))
        self._lock_members()
        member = self._member_by_login(login) or self._new_member(name, login, role)
        if not member.sudo().active:
            member.sudo()._reactivate(role)
        return member.id

    def _check_members_admin(self):
        """Raise unless the user decides on the people of these dealers: an administrator among them, or who may write them."""
        if not self.env.user.share:
            self.check_access("read")
            self.env["dealer.member"].check_access("write")
            roles = self.env["dealer.access"]._roles_granting("dealer.member", "write")
            if roles is not None and (forbidden := self - self._in_scope_of(roles)):
                raise forbidden._make_scope_error()
            return
        domain = [
            ("user_id", "=", self.env.uid),
            ("active", "=", True),
            ("dealer_id", "in", self.ids),
            ("role", "in", self.env["dealer.member"]._roles_with("members")),
        ]
        members_sudo = self.env["dealer.member"].sudo().search(domain)
        if not self or set(self.ids) - set(members_sudo.dealer_id.ids):
            raise AccessError(self.env._("Only an administrator of the dealer decides on its users. Ask one of them."))

    def _lock_members(self):
        """Let changes of the people of one dealer happen one after the other.

        Plain SQL that changes nothing: whoever changes them at the same moment fails as a serialization error, which the
        platform repeats, and then counts the administrators that are left.
        """
        self.env.cr.execute(SQL("UPDATE dealer_dealer SET write_date = write_date WHERE id IN %s", tuple(self.ids)))

    def _member_by_login(self, login):
        """Return the membership of who logs in by ``login``, active or not; or an empty one."""
        members_sudo = self.env["dealer.member"].sudo().with_context(active_test=False)
        found_sudo = members_sudo.search([("dealer_id", "=", self.id), ("user_id.login", "=", login)], limit=1)
        return found_sudo.with_env(self.env)

    def _new_member(self, name, login, role):
        """Return the new membership of a person, who gets a log-in by mail if there is none."""
        dealer_sudo = self.sudo()
        members_sudo = self.env["dealer.member"].sudo()
        if members_sudo.search_count([("dealer_id", "=", self.id)]) >= MOST_MEMBERS:
            raise UserError(
                self.env._(
                    "%(dealer)s has %(count)s users, no more can be invited. Deactivate those who left.",
                    dealer=dealer_sudo.name,
                    count=MOST_MEMBERS,
                )
            )
        self._check_invitations_left()
        user_sudo = (
            self.env["res.users"].sudo().with_context(active_test=False).search([("login", "=", login)], limit=1)
        )
        if user_sudo and not (user_sudo.share and user_sudo.active):
            raise UserError(self.env._("%(email)s cannot be invited here. Please contact us.", email=login))
        invited = not user_sudo
        user_sudo = user_sudo or dealer_sudo._new_portal_user(name, login)
        member_sudo = members_sudo.create({"dealer_id": self.id, "user_id": user_sudo.id, "role": role})
        if invited:
            self._send_invitation(user_sudo)
        return member_sudo.with_env(self.env)

    def _check_invitations_left(self):
        """Raise if the user, or all people of this dealer together, have invited too many in the last 24 hours.

        Called under :meth:`_lock_members`: who invites at the same moment is counted.
        """
        since = fields.Datetime.now() - timedelta(days=1)
        invited_sudo = (
            self.env["dealer.member"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("dealer_id", "=", self.id), ("create_date", ">=", since)], ["create_date", "create_uid"])
        )
        own_sudo = invited_sudo.filtered(lambda member: member.create_uid.id == self.env.uid)
        for found_sudo, most in ((own_sudo, MOST_BY_ONE_A_DAY), (invited_sudo, MOST_OF_DEALER_A_DAY)):
            if len(found_sudo) < most:
                continue
            oldest = sorted(found_sudo.mapped("create_date"))[-most]
            raise UserError(
                self.env._(
                    "%(count)s people have been invited within a day, no more can be now. Invite the next one after %(time)s,"
                    " or ask us.",
                    count=len(found_sudo),
                    time=format_datetime(self.env, oldest + timedelta(days=1), dt_format="short"),
                )
            )

    def _send_invitation(self, user_sudo):
        """Queue the platform's mail by which a new portal user sets a password: without a mail server it waits."""
        template_sudo = self.env.ref("auth_signup.portal_set_password_email").sudo()
        user_sudo.partner_id.signup_prepare()
        template_sudo.with_context(dbname=self.env.cr.dbname, lang=user_sudo.lang, medium="portalinvite").send_mail(
            user_sudo.id
        )

    def _new_portal_user(self, name, login):
        """Return a new portal user of one dealer; called as superuser."""
        partner = self.env["res.partner"].create(
            {"name": name, "email": login, "parent_id": self.partner_id.id, "lang": self.env.lang}
        )
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "partner_id": partner.id,
                    "login": login,
                    "company_id": self.company_id.id,
                    "company_ids": [fields.Command.set(self.company_id.ids)],
                    "group_ids": [fields.Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
        )


class DealerMember(models.Model):
    """What a dealer's administrators do with their colleagues. The last administrator stays one."""

    _inherit = "dealer.member"

    def change_role(self, role, order_limit=None, month_limit=None):
        """Give these members another role, and buyers other limits.

        :param str role: one of the roles
        :param float order_limit: greatest order a buyer places alone, in the dealer's currency with taxes; 0 for no limit,
            nothing leaves it as it is
        :param float month_limit: the same for all orders of a month
        :return: True
        :raise AccessError: if the user is no administrator of the dealer
        :raise UserError: if the role is not one, a limit is negative, or no administrator would be left
        """
        self.dealer_id._check_members_admin()
        self._check_role(role)
        vals = {"role": role}
        for name, limit in (("order", order_limit), ("month", month_limit)):
            vals.update(self._limit_vals(name, limit))
        with self._keeping_an_administrator():
            self.sudo().write(vals)
        return True

    def deactivate(self):
        """End these memberships; who works for no other dealer cannot log in any more. :return: True

        :raise AccessError, UserError: as :meth:`change_role`
        """
        self.dealer_id._check_members_admin()
        with self._keeping_an_administrator():
            self.sudo().active = False
        for member_sudo in self.sudo():
            user_sudo = member_sudo.user_id
            of_dealer = user_sudo.partner_id.commercial_partner_id == member_sudo.dealer_id.partner_id
            if of_dealer and user_sudo.share and not user_sudo.dealer_member_ids.filtered("active"):
                user_sudo.active = False
        return True

    def reactivate(self):
        """Let these former members work for the dealer again, in the role they had. :return: True

        :raise AccessError: as :meth:`change_role`
        """
        self.dealer_id._check_members_admin()
        for member_sudo in self.sudo().filtered(lambda member: not member.active):
            member_sudo._reactivate(member_sudo.role)
        return True

    def _reactivate(self, role):
        """Let a former member come back; a log-in comes back with it only where leaving this dealer took it."""
        self.write({"active": True, "role": role})
        user = self.user_id
        if not user.active and user.share and user.partner_id.commercial_partner_id == self.dealer_id.partner_id:
            user.active = True

    def _check_role(self, role):
        if role not in dict(self._fields["role"]._description_selection(self.env)):
            raise UserError(self.env._("There is no such role. Choose one of the list."))

    def _limit_vals(self, name, limit):
        """Return the values that set one of the limits ("order" or "month"); none if ``limit`` is not given."""
        if limit is None:
            return {}
        if not isinstance(limit, int | float) or not 0 <= limit < MOST_NUMBER:
            raise UserError(self.env._("A limit is an amount from zero upwards; zero is no limit."))
        return {f"{name}_limited": bool(limit), f"{name}_limit": limit}

    def _keeping_an_administrator(self):
        """Return a context manager that undoes nothing but raises if the change inside leaves a dealer without one."""
        return KeepAdministrator(self.sudo().dealer_id.with_env(self.env))


class KeepAdministrator:
    """Around a change of members: no dealer that had an administrator is without one afterwards.

    :param dealers: the dealers whose members are changed
    """

    def __init__(self, dealers):
        self._dealers = dealers

    def __enter__(self):
        self._dealers._lock_members()
        self._before = self._administered()

    def __exit__(self, kind, _error, _trace):
        if kind is None and (orphaned := self._before - self._administered()):
            raise UserError(
                self._dealers.env._(
                    "%(dealer)s would have no administrator left. Make somebody else one first.",
                    dealer=", ".join(sorted(dealer.name for dealer in orphaned.sudo())),
                )
            )

    def _administered(self):
        members_sudo = self._dealers.env["dealer.member"].sudo()
        members_sudo.flush_model(["role", "active", "dealer_id"])
        domain = [
            ("dealer_id", "in", self._dealers.ids),
            ("role", "in", members_sudo._roles_with("members")),
            ("active", "=", True),  # whatever the context says
        ]
        return members_sudo.search(domain).filtered(lambda member: member.user_id.active).dealer_id
