from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import new_test_user
from odoo.tests.common import get_db_name

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.dealer.tests.common import JobsInTest

COMPANY = "__test__.company"  # external id


class DealerDocumentsCase(JobsInTest, AccountTestInvoicingCommon):
    """Two branches side by side under a region and one elsewhere, a dealer in each, and helpers for documents.

    Units span companies, so that every unit can have dealers of ``company`` and of ``other_company``.
    """

    @classmethod
    def setUpClass(cls):
        cls._have_company()
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids, "no_reset_password": True})
        # The platform's set-up has archived all price lists, also those that dealers buy from.
        archived = [("company_id", "in", (cls.company.id, False)), ("active", "=", False)]
        cls.env["product.pricelist"].search(archived).action_unarchive()
        cls.dealer_type = cls.env["dealer.type"].create({"name": "Tests", "code": "tests"})
        root = cls._unit("Root", cls.env.ref("dealer.unit_group"))
        cls.region = cls._unit("North", root)
        cls.unit = cls._unit("North 1", cls.region)
        cls.below = cls._unit("North 1 a", cls.unit)
        cls.sibling = cls._unit("North 2", cls.region)
        cls.foreign = cls._unit("South", root)
        cls.dealer = cls._dealer("Alpha", cls.unit)
        cls.hidden = cls._dealer("Beta", cls.sibling)

    @classmethod
    def _have_company(cls):
        """Have a company with a chart of accounts in the database, made by the first class that needs it.

        It takes seconds to make, a good part of what most classes need for themselves. It is committed before the
        class's own transaction begins, which sees nothing that is committed later.
        """
        with Registry(get_db_name()).cursor() as cr:
            cls.env = api.Environment(cr, SUPERUSER_ID, cls.default_env_context())
            if cls.env.ref(COMPANY, raise_if_not_found=False):
                return
            company = cls._create_company(name="company_1_data")
            cls.env.user.company_ids = [Command.unlink(company.id)]  # tests of other addons see one company, as before
            module, name = COMPANY.split(".")
            cls.env["ir.model.data"].create(
                {"module": module, "name": name, "model": "res.company", "res_id": company.id, "noupdate": True}
            )

    @classmethod
    def setup_independent_company(cls, **kwargs):
        """Take the company that is there."""
        company = cls.env.ref(COMPANY)
        cls.env.user.company_ids = [Command.link(company.id)]  # the platform silently drops any other
        return company

    @classmethod
    def setup_independent_user(cls):
        """Set up as the system: an accountant without roles may not do what the platform's set-up does to price lists."""
        return None

    @classmethod
    def _unit(cls, name, parent):
        return cls.env["dealer.unit"].create({"name": name, "code": name.upper(), "parent_id": parent.id})

    @classmethod
    def _dealer(cls, name, unit, company=None, partner=None, **vals):
        """Return an active dealer of ``company`` (the first one if None) without account manager."""
        company = company or cls.company
        partner = partner or cls.env["res.partner"].create(
            {"name": name, "is_company": True, "email": f"{name}@example.com"}
        )
        vals = {"state": "active", "type_id": cls.dealer_type.id, "user_id": False, **vals}
        return cls.env["dealer.dealer"].create(
            {"partner_id": partner.id, "unit_id": unit.id, "company_id": company.id, **vals}
        )

    @classmethod
    def _staff(cls, login, role, scope="own", units=None, companies=None):
        """Return an employee who holds one role.

        :param role: xmlid of the role, as ``dealer.role_sales_desk``; None for a user without any line
        """
        companies = companies or cls.company
        user = new_test_user(
            cls.env, login, name=login, company_id=companies[0].id, company_ids=[Command.set(companies.ids)]
        )
        if role:
            cls._line(user, role, scope, units)
        return user

    @classmethod
    def _line(cls, user, role, scope="own", units=None):
        return cls.env["res.users.role.line"].create(
            {
                "user_id": user.id,
                "role_id": cls.env.ref(role).id,
                "scope": scope,
                "unit_ids": [Command.set(units.ids if units else [])],
            }
        )

    @classmethod
    def _portal_user(cls, login, partner, *dealers):
        """Return a portal user who is a contact of ``partner`` and a member of ``dealers``."""
        contact = cls.env["res.partner"].create(
            {"name": login, "parent_id": partner.id, "email": f"{login}@example.com"}
        )
        user = new_test_user(cls.env, login, "base.group_portal", partner_id=contact.id, company_id=cls.company.id)
        cls.env["dealer.member"].create([{"dealer_id": dealer.id, "user_id": user.id} for dealer in dealers])
        return user

    @classmethod
    def _invoices(cls, dealers, amount=100.0, date="2026-03-10", post=True, move_type="out_invoice", **vals):
        """Return one customer document for each of ``dealers``, untaxed ``amount`` in the currency of the company."""
        invoices = cls.env["account.move"].create(
            [
                {
                    "move_type": move_type,
                    "partner_id": dealer.partner_id.id,
                    "company_id": dealer.company_id.id,
                    "invoice_date": fields.Date.to_date(date),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
                        )
                    ],
                    **vals,
                }
                for dealer in dealers
            ]
        )
        if post:
            invoices.action_post()
        return invoices

    @classmethod
    def _invoice(cls, dealer, amount=100.0, date="2026-03-10", **vals):
        return cls._invoices([dealer], amount, date, **vals)

    @classmethod
    def _pay(cls, invoice, date, amount=None):
        """Register a payment of ``amount`` (all of it if None) on an invoice and return it."""
        wizard = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        values = {"payment_date": fields.Date.to_date(date)}
        if amount is not None:
            values["amount"] = amount
        return wizard.create(values)._create_payments()
