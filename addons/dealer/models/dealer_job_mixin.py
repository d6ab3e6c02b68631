from odoo import fields, models


class DealerJobMixin(models.AbstractModel):
    """Records that a job works on by night: what it could not do stands on them until it is done."""

    _name = "dealer.job.mixin"
    _description = "Worked on by a Job"

    job_error = fields.Text(
        string="Why the Job Failed", readonly=True, copy=False, help="The job tries again with its next round."
    )

    def _note_job_error(self, job, reason):
        """Put down why ``job`` could not do these records, or that it could (no reason); told once in the discussion.

        Several jobs may work on a record: that one could do it does not wipe out what another could not.
        """
        text = f"{job}: {reason}" if reason else False
        for record_sudo in self.sudo():
            before = record_sudo.job_error or ""
            if before == text or (not reason and not before.startswith(f"{job}: ")):
                continue
            record_sudo.job_error = text
            if text and "message_ids" in self._fields:
                record_sudo.message_post(body=text)
