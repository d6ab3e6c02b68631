from odoo.tests import tagged

from .common import DealerCommon

LIST = {
    "code": {},
    "display_name": {},
    "state": {},
    **dict.fromkeys(["partner_id", "unit_id", "type_id", "user_id"], {"fields": {"display_name": {}}}),
}


@tagged("post_install", "-at_install")
class TestPerformance(DealerCommon):
    """Budgets of queries; they must not grow with the number of records, nor with the access scope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("budget", "channel_manager", "subtree", cls.east)
        partners = cls.env["res.partner"].create([{"name": f"Many {n}", "is_company": True} for n in range(80)])
        cls.many = cls.env["dealer.dealer"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "unit_id": cls.branch.id,
                    "type_id": cls.env.ref("dealer.type_wholesaler").id,
                    "state": "active",
                }
                for partner in partners
            ]
        )

    def _page(self, model, specification, limit, user=None):
        """Return the number of queries of a list page of ``limit`` rows, counted as a second request would."""
        records = self.env[model].with_user(user or self.user)
        for _warm in range(2):
            self.pass_days()
            records.env.user.has_group("base.group_user")
            before = self.env.cr.sql_log_count
            result = records.web_search_read([], specification, limit=limit)
            count = self.env.cr.sql_log_count - before
        self.assertTrue(result["records"])
        return count

    def test_list_of_dealers(self):
        few, many = self._page("dealer.dealer", LIST, 5), self._page("dealer.dealer", LIST, 80)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 10)

    def test_scope_costs_no_query(self):
        """The same pages without our rules."""
        specification = {"display_name": {}, "email": {}}
        pages = {"dealer.dealer": LIST, "res.partner": specification}
        ours = {model: self._page(model, spec, 80) for model, spec in pages.items()}
        rules = self.env["ir.rule"].search([("domain_force", "like", "dealer_in_scope")])
        rules.active = False
        for model, spec in pages.items():
            self.assertLessEqual(ours[model], self._page(model, spec, 80), model)

    def test_one_statement_with_uncorrelated_sub_selects(self):
        """No join is added, and no sub-select names the outer table: the database evaluates each once, as a hash."""
        for user in (
            self.user,
            self.make_user("own_scope", "account_manager"),
            self.make_member("m", self.dealer_east),
        ):
            for model in ("dealer.dealer", "res.partner"):
                records = self.env[model].with_user(user)
                query = records._search([])
                sql = self.env.cr.mogrify(query.select().code, query.select().params).decode()
                self.assertEqual(query.from_clause.code, f'"{records._table}"', "no join")
                self.env.cr.execute(f"EXPLAIN {sql}")
                plan = "\n".join(line for (line,) in self.env.cr.fetchall())
                sub_plans = plan.count("SubPlan ")
                self.assertEqual(plan.count("hashed SubPlan") * 2, sub_plans, plan)

    def test_reading_again_asks_nothing(self):
        """Rows that a search found in scope are not asked about a second time."""
        dealers = self.env["dealer.dealer"].with_user(self.user).search_fetch([], ["code", "company_id"])
        with self.assertQueryCount(0):
            dealers.read(["code"])

    def test_write_check_in_one_query(self):
        dealers = self.many.with_user(self.user)
        self.assertTrue(dealers.has_access("write"))
        self.env["dealer.dealer"].invalidate_model(["dealer_in_scope"])
        with self.assertQueryCount(1):
            self.assertTrue(dealers.has_access("write"))

    def test_proposal_of_tiers(self):
        """The number of queries depends on the batches of the platform, not on the number of dealers."""
        for sequence in range(3):
            self.make_tier(f"Tier {sequence}", sequence, max_violations=sequence)
        single = self.make_unit("Single", parent=self.east)
        self.make_dealer("Single", single)

        def queries(unit, dealers):
            review = self.env["dealer.tier.review"].with_user(self.user).create({"name": "b", "unit_id": unit.id})
            self.pass_days()
            before = self.env.cr.sql_log_count
            review.action_propose()
            self.env.flush_all()
            count = self.env.cr.sql_log_count - before
            self.assertEqual(len(review.line_ids), dealers)
            return count

        queries(single, 1)
        one, many = queries(single, 1), queries(self.east, 83)
        self.assertLessEqual(many, one)
        self.assertLessEqual(many, 25)

    def test_creating_many_dealers(self):
        """What is asked per dealer is the number from the sequence and the writing of the rows, nothing else."""

        def queries(number):
            partners = self.env["res.partner"].create(
                [{"name": f"New {number} {n}", "is_company": True} for n in range(number)]
            )
            self.pass_days()
            before = self.env.cr.sql_log_count
            self.env["dealer.dealer"].create(
                [
                    {
                        "partner_id": p.id,
                        "unit_id": self.east.id,
                        "type_id": self.dealer_east.type_id.id,
                        "code": f"N{p.id}",
                    }
                    for p in partners
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        one, forty = queries(1), queries(40)
        self.assertLessEqual(forty, one + 40)
