from odoo import api, fields, models
from odoo.fields import Domain


class DealerDealer(models.Model):
    """The credit line of a dealer and its figures."""

    _inherit = "dealer.dealer"

    credit_line_id = fields.Many2one(
        "dealer.credit.line",
        compute="_compute_credit_line_id",
        search="_search_credit_line_id",
        groups="dealer_credit.group_credit_viewer",
        help="Of the dealer itself, or of the group it belongs to.",
    )
    credit_currency_id = fields.Many2one(
        related="credit_line_id.currency_id", string="Currency of the Line", groups="dealer_credit.group_credit_viewer"
    )
    credit_control = fields.Selection(
        related="credit_line_id.control", string="Credit Control", groups="dealer_credit.group_credit_viewer"
    )
    credit_situation = fields.Selection(
        related="credit_line_id.situation", string="Credit Situation", groups="dealer_credit.group_credit_viewer"
    )
    credit_allowed_amount = fields.Monetary(
        related="credit_line_id.allowed_amount",
        string="Credit Limit",
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_used_amount = fields.Monetary(
        related="credit_line_id.used_amount",
        string="Credit Used",
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_held_amount = fields.Monetary(
        related="credit_line_id.held_amount",
        string="Credit Held",
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_available_amount = fields.Monetary(
        related="credit_line_id.available_amount",
        string="Credit Available",
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_overdue_amount = fields.Monetary(
        related="credit_line_id.overdue_amount",
        string="Overdue",
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )

    def _compute_credit_line_id(self):
        lines = self.env["dealer.credit.line"]._of_dealers(self._origin)
        for dealer in self:
            line_sudo = lines.get(dealer._origin.id, self.env["dealer.credit.line"])
            dealer.credit_line_id = line_sudo.with_env(self.env)

    @api.model
    def _search_credit_line_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        if operator == "in" and False in value:
            known = Domain("id", "in", self.env["dealer.credit.line"].sudo()._search_dealers(Domain.TRUE))
            rest = set(value) - {False}
            return ~known | self._search_credit_line_id("in", rest) if rest else ~known
        domain = Domain("id", "in", value) if operator == "in" else Domain(value)
        return Domain("id", "in", self.env["dealer.credit.line"].sudo()._search_dealers(domain))

    def action_open_credit_line(self):
        """Return the action that opens the credit line of this dealer, or a new one for it."""
        self.ensure_one()
        line = self.credit_line_id
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_credit.dealer_credit_line_action")
        return {
            **action,
            "views": [(False, "form")],
            "view_mode": "form",
            "res_id": line.id,
            "context": {"default_dealer_id": self.id},
        }

    def credit_summary(self):
        """Return what a dealer, or whoever sees it, may know of its credit: one dict per dealer, JSON-safe.

        Keys: ``dealer_id``, ``control`` ("none", "limit", "prepaid"), ``currency``, ``limit``, ``used``, ``held``, ``available``,
        ``overdue``, ``frozen`` and ``due`` (list of dicts ``date``, ``amount``, ``overdue`` of open receivables by due date).
        Amounts in the currency of the line; a dealer without a line is not controlled.

        :raise AccessError: if one of the dealers is out of the user's scope
        """
        self.check_access("read")
        lines = self.env["dealer.credit.line"]._of_dealers(self)
        lines_sudo = self.env["dealer.credit.line"].sudo().union(*lines.values())
        calendars = lines_sudo._due_calendars()
        empty = {"control": "none", "currency": "", "frozen": False, "due": []}
        empty.update(dict.fromkeys(("limit", "used", "held", "available", "overdue"), 0.0))
        return [
            {"dealer_id": dealer.id, **(lines[dealer.id]._summary(calendars) if dealer.id in lines else empty)}
            for dealer in self
        ]


class DealerCreditLine(models.Model):
    _inherit = "dealer.credit.line"

    @api.model
    def _search_dealers(self, domain):
        """Return ids of the dealers that draw on active lines of ``domain``."""
        lines_sudo = self.sudo().search(domain)
        return (lines_sudo.dealer_id | lines_sudo.group_id.dealer_ids).ids

    def _summary(self, calendars):
        self.ensure_one()
        return {
            "control": self.control,
            "currency": self.currency_id.name,
            "limit": self.allowed_amount,
            "used": self.used_amount,
            "held": self.held_amount,
            "available": self.available_amount,
            "overdue": self.overdue_amount,
            "frozen": self.frozen,
            "due": calendars.get(self.id, []),
        }

    def _due_calendars(self):
        """Return {line id: [{"date", "amount", "overdue"}]} of open receivables by due date, in the currency of the line."""
        groups = (
            self.env["dealer.credit.document"]
            .sudo()
            ._read_group(
                [("line_id", "in", self.ids), ("kind", "=", "receivable")],
                ["line_id", "due_date:day"],
                ["line_amount:sum"],
            )
        )
        calendars, today = {}, {line.id: line._today() for line in self}
        for line, day, amount in groups:
            entry = {
                "date": fields.Date.to_string(day),
                "amount": line.currency_id.round(amount),
                "overdue": day < today[line.id],
            }
            calendars.setdefault(line.id, []).append(entry)
        return calendars
