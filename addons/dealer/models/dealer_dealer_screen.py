import re
from collections import Counter
from collections.abc import Collection

from odoo import api, fields, models
from odoo.fields import Domain

# How a dealer is displayed where it has a code.
DISPLAYED = re.compile(r"\[(?P<code>[^]]+)] (?P<name>.+)", re.DOTALL)


class DealerDealer(models.Model):
    """What only the screens of a dealer ask for: figures of the smart buttons, and what may be edited."""

    _inherit = "dealer.dealer"

    # Not read-only as far as the platform knows: its import offers no read-only field, and existing dealers come in
    # active. Any other way to set the state without a verb is refused when it is tried.
    state = fields.Selection(group_expand=True, readonly=False)
    child_count = fields.Integer(
        string="Number of Sub-Dealers", compute="_compute_child_count", groups="dealer.group_dealer_viewer"
    )
    violation_count = fields.Integer(
        string="Number of Violations", compute="_compute_violation_count", groups="dealer.group_dealer_viewer"
    )
    tier_change_count = fields.Integer(
        string="Number of Tier Changes", compute="_compute_tier_change_count", groups="dealer.group_dealer_viewer"
    )
    planned_tier_id = fields.Many2one(
        "dealer.tier", compute="_compute_planned_tier", groups="dealer.group_dealer_viewer"
    )
    planned_tier_date = fields.Date(
        string="Planned Tier From", compute="_compute_planned_tier", groups="dealer.group_dealer_viewer"
    )
    city = fields.Char(related="partner_id.city", groups="dealer.group_dealer_viewer")
    phone = fields.Char(related="partner_id.phone", groups="dealer.group_dealer_viewer")
    email = fields.Char(related="partner_id.email", groups="dealer.group_dealer_viewer")
    can_manage = fields.Boolean(string="May Be Managed by Me", compute="_compute_can_manage")

    @api.model
    def _search_display_name(self, operator, value):
        """Find a dealer also by what it is displayed as: so it comes out of an export, and so it goes into an import."""
        domain = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        texts = value if isinstance(value, Collection) and not isinstance(value, str) else [value]
        for text in texts:
            if displayed := DISPLAYED.fullmatch(str(text)):
                domain |= Domain("code", "=", displayed["code"]) & Domain("name", "=", displayed["name"])
        return domain

    @api.depends_context("uid")
    def _compute_child_count(self):
        """Count all that stands below, at any depth, within the user's scope: what the button opens."""
        below = self.search_fetch([("id", "child_of", self.ids)], ["parent_path"])
        paths = [dealer.parent_path for dealer in below]
        for dealer in self:
            own = dealer.parent_path
            dealer.child_count = sum(path != own and path.startswith(own) for path in paths) if own else 0

    @api.depends_context("uid")
    def _compute_violation_count(self):
        counts = self._count_on_dealer("dealer.violation")
        for dealer in self:
            dealer.violation_count = counts.get(dealer, 0)

    @api.depends_context("uid")
    def _compute_tier_change_count(self):
        counts = self._count_on_dealer("dealer.tier.change")
        for dealer in self:
            dealer.tier_change_count = counts.get(dealer, 0)

    def _count_on_dealer(self, model):
        """Return {dealer: number of its records of ``model`` that the user sees}, in one query."""
        return dict(self.env[model]._read_group([("dealer_id", "in", self.ids)], ["dealer_id"], ["__count"]))

    @api.depends("planned_tier_change_id")
    def _compute_planned_tier(self):
        for dealer in self:
            dealer.planned_tier_id = dealer.planned_tier_change_id.to_tier_id
            dealer.planned_tier_date = dealer.planned_tier_change_id.effective_date

    @api.depends_context("uid")
    def _compute_can_manage(self):
        """The screen greys out what :meth:`_check_write_rights` would refuse."""
        self.can_manage = self.env.user.has_group("dealer.group_dealer_manager")

    @api.model
    def _count_below(self, field, nodes):
        """Return {id: number of dealers in it and below} for ``nodes`` of the tree that ``field`` points into.

        One query, whatever the number of nodes: the sums go up along the stored paths.
        """
        totals = Counter()
        for node, count in self._read_group([(field, "child_of", nodes.ids)], [field], ["__count"]):
            totals.update(dict.fromkeys(map(int, node.parent_path.strip("/").split("/")), count))
        return totals

    def _tell_new_address(self):
        """Tell the account managers of dealers whose address somebody else changed where it lies now.

        The territory itself stays what it is (``_compute_territory_id``).
        """
        for dealer in self:
            territory = dealer.territory_id.resolve(
                dealer.partner_id.country_id, dealer.partner_id.state_id, dealer.partner_id.zip, dealer.company_id
            )
            if territory != dealer.territory_id:
                manager = dealer.user_id
                env = dealer.with_context(lang=manager.lang or self.env.lang).env
                dealer.message_post(
                    body=env._(
                        "The new address lies in %(new)s; the dealer stays in %(old)s until a channel manager changes"
                        " its territory.",
                        new=territory.with_env(env).display_name or env._("no territory"),
                        old=dealer.territory_id.with_env(env).display_name or env._("no territory"),
                    ),
                    partner_ids=manager.partner_id.ids,
                )

    @api.model
    def get_import_templates(self):
        """Return the import template in the user's language: [{"label": text, "template": address}]."""
        lang = "zh_CN" if self.env.lang == "zh_CN" else "en_US"
        return [
            {
                "label": self.env._("Import Template for Dealers"),
                "template": f"/dealer/static/csv/dealer_import_{lang}.csv",
            }
        ]
