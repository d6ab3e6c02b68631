from odoo.modules.module import load_script
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMigrations(TransactionCase):
    """What an upgrade changes in databases that are older; new ones have it from their data."""

    def test_the_job_of_tier_changes_becomes_hourly_unless_somebody_chose_its_rhythm(self):
        script = load_script("dealer/migrations/19.0.1.1.0/post-tier_job_hourly.py", "tier_job_hourly")
        job = self.env.ref("dealer.cron_tier_change")
        for before, after in (((1, "days"), "hours"), ((1, "hours"), "hours"), ((2, "days"), "days")):
            job.write({"interval_number": before[0], "interval_type": before[1]})
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            self.assertEqual((job.interval_number, job.interval_type), (before[0], after))
