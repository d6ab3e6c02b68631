import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import ConcurrencyError, LockError, UserError

_logger = logging.getLogger(__name__)


class IrCron(models.Model):
    """Jobs that go over many records: one that cannot be done holds up no other."""

    _inherit = "ir.cron"

    @api.model
    def _do_each(self, records, act, job):
        """Do ``act(record)`` for each of ``records``, each in a savepoint of its own and committed by itself.

        What fails is undone, logged, and told where people find it (:meth:`dealer.job.mixin._note_job_error`, else in the
        record's discussion); the rest goes on. Where somebody else is just changing the same rows nothing is told: the next
        round of the job does it. When the time of the job is over it stops, and the platform calls it again for the rest.

        :param records: a recordset, or a list of keys that ``act`` understands
        :param act: function of one record
        :param str job: what is done, in a word; errors begin with it
        :return: list of those that could not be done
        """
        failed = []
        self._commit_progress(remaining=len(records))
        for record in records:
            if not self._do_one(record, act, job):
                failed.append(record)
            if not self._commit_progress(1):
                break
        return failed

    @api.model
    def _do_one(self, record, act, job):
        """Do one of :meth:`_do_each`; tell whether it could be done."""
        try:
            with self.env.cr.savepoint():
                act(record)
        except (psycopg2.OperationalError, ConcurrencyError, LockError) as error:
            self.env.invalidate_all()
            _logger.info("%s is being changed by somebody else, the next round does it: %s", record, error)
            return False
        except UserError as error:
            self._tell_failed(record, job, str(error))
            return False
        except Exception as error:  # whatever it is, the others must not wait for it
            _logger.exception("%s: %s could not be done", job, record)
            self._tell_failed(record, job, repr(error))
            return False
        if isinstance(record, models.BaseModel) and "job_error" in record._fields:
            record._note_job_error(job, "")
        return True

    @api.model
    def _tell_failed(self, record, job, reason):
        """Leave ``reason`` where people find it; a record that is gone, or has no place for it, is logged only."""
        self.env.invalidate_all()
        _logger.info("%s: %s was left out: %s", job, record, reason)
        if not isinstance(record, models.BaseModel) or not record.exists():
            return
        if "job_error" in record._fields:
            record._note_job_error(job, reason)
        elif "message_ids" in record._fields:
            text = f"{job}: {reason}"
            record.message_post(body=text)
