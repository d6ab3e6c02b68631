from odoo import api, models
from odoo.http import request

from ..engine import quantity as quantities


class DealerPortal(models.AbstractModel):
    """Who visits the portal, for which dealer, and what the frame of its pages shows."""

    _name = "dealer.portal"
    _description = "Dealer Portal"

    @api.model
    def _visitors(self):
        """Return the memberships of the user in all companies: of dealers that are not archived, by name of the dealer.

        Who reads no members at all (whoever follows the link in a mail, or an employee) has none.
        """
        members = self.env["dealer.member"]
        if not members.has_access("read"):
            return members
        domain = [("user_id", "=", self.env.uid), ("active", "=", True), ("dealer_id.active", "=", True)]
        members = members.with_context(allowed_company_ids=[]).search(domain)
        return members.sorted(lambda member: (member.dealer_id.name or "", member.id))

    @api.model
    def _visitor(self):
        """Return the membership by which the user visits the portal now; empty if there is none.

        Somebody who works for several dealers chooses one; the session remembers its id, and only ids of own
        memberships count.
        """
        members = self._visitors()
        chosen = request.session.get("dealer_id") if request else None
        return members.filtered(lambda member: member.dealer_id.id == chosen)[:1] or members[:1]

    @api.model
    def _menu(self, visitor):
        """Return the entries of the navigation for one membership: list of dicts ``key label url icon``, in order.

        The first four, and the rest behind "More", are what a phone shows.
        """
        return [entry for entry in self._menu_entries() if visitor._may(entry["right"])]

    @api.model
    def _menu_entries(self):
        """Return all entries of the navigation, with the ``right`` each asks for; addons extend it."""
        rows = [
            ("home", self.env._("Home"), "/my", "fa-home", "see"),
            ("orders", self.env._("Orders"), "/my/dealer/orders", "fa-list-alt", "prices"),
            ("money", self.env._("Money"), "/my/dealer/money", "fa-money", "prices"),
            ("funds", self.env._("Funds"), "/my/dealer/funds", "fa-university", "funds"),
            ("proofs", self.env._("Payment proofs"), "/my/dealer/proofs", "fa-upload", "proofs"),
            ("rebates", self.env._("Rebates"), "/my/rebates", "fa-percent", "rebates"),
            ("credit", self.env._("Credit limit"), "/my/dealer/credit", "fa-credit-card", "prices"),
            ("prices", self.env._("Special prices"), "/my/dealer/prices", "fa-tag", "prices"),
            ("approvals", self.env._("To approve"), "/my/dealer/approvals", "fa-check-square-o", "approve"),
            ("deliveries", self.env._("Deliveries"), "/my/dealer/deliveries", "fa-truck", "receive"),
            ("members", self.env._("Users"), "/my/dealer/members", "fa-users", "members"),
        ]
        return [dict(zip(("key", "label", "url", "icon", "right"), row, strict=True)) for row in rows]

    @api.model
    def _entry_of(self, path):
        """Return the key of the entry of the navigation to which a page of another addon belongs; empty if to none."""
        pages = {"/my/orders": "orders", "/my/quotes": "orders", "/my/invoices": "money", "/my/rebates": "rebates"}
        return next((key for page, key in pages.items() if f"{path}/".startswith(f"{page}/")), "")

    @api.model
    def _plain_number(self, quantity):
        """Return the text of a quantity for the field of a form: every digit of it, as browsers write numbers."""
        return quantities.plain(quantity)

    @api.model
    def _number(self, quantity):
        """Return the text of a quantity for people: every digit of it, as the user's language writes numbers."""
        decimals = len(quantities.plain(quantity).partition(".")[2])
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        return lang.format(f"%.{decimals}f", quantity, grouping=True)

    @api.model
    def _role_choices(self):
        """Return {role: {"label", "help"}} of the roles that a member may have, in the words of the user."""
        labels = dict(self.env["dealer.member"]._fields["role"]._description_selection(self.env))
        words = {
            "admin": self.env._("Does everything, and decides who works here and how."),
            "buyer": self.env._("Orders, up to the limits given."),
            "approver": self.env._("Orders, and approves what is beyond a buyer's limits."),
            "finance": self.env._("Sees orders and money, sends payment proofs, disputes rebates."),
            "viewer": self.env._("Sees orders and money, changes nothing."),
            "keeper": self.env._("Sees deliveries by quantity, no prices at all, and notes what has arrived."),
        }
        return {role: {"label": label, "help": words.get(role, "")} for role, label in labels.items()}
