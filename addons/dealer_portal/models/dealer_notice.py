from odoo import api, fields, models
from odoo.fields import Domain


class DealerNotice(models.Model):
    """Something that dealers should know, shown on their home page while it lasts."""

    _name = "dealer.notice"
    _description = "Dealer Notice"
    _order = "important desc, date_from desc, id desc"

    name = fields.Char(string="Title", required=True, translate=True)
    body = fields.Html(translate=True, sanitize_style=True)
    important = fields.Boolean(help="Shown first, and marked.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for the dealers of all companies.")
    date_from = fields.Date(string="Shown from", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Shown until", help="Last day; empty: until it is archived.")
    type_ids = fields.Many2many("dealer.type", string="Dealer Types", help="Empty: all.")
    tier_ids = fields.Many2many("dealer.tier", string="Tiers", help="Empty: all.")
    territory_ids = fields.Many2many("dealer.territory", string="Territories", help="And all below. Empty: everywhere.")
    read_ids = fields.One2many("dealer.notice.read", "notice_id", string="Read by", readonly=True)
    read_count = fields.Integer(compute="_compute_read_count")

    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "The last day lies before the first one."
    )

    @api.depends_context("uid")
    def _compute_read_count(self):
        counts = dict(
            self.env["dealer.notice.read"]._read_group([("notice_id", "in", self.ids)], ["notice_id"], ["__count"])
        )
        for notice in self:
            notice.read_count = counts.get(notice, 0)

    @api.model
    def _for_dealer(self, dealer, limit=5):
        """Return what one dealer is told today, the most important first, as list of dicts.

        Keys: ``id``, ``title``, ``body`` (safe HTML), ``date``, ``important``, ``read`` (by the user).
        """
        notices_sudo = self.sudo().search(self._audience_domain(dealer.sudo()), limit=limit)
        domain = [("notice_id", "in", notices_sudo.ids), ("user_id", "=", self.env.uid)]
        read_ids = set(self.env["dealer.notice.read"].sudo().search(domain).notice_id.ids)
        return [
            {
                "id": notice.id,
                "title": notice.name,
                "body": notice.body,
                "date": notice.date_from,
                "important": notice.important,
                "read": notice.id in read_ids,
            }
            for notice in notices_sudo
        ]

    @api.model
    def _audience_domain(self, dealer_sudo):
        """Return the domain of the notices that are for one dealer, today."""
        today = fields.Date.context_today(self)
        territories = dealer_sudo.territory_id
        above = [int(part) for part in (territories.parent_path or "").split("/") if part]
        return (
            Domain("company_id", "in", (False, dealer_sudo.company_id.id))
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
            & (Domain("type_ids", "=", False) | Domain("type_ids", "in", dealer_sudo.type_id.ids))
            & (Domain("tier_ids", "=", False) | Domain("tier_ids", "in", dealer_sudo.tier_id.ids))
            & (Domain("territory_ids", "=", False) | Domain("territory_ids", "in", above))
        )

    def _mark_read(self, member):
        """Note that one member has read these notices, if they are for the dealer; again changes nothing."""
        mine_sudo = self.sudo().search(Domain("id", "in", self.ids) & self._audience_domain(member.sudo().dealer_id))
        rows = [
            {"notice_id": notice.id, "user_id": self.env.uid, "dealer_id": member.dealer_id.id} for notice in mine_sudo
        ]
        reads_sudo = self.env["dealer.notice.read"].sudo()
        known = reads_sudo.search([("notice_id", "in", mine_sudo.ids), ("user_id", "=", self.env.uid)]).notice_id
        reads_sudo.create([row for row in rows if row["notice_id"] not in known.ids])


class DealerNoticeRead(models.Model):
    """Who of a dealer has read a notice, and when."""

    _name = "dealer.notice.read"
    _description = "Reader of a Dealer Notice"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"
    _rec_name = "user_id"

    notice_id = fields.Many2one("dealer.notice", required=True, index=True, ondelete="cascade", readonly=True)
    user_id = fields.Many2one("res.users", string="Read by", required=True, ondelete="cascade", readonly=True)
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)

    _reader_unique = models.Constraint("UNIQUE(notice_id, user_id)", "The person has read the notice already.")
