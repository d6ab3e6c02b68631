"""Planned tier changes take effect on the day of each company: the job that once ran daily now runs hourly."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Set the job to hourly, unless somebody has chosen another rhythm; its data is never updated by itself."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    job = env.ref("dealer.cron_tier_change", raise_if_not_found=False)
    if job and (job.interval_number, job.interval_type) == (1, "days"):
        job.interval_type = "hours"
