import functools

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class DealerDealer(models.Model):
    """Trading relation of a partner with one company of the group."""

    _name = "dealer.dealer"
    _description = "Dealer"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "dealer.lifecycle.mixin",
        "dealer.own.terms.mixin",
        "dealer.tiered.mixin",
        "dealer.tree.mixin",
        "dealer.scope.mixin",
    ]
    _parent_store = True
    _check_company_auto = True
    _order = "name, id"
    _rec_names_search = ["name", "code", "partner_id.phone"]

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict", tracking=True)
    name = fields.Char(related="partner_id.name", store=True, index="trigram")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, tracking=True
    )
    code = fields.Char(copy=False, tracking=True, help="Left empty, the next number is taken.")
    type_id = fields.Many2one(
        "dealer.type",
        string="Dealer Type",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.company.sudo().dealer_default_type_id,
    )
    tier_id = fields.Many2one(
        "dealer.tier", index=True, ondelete="restrict", tracking=True, check_company=True, copy=False
    )
    territory_id = fields.Many2one(
        "dealer.territory",
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    unit_id = fields.Many2one(
        "dealer.unit",
        string="Organisation Unit",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', (company_id, False)), ('takes_my_dealers', '=', True)]",
        default=lambda self: self._default_unit(self.env.company),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self._default_user_id(),
    )
    parent_id = fields.Many2one(
        "dealer.dealer",
        string="Parent Dealer",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', '=', company_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dealer.dealer", "parent_id", string="Outlets and Sub-Dealers")
    relation = fields.Selection(
        [("headquarters", "Headquarters"), ("outlet", "Outlet"), ("sub_dealer", "Sub-Dealer")],
        required=True,
        default="headquarters",
    )
    currency_id = fields.Many2one(
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    pricelist_id = fields.Many2one("product.pricelist", string="Own Price List", check_company=True, tracking=True)
    member_ids = fields.One2many("dealer.member", "dealer_id", string="Members")
    member_count = fields.Integer(string="Number of Members", compute="_compute_member_count")
    tag_ids = fields.Many2many("dealer.tag", string="Tags", groups="dealer.group_dealer_viewer")
    color = fields.Integer(groups="dealer.group_dealer_viewer")

    _partner_company_unique = models.Constraint(
        "UNIQUE(partner_id, company_id)", "The partner is already a dealer of this company."
    )
    _company_code_unique = models.Constraint(
        "UNIQUE(company_id, code)", "Another dealer of this company already has this code."
    )
    # The list page is ordered by name inside the companies ticked.
    _name_idx = models.Index("(name, id)")

    @api.model
    def _default_user_id(self):
        """Whoever enters a dealer looks after it, unless it is entered on the website or by a job."""
        return self.env.user if self.env.user._is_internal() and not self.env.user._is_superuser() else False

    @api.model
    def _default_unit(self, company):
        """Return the unit of a new dealer of ``company``: the company's, or the topmost of those the user may place in.

        Somebody who works for one region does not place dealers at the head of the country.
        """
        unit = self.env["dealer.unit"].browse(company.sudo().dealer_default_unit_id.id)
        if self.env.su or not unit:
            return unit
        mine = unit.search([("company_id", "in", (company.id, False)), ("takes_my_dealers", "=", True)])
        return unit if unit in mine else mine.sorted(lambda own: (own.parent_path.count("/"), own.id))[:1] or unit

    @api.depends("company_id")
    def _compute_currency_id(self):
        for dealer in self:
            dealer.currency_id = dealer.currency_id or dealer.company_id.currency_id or self.env.company.currency_id

    @api.depends("partner_id.country_id", "partner_id.state_id", "partner_id.zip", "company_id")
    def _compute_territory_id(self):
        territories = self.env["dealer.territory"]._resolve_addresses(
            [
                (partner.country_id.id, partner.state_id.id, partner.zip, dealer.company_id.id)
                for dealer in self
                for partner in dealer.partner_id or self.env["res.partner"].new()
            ]
        )
        # A dealer that edits its own address on the portal, or somebody at the sales desk, does not move it into another
        # territory: its prices, and what it may order, can hang on that (see _tell_new_address).
        kept = self.filtered("id") - self._moves_with_address()
        for dealer, territory in zip(self, territories, strict=True):
            dealer.territory_id = dealer.territory_id if dealer in kept else territory

    def _moves_with_address(self):
        """Return those of ``self`` whose master data the user may change, if by a new address only."""
        if self.env.uid == SUPERUSER_ID:
            return self
        if not self.env.user.has_group("dealer.group_dealer_manager"):
            return self.browse()
        roles = self.env["dealer.access"]._roles_with_group("dealer.group_dealer_manager")
        return self if roles is None else self._in_scope_of(roles)

    @api.depends("name", "code")
    def _compute_display_name(self):
        for dealer in self:
            dealer.display_name = f"[{dealer.code}] {dealer.name}" if dealer.code else dealer.name

    @api.depends_context("uid")
    def _compute_member_count(self):
        counts = dict(
            self.env["dealer.member"]._read_group([("dealer_id", "in", self.ids)], ["dealer_id"], ["__count"])
        )
        for dealer in self:
            dealer.member_count = counts.get(dealer, 0)

    @api.model
    def _dealer_scope_depends(self):
        return ["unit_id", "user_id", "company_id", "partner_id", "member_ids.user_id", "member_ids.active"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """Internal users: the units of their role lines, own dealers for scope "own". Portal users: as members."""
        if not self.env.user._is_internal():
            return Domain("id", "in", self._member_subselect())
        access = self.env["dealer.access"]
        return access._unit_domain("unit_id", roles) | access._own_domain("user_id", roles)

    @api.model
    def _member_subselect(self):
        """Return the SQL sub-select of the ids of the dealers that the portal user ``env.uid`` is a member of."""
        member_fields = self.env["dealer.member"]._fields
        dealer_id, user_id, active = (
            SQL.identifier("dealer_member", name, to_flush=member_fields[name])
            for name in ("dealer_id", "user_id", "active")
        )
        return SQL("(SELECT %s FROM dealer_member WHERE %s = %s AND %s)", dealer_id, user_id, self.env.uid, active)

    def _is_member_with(self, roles=None):
        """Tell whether the user is a member of this one dealer in one of ``roles``; None: in any."""
        self.ensure_one()
        domain = Domain("dealer_id", "=", self.id) & Domain("user_id", "=", self.env.uid)
        domain &= Domain("active", "=", True)  # whatever the context says
        if roles is not None:
            domain &= Domain("role", "in", roles)
        return bool(self.env["dealer.member"].sudo().search_count(domain, limit=1))

    @api.model
    def _scope_conditions(self, roles=None, columns=("unit_id", "user_id")):
        """Return the list of SQL conditions on ``dealer_dealer`` of which each puts a dealer in scope of ``env.uid``.

        :param tuple columns: which ways count: by the dealer's unit, by its account manager
        """
        if not self.env.user._is_internal():
            return [SQL("dealer_dealer.id IN %s", self._member_subselect())]
        lookups = {column: self.env["dealer.access"]._subselect(column, roles) for column in columns}
        return [
            SQL("%s IN %s", SQL.identifier("dealer_dealer", column, to_flush=self._fields[column]), lookup)
            for column, lookup in lookups.items()
            if lookup
        ]

    @api.model
    def _scope_domain_by(self, field, column, conditions):
        """Return the domain ``field in (column of the dealers that meet one of conditions)``."""
        dealers = self._scope_subselect(column, conditions)
        return Domain(field, "in", dealers) if dealers else Domain.FALSE

    @api.model
    def _scope_subselect(self, column, conditions, also=None):
        """Return the SQL sub-select of a column of the dealers that meet one of ``conditions``; None without any.

        A union, not an OR, so that each way into the table goes by its index.

        :param list conditions: as :meth:`_scope_conditions` returns them
        :param SQL also: further condition on ``dealer_dealer``
        """
        if not conditions:
            return None
        select = SQL.identifier("dealer_dealer", column, to_flush=self._fields[column] if column != "id" else None)
        parts = [
            SQL("SELECT %s FROM dealer_dealer WHERE %s%s", select, condition, SQL(" AND %s", also) if also else SQL())
            for condition in conditions
        ]
        return SQL("(%s)", SQL(" UNION ALL ").join(parts))

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"name"}

    @api.constrains("partner_id")
    def _check_partner(self):
        for dealer in self:
            commercial = dealer.partner_id.commercial_partner_id
            if commercial != dealer.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a contact of %(company)s. Make the company the dealer, not its contact.",
                        partner=dealer.partner_id.name,
                        company=commercial.name,
                    )
                )

    @api.constrains("unit_id", "company_id")
    def _check_unit(self):
        for dealer in self:
            if dealer.unit_id.company_id and dealer.unit_id.company_id != dealer.company_id:
                raise ValidationError(
                    self.env._(
                        "The unit %(unit)s belongs to %(other)s, the dealer %(dealer)s trades with %(company)s."
                        " Choose a unit of that company or one that spans companies.",
                        unit=dealer.unit_id.name,
                        other=dealer.unit_id.company_id.name,
                        dealer=dealer.name,
                        company=dealer.company_id.name,
                    )
                )

    @api.constrains("tier_id", "company_id")
    def _check_tier(self):
        for dealer in self:
            if dealer.tier_id and dealer.tier_id.company_id != dealer.company_id:
                raise ValidationError(
                    self.env._(
                        "The tier %(tier)s belongs to %(other)s, the dealer %(dealer)s trades with %(company)s."
                        " Choose a tier of that company.",
                        tier=dealer.tier_id.name,
                        other=dealer.tier_id.company_id.name,
                        dealer=dealer.name,
                        company=dealer.company_id.name,
                    )
                )

    @api.constrains("parent_id", "company_id", "relation")
    def _check_parent(self):
        for dealer in self:
            if dealer.relation != "headquarters" and not dealer.parent_id:
                raise ValidationError(
                    self.env._("%(dealer)s is an outlet or sub-dealer: name its parent dealer.", dealer=dealer.name)
                )
            relatives = dealer.parent_id | dealer.child_ids
            wrong = relatives.filtered(lambda other, company=dealer.company_id: other.company_id != company)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(dealer)s and %(other)s trade with different companies: one cannot stand below the other.",
                        dealer=dealer.name,
                        other=wrong[0].name,
                    )
                )

    @api.constrains("territory_id", "company_id", "state", "parent_id", "active")
    def _check_territory(self):
        self.territory_id._check_exclusive_dealers()

    @api.model_create_multi
    def create(self, vals_list):
        new = self.browse()
        new.check_access("create")
        vals_list = [new._prepare_create_vals(vals) for vals in vals_list]
        dealers = super().create(vals_list)
        dealers._mark_own_terms(vals_list)
        dealers._log_tier_changes(dict.fromkeys(dealers, self.env["dealer.tier"]))
        dealers._recompute_documents(dealers.partner_id)
        return dealers

    def _prepare_create_vals(self, vals):
        """Return ``vals`` with code and unit of the company filled in, or raise a sentence on what is missing."""
        vals = self._guard_state({"state": "applicant", **vals})
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        if not vals.get("code"):
            vals["code"] = self.env["ir.sequence"].sudo().with_company(company).next_by_code("dealer.dealer")
        if "type_id" not in vals:
            vals["type_id"] = company.sudo().dealer_default_type_id.id
        if "unit_id" not in vals:
            vals["unit_id"] = self._default_unit(company).id
        if not vals.get("unit_id"):
            raise UserError(
                self.env._(
                    "A dealer belongs to an organisation unit: give one for %(dealer)s, or set a default unit of"
                    " %(company)s in the settings.",
                    dealer=self.env["res.partner"].browse(vals.get("partner_id")).name or vals["code"],
                    company=company.sudo().name,
                )
            )
        return vals

    def write(self, vals):
        self._check_write_rights(vals)
        vals = self._guard_state(vals)
        tiers = {dealer: dealer.tier_id for dealer in self} if "tier_id" in vals else {}
        partners = self.partner_id if vals.keys() & {"partner_id", "company_id"} else self.env["res.partner"]
        anew = self._release_own_terms(vals) if vals.keys() & {"type_id", "currency_id"} else self.browse()
        res = super().write(vals)
        anew._take_over_rest(vals)
        self._mark_own_terms([vals] * len(self))
        self._log_tier_changes(tiers)
        self._recompute_documents(partners | self.partner_id if partners else partners)
        return res

    @api.model
    def _user_write_fields(self):
        """Return the names of fields that people below channel manager may write; add-ons extend it."""
        prefixes = ("message_", "activity_", "my_activity_")
        return {"tag_ids", "color"} | {name for name in self._fields if name.startswith(prefixes)}

    def _check_write_rights(self, vals):
        """Master data of a dealer is a channel manager's to change; others edit its contact-level data."""
        forbidden = vals.keys() & self._fields.keys() - self._user_write_fields()
        if forbidden and not self.env.su:
            labels = self._field_labels(forbidden)
            self._check_manager(
                self.env._("Only a channel manager may change these fields of a dealer: %(fields)s.", fields=labels)
            )

    def _check_manager(self, message):
        """Raise ``message`` unless the user is channel manager, by a role whose scope covers all of ``self``."""
        self.check_access("write")
        if self.env.su:
            return
        roles = self.env["dealer.access"]._roles_with_group("dealer.group_dealer_manager")
        covered = self if roles is None else self._in_scope_of(roles)
        if not self.env.user.has_group("dealer.group_dealer_manager") or covered != self:
            raise AccessError(message)

    def _check_access(self, operation):
        """Say which unit a new dealer cannot be placed in: nobody knows what else to change."""
        result = super()._check_access(operation)
        if result and operation == "create" and any(self._ids) and result[0].sudo().company_id <= self.env.companies:
            return result[0], functools.partial(result[0]._make_placement_error)
        return result

    def _make_placement_error(self):
        dealer_sudo = self[:1].sudo()
        return AccessError(
            self.env._(
                "Your roles do not reach the organisation unit %(unit)s: choose one of yours for %(dealer)s.",
                unit=dealer_sudo.unit_id.display_name,
                dealer=dealer_sudo.name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applicant(self):
        if kept := self.filtered(lambda dealer: dealer.state != "applicant" or dealer.date_activated):
            raise UserError(
                self.env._(
                    "%(dealer)s has been a dealer and cannot be deleted. Archive it instead.", dealer=kept[0].name
                )
            )

    @api.model
    def _check_unused(self, field, records):
        """Raise a sentence naming a dealer if one uses any of ``records`` in ``field``, in whatever scope."""
        used_sudo = self.sudo().with_context(active_test=False).search([(field, "in", records.ids)], limit=1)
        if used_sudo:
            raise UserError(
                self.env._(
                    "%(record)s is used by dealers and cannot be deleted. Archive it instead.",
                    record=used_sudo[field].display_name,
                )
            )

    @api.model
    def _check_same_company(self, field, records):
        """Raise a sentence naming a dealer of another company that uses any of ``records`` in ``field``."""
        for record_sudo in records.sudo():
            domain = Domain(field, "=", record_sudo.id) & Domain("company_id", "!=", record_sudo.company_id.id)
            if used_sudo := self.sudo().with_context(active_test=False).search(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(record)s cannot become one of %(company)s: it is used by %(dealer)s of another company.",
                        record=record_sudo.display_name,
                        company=record_sudo.company_id.name,
                        dealer=used_sudo.display_name,
                    )
                )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        return self._recipients_in_scope(recipients) if self else recipients

    @api.model
    def _by_partner_company(self, pairs):
        """Return {(commercial partner id, company id): dealer id} for the pairs that have a dealer, in one query."""
        pairs = {pair for pair in pairs if all(pair)}
        if not pairs:
            return {}
        partner_ids, company_ids = (list(set(column)) for column in zip(*pairs, strict=True))
        dealers_sudo = self.sudo().with_context(active_test=False)
        dealers_sudo = dealers_sudo.search_fetch(
            [("partner_id", "in", partner_ids), ("company_id", "in", company_ids)], ["partner_id", "company_id"]
        )
        return {(dealer.partner_id.id, dealer.company_id.id): dealer.id for dealer in dealers_sudo}

    @api.model
    def _dealer_documents_models(self):
        """Return the names of the models that are documents of a dealer (stored, with ``dealer.document.mixin``)."""
        names = self.pool.descendants(["dealer.document.mixin"], "_inherit")
        return [name for name in names if not self.env[name]._abstract and not self.env[name]._transient]

    def _recompute_documents(self, partners):
        """Give the documents of ``partners`` and of their contacts the dealer they have now."""
        if partners:
            for name in self._dealer_documents_models():
                self.env[name]._recompute_dealer_of(partners.sudo())
