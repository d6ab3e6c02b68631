from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DealerUnit(models.Model):
    """Node of the organisation tree (region, branch office, department, team)."""

    _name = "dealer.unit"
    _description = "Organisation Unit"
    _inherit = ["dealer.tree.mixin"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["complete_name", "name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    parent_id = fields.Many2one("dealer.unit", string="Parent Unit", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dealer.unit", "parent_id", string="Units Below")
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        recursive=True,
        readonly=False,
        index=True,
        help="Empty only for units that span companies, such as the group itself.",
    )
    manager_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    user_ids = fields.Many2many(
        "res.users",
        relation="dealer_unit_user_rel",
        column1="unit_id",
        column2="user_id",
        string="People",
        domain=[("share", "=", False)],
        help="Who belongs to the unit. It gives no right: roles do.",
    )
    active = fields.Boolean(default=True)
    dealer_ids = fields.One2many("dealer.dealer", "unit_id", string="Dealers")
    dealer_count = fields.Integer(string="Number of Dealers", compute="_compute_dealer_count")
    access_ids = fields.One2many("dealer.access", "unit_id", string="Who Has Access")

    _code_unique = models.Constraint("UNIQUE(code)", "Another organisation unit already has this code.")
    # The access view finds a sub-tree as a range of paths.
    _parent_path_idx = models.Index('(parent_path COLLATE "C")')

    @api.depends("parent_id.company_id")
    def _compute_company_id(self):
        for unit in self:
            unit.company_id = unit.parent_id.company_id or unit.company_id

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for unit in self:
            unit.complete_name = f"{unit.parent_id.complete_name} / {unit.name}" if unit.parent_id else unit.name

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Show the path in the reader's language; the stored path keeps the language of its writer."""
        paths = {unit: [int(node) for node in (unit.parent_path or "").split("/") if node] for unit in self}
        names = {node.id: node.name for node in self.sudo().browse({i for path in paths.values() for i in path})}
        for unit, path in paths.items():
            unit.display_name = " / ".join(names[i] for i in path) if path else unit.name

    @api.depends_context("uid")
    def _compute_dealer_count(self):
        counts = dict(self.env["dealer.dealer"]._read_group([("unit_id", "in", self.ids)], ["unit_id"], ["__count"]))
        for unit in self:
            unit.dealer_count = counts.get(unit, 0)

    @api.constrains("parent_id", "company_id")
    def _check_company_of_tree(self):
        for unit in self:
            for upper, lower in [(unit.parent_id, unit), *((unit, child) for child in unit.child_ids)]:
                if upper.company_id and upper.company_id != lower.company_id:
                    raise ValidationError(
                        self.env._(
                            "The unit %(unit)s must belong to %(company)s, the company of the unit %(parent)s above"
                            " it.",
                            unit=lower.name,
                            company=upper.company_id.name,
                            parent=upper.name,
                        )
                    )

    @api.constrains("company_id")
    def _check_dealer_company(self):
        foreign_sudo = (
            self.env["dealer.dealer"]
            .sudo()
            .with_context(active_test=False)
            .search([("unit_id", "in", self.filtered("company_id").ids)])
            .filtered(lambda dealer: dealer.company_id != dealer.unit_id.company_id)
        )
        if foreign_sudo:
            dealer = foreign_sudo[0]
            raise ValidationError(
                self.env._(
                    "The unit %(unit)s cannot become one of %(company)s: its dealer %(dealer)s trades with another"
                    " company. Move the dealer to another unit first.",
                    unit=dealer.unit_id.name,
                    company=dealer.unit_id.company_id.name,
                    dealer=dealer.display_name,
                )
            )

    @api.constrains("active")
    def _check_archive(self):
        archived = self.filtered(lambda unit: not unit.active)
        used_sudo = self.env["dealer.dealer"].sudo().search([("unit_id", "in", archived.ids)], limit=1)
        if used_sudo:
            raise ValidationError(
                self.env._(
                    "The unit %(unit)s still has dealers, such as %(dealer)s. Move them before you archive the unit.",
                    unit=used_sudo.unit_id.name,
                    dealer=used_sudo.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """Refuse in a sentence what the database would refuse in its own words."""
        units_sudo = self.sudo().with_context(active_test=False)
        lines_sudo = units_sudo.env["res.users.role.line"].search([("unit_ids", "in", self.ids)], limit=1)
        below_sudo = units_sudo.child_ids - units_sudo
        if used_sudo := units_sudo.dealer_ids[:1] or below_sudo[:1] or lines_sudo.user_id:
            raise UserError(
                self.env._(
                    "%(units)s cannot be deleted: there are still dealers, units below or people whose roles reach it,"
                    " such as %(name)s. Move these first.",
                    units=", ".join(self.mapped("name")),
                    name=used_sudo.display_name,
                )
            )

    def write(self, vals):
        res = super().write(vals)
        if "parent_id" in vals:
            # the access view changed under records already read in this transaction
            self.env.flush_all()
            self.env.invalidate_all()
        return res

    @api.model
    def _load_records_create(self, values):
        """Create from data files in the standard language, so that paths are stored in it."""
        return super(DealerUnit, self.with_context(lang=None))._load_records_create(values)
