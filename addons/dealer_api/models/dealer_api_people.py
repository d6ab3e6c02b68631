from odoo import Command, api, models

from ..engine.shapes import Refusal

# Roles by the names that callers know; those that administer are not among them.
ROLES = ("sales_desk", "account_manager", "channel_manager", "credit_controller", "finance", "warehouse", "auditor")
# Who is in one of these administers, and is not changed over the API.
ADMINISTRATORS = ("dealer.group_dealer_admin", "base.group_erp_manager", "base.group_system")


class DealerApi(models.AbstractModel):
    """How organisation units and people are kept by another system."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_units_upsert(self, items):
        codes = {code for item in items for code in (item["code"], item["parent"]) if code}
        units = self.env["dealer.unit"].with_context(active_test=False).search([("code", "in", list(codes))])
        known = {unit.code: unit for unit in units}
        coming, made = {item["code"] for item in items}, set()
        managers = self._record_finder("res.users", "login", [item["manager"] for item in items])

        def resolve(item):
            unit = known.get(item["code"], self.env["dealer.unit"])
            if not unit and not item["name"]:
                raise Refusal("missing", "name")
            if item["parent"] and item["parent"] not in known and item["parent"] not in coming:
                raise Refusal("unknown_record", "parent", name=item["parent"])
            company = self._company_of(item) if item["company"] or not unit else unit.company_id
            if company and company not in self.env.companies:
                raise Refusal("unknown_company", "company", name=company.name)
            if unit:
                self._check_unit_reached(unit, "code")
            manager_id = managers(item["manager"], "manager").id
            if not unit:
                self._check_first(made, (item["code"],), "code")
            return {"unit": unit, "company_record": company, "manager_id": manager_id}

        return self._each(items, resolve)

    @api.model
    def _execute_units_upsert(self, items, undo):
        del undo
        self._claim_new("unit", [item["code"] for item in items if not item["unit"]])
        results = []
        for item in items:
            vals = self._unit_vals(item)
            unit, is_new = item["unit"], not item["unit"]
            if is_new:
                unit = unit.create({"code": item["code"], **vals})
            elif changed := self._differing(unit, vals):
                unit.write(changed)
            results.append({"id": unit.id, "code": item["code"], "created": is_new})
        return results

    @api.model
    def _unit_vals(self, item):
        """Return the values of a unit; the one above may have been made a moment ago."""
        vals = {key: item[key] for key in ("name",) if item[key]}
        if item["manager_id"]:
            vals["manager_id"] = item["manager_id"]
        if item["company_record"]:
            vals["company_id"] = item["company_record"].id
        if item["parent"]:
            parent = self.env["dealer.unit"].search([("code", "=", item["parent"])])
            if not parent:
                raise Refusal("unknown_record", "parent", name=item["parent"])
        elif not item["unit"]:
            parent = self.env.ref("dealer.unit_group")
        else:
            return vals
        self._check_unit_reached(parent, "parent")
        return {**vals, "parent_id": parent.id}

    @api.model
    def _check_unit_reached(self, unit, path):
        """Raise unless a role that gives the right reaches ``unit``: what it hands on must not be more than it has."""
        roles = self.env["dealer.access"]._roles_with_group("dealer_api.group_api_organisation")
        domain = [("user_id", "=", self.env.uid), ("unit_id", "=", unit.id)]
        if roles is not None:
            domain.append(("role_id", "in", roles))
        if not self.env["dealer.access"].search_count(domain, limit=1):
            raise Refusal("out_of_scope", path, name=unit.code)

    @api.model
    def _resolve_users_upsert(self, items):
        users = self.env["res.users"].with_context(active_test=False)
        logins = [item["login"] for item in items]
        known = {user.login: user for user in users.search([("login", "in", logins)])}
        codes = [code for item in items for code in (item["unit"], *(u for r in item["roles"] for u in r["units"]))]
        units = self._record_finder("dealer.unit", "code", codes)
        coming = set()

        def resolve(item):
            user = known.get(item["login"], users.browse())
            self._check_person(user, item)
            roles = [self._role_vals(role, f"roles[{index}]", units) for index, role in enumerate(item["roles"])]
            company = self._company_of(item)
            unit = units(item["unit"], "unit")
            self._check_language(item["language"])
            if not user:
                self._check_first(coming, (item["login"],), "login")
            return {"user": user, "role_vals": roles, "company_record": company, "unit_record": unit}

        return self._each(items, resolve)

    @api.model
    def _check_person(self, user, item):
        """Raise unless the caller may create or change this person."""
        if not user:
            if not item["name"]:
                raise Refusal("missing", "name")
            return
        administers = any(user.has_group(group) for group in ADMINISTRATORS)
        if administers or user.share or user.company_id not in self.env.companies or user == self.env.user:
            raise Refusal("person_protected", "login", name=item["login"])
        self._check_person_reached(user)

    @api.model
    def _check_person_reached(self, user):
        """Raise unless the person is the caller's to change: whoever changes the e-mail address of others becomes them.

        That is who works in units that the caller's role covers and in no other, and whom the caller itself has created.
        """
        units = user.role_line_ids.unit_ids | user.dealer_unit_ids
        if not units and user.create_uid != self.env.user:
            raise Refusal("out_of_scope", "login", name=user.login)
        for unit in units:
            self._check_unit_reached(unit, "login")

    @api.model
    def _role_vals(self, role, path, units):
        """Return the values of a role line."""
        if role["role"] not in ROLES:
            raise Refusal("role_not_given", f"{path}.role", name=role["role"])
        found = []
        for index, code in enumerate(role["units"]):
            unit = units(code, f"{path}.units[{index}]")
            self._check_unit_reached(unit, f"{path}.units[{index}]")
            found.append(unit.id)
        return {
            "role_id": self.env.ref(f"dealer.role_{role['role']}").id,
            "scope": role["scope"],
            "unit_ids": [Command.set(found)],
        }

    @api.model
    def _execute_users_upsert(self, items, undo):
        del undo
        self._claim_new("user", [item["login"] for item in items if not item["user"]])
        results = []
        for item in items:
            user, is_new = item["user"], not item["user"]
            vals = self._person_vals(item)
            if is_new:
                quiet = user.with_context(no_reset_password=True)
                user = quiet.create({"login": item["login"], **vals}).with_env(user.env)
            elif changed := self._differing(user, vals):
                user.write(changed)
            self._keep_roles(user, item)
            self._keep_unit(user, item["unit_record"])
            results.append({"id": user.id, "login": user.login, "created": is_new})
        return results

    @api.model
    def _person_vals(self, item):
        columns = {"name": "name", "email": "email", "title": "function", "language": "lang", "active": "active"}
        vals = {columns[key]: item[key] for key in columns if key in item["given"] and item[key] != ""}
        if not item["user"]:
            company_id = item["company_record"].id
            vals.update(company_id=company_id, company_ids=[Command.set([company_id])])
        return vals

    @api.model
    def _keep_roles(self, user, item):
        """Make the role lines of one person those that are given, and leave them alone if they are already."""
        if "roles" not in item["given"]:
            return

        def shape(line):
            return (line.role_id.id, line.scope, frozenset(line.unit_ids.ids))

        wanted = {
            (vals["role_id"], vals["scope"], frozenset(vals["unit_ids"][0][2])): vals for vals in item["role_vals"]
        }
        old = {shape(line): line for line in user.role_line_ids}
        stale = [line.id for key, line in old.items() if key not in wanted]
        commands = [Command.delete(line_id) for line_id in stale]
        commands += [Command.create(vals) for key, vals in wanted.items() if key not in old]
        if commands:
            user.write({"role_line_ids": commands})

    @api.model
    def _keep_unit(self, user, unit):
        """Note that the person belongs to ``unit`` and to no other."""
        if unit and user.dealer_unit_ids != unit:
            user.write({"dealer_unit_ids": [Command.set(unit.ids)]})
