"""Factories for tests of this add-on and of those that build on it: organisation, people with scopes, dealers."""

from unittest.mock import patch

import odoo
from odoo.tests import TransactionCase, new_test_user


class JobsInTest:
    """Mixed into a test case that runs jobs."""

    @classmethod
    def _no_commit(cls):
        """Keep jobs inside the test's transaction; there is always time left."""
        return patch.object(type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60)


class DealerFactory(JobsInTest):
    """Mixed into a test case; everything is made with the superuser's rights, people act by ``with_user``."""

    @classmethod
    def make_unit(cls, name, parent=None, company=None, **vals):
        """Return a unit below ``parent`` (the group by default)."""
        return cls.env["dealer.unit"].create(
            {
                "name": name,
                "code": vals.pop("code", name.upper().replace(" ", "_")),
                "parent_id": (parent or cls.env.ref("dealer.unit_group")).id,
                **({"company_id": company.id} if company else {}),
                **vals,
            }
        )

    @classmethod
    def make_partner(cls, name, **vals):
        """Return a company as partner."""
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def make_dealer(cls, name, unit, company=None, **vals):
        """Return a dealer: active unless ``state`` is given, without account manager unless ``user_id`` is given."""
        company = company or unit.company_id or cls.env.company
        return cls.env["dealer.dealer"].create(
            {
                "partner_id": vals.pop("partner_id", None) or cls.make_partner(name).id,
                "company_id": company.id,
                "unit_id": unit.id,
                "type_id": vals.pop("type_id", cls.env.ref("dealer.type_wholesaler").id),
                "user_id": vals.pop("user_id", False),
                "state": vals.pop("state", "active"),
                **vals,
            }
        )

    @classmethod
    def make_role_line(cls, user, role, scope="own", units=None, date_from=False, date_to=False):
        """Give ``user`` a role. ``role`` is the end of its external id (``"sales_desk"``) or a record."""
        role = cls.env.ref(f"dealer.role_{role}") if isinstance(role, str) else role
        return cls.env["res.users.role.line"].create(
            {
                "user_id": user.id,
                "role_id": role.id,
                "scope": scope,
                "unit_ids": [(6, 0, units.ids if units else [])],
                "date_from": date_from,
                "date_to": date_to,
            }
        )

    @classmethod
    def make_user(cls, login, role=None, scope="own", units=None, companies=None, **vals):
        """Return an internal user with one role line, or without any if ``role`` is None."""
        companies = companies or cls.env.company
        user = new_test_user(
            cls.env,
            login,
            groups="base.group_user",
            company_id=companies[0].id,
            company_ids=[(6, 0, companies.ids)],
            **vals,
        )
        if role:
            cls.make_role_line(user, role, scope, units)
        return user

    @classmethod
    def make_member(cls, login, dealer, role="buyer", **vals):
        """Return the portal user of a new contact of the dealer, with a membership."""
        contact = cls.env["res.partner"].create(
            {"name": login, "parent_id": dealer.partner_id.id, "email": f"{login}@example.com"}
        )
        user = new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            partner_id=contact.id,
            company_id=dealer.company_id.id,
            company_ids=[(6, 0, dealer.company_id.ids)],
            **vals,
        )
        cls.env["dealer.member"].create({"dealer_id": dealer.id, "user_id": user.id, "role": role})
        return user

    @classmethod
    def make_tier(cls, name, sequence, company=None, **criteria):
        """Return a tier; the lower ``sequence``, the better."""
        company = company or cls.env.company
        return cls.env["dealer.tier"].create(
            {"name": name, "code": name.lower(), "sequence": sequence, "company_id": company.id, **criteria}
        )

    @classmethod
    def make_company(cls, name, currency):
        """Return a company that keeps its books in ``currency`` (a code such as "CNY"), which is made active."""
        record = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", currency)])
        record.active = True
        return cls.env["res.company"].create({"name": name, "currency_id": record.id})


class DealerCommon(DealerFactory, TransactionCase):
    """Two companies; east (with a branch) and west of the first, north of the second; a dealer in each unit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company_b = cls.make_company("Company B", "CNY")
        cls.group = cls.env.ref("dealer.unit_group")
        cls.east = cls.make_unit("T East", company=cls.company)
        cls.branch = cls.make_unit("T Branch", parent=cls.east)
        cls.west = cls.make_unit("T West", company=cls.company)
        cls.north = cls.make_unit("T North", company=cls.company_b)
        cls.dealer_east = cls.make_dealer("East dealer", cls.east)
        cls.dealer_branch = cls.make_dealer("Branch dealer", cls.branch)
        cls.dealer_west = cls.make_dealer("West dealer", cls.west)
        cls.dealer_north = cls.make_dealer("North dealer", cls.north)
        cls.dealers = cls.dealer_east | cls.dealer_branch | cls.dealer_west | cls.dealer_north

    @classmethod
    def add_test_model(cls, definition):
        """Add a model class (with ``_module = None``) to the registry for the time of this test class.

        Everybody internal may do everything with its records, within the access scope.
        """
        name = definition._name
        odoo.orm.model_classes.add_to_registry(cls.registry, definition)
        cls.registry._setup_models__(cls.env.cr, [name])
        cls.registry.init_models(cls.env.cr, [name], {"module": "dealer"})
        cls.addClassCleanup(cls._remove_test_model, definition)
        model_id = cls.env["ir.model"]._get_id(name)
        cls.env["ir.model.access"].create(
            {
                "name": name,
                "model_id": model_id,
                "group_id": cls.env.ref("base.group_user").id,
                **dict.fromkeys(["perm_read", "perm_write", "perm_create", "perm_unlink"], True),
            }
        )
        cls.env["ir.rule"].create(
            {"name": name, "model_id": model_id, "domain_force": "[('dealer_in_scope', '=', True)]"}
        )

    @classmethod
    def _remove_test_model(cls, definition):
        for parent in (*definition._inherit, "base"):
            cls.registry[parent]._inherit_children.discard(definition._name)
        del cls.registry.models[definition._name]
        cls.registry._setup_models__(cls.env.cr)

    def seen(self, user, dealers=None, companies=None):
        """Return those of ``dealers`` (all of this class by default) that ``user`` finds."""
        model = self.env["dealer.dealer"].with_user(user)
        model = model.with_context(allowed_company_ids=(companies or user.company_ids).ids)
        found = model.search([("id", "in", (dealers or self.dealers).ids)])
        return self.env["dealer.dealer"].browse(found.ids)

    def pass_days(self):
        """Let the caches of this transaction go, as the next request finds them."""
        self.env.flush_all()
        self.env.invalidate_all()
