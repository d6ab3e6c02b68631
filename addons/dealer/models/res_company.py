from datetime import datetime, time

import pytz

from odoo import api, fields, models, tools
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_default_unit_id = fields.Many2one(
        "dealer.unit",
        string="Default Organisation Unit",
        domain="[('company_id', 'in', [id, False])]",
        ondelete="set null",
        help="Unit of new dealers where none is given.",
    )
    dealer_default_type_id = fields.Many2one(
        "dealer.type",
        string="Default Dealer Type",
        ondelete="set null",
        help="Type of new dealers where none is given.",
    )

    def _dealer_tz(self):
        """Return the time zone (pytz) in which a day of this company begins and ends."""
        self.ensure_one()
        return pytz.timezone(self.sudo().partner_id.tz or "UTC")

    def _dealer_today(self):
        """Return the day it is where this company is, whoever asks and from wherever."""
        return fields.Date.context_today(self.with_context(tz=self._dealer_tz().zone))

    def _dealer_day_start(self, day):
        """Return the moment (naive, UTC) at which the date ``day`` begins in the company's time zone."""
        return self._dealer_moment(day, time.min)

    def _dealer_day_end(self, day):
        """Return the last second (naive, UTC) of the date ``day`` in the company's time zone."""
        return self._dealer_moment(day, time.max.replace(microsecond=0))

    def _dealer_moment(self, day, clock):
        local = self._dealer_tz().localize(datetime.combine(fields.Date.to_date(day), clock))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    @tools.ormcache()
    def _dealer_zones(self):
        """Return {company id: name of its time zone} of all companies, the first one first."""
        self.flush_model(["partner_id"])
        self.env["res.partner"].flush_model(["tz"])
        return dict(
            self.env.execute_query(  # one query: the ORM takes one for the companies, two for their partners
                SQL(
                    "SELECT company.id, COALESCE(NULLIF(partner.tz, ''), 'UTC') FROM res_company company"
                    " JOIN res_partner partner ON partner.id = company.partner_id ORDER BY company.id"
                )
            )
        )

    @api.model
    def _dealer_days(self):
        """Return {company id: the day it is there} of all companies, the first one first; see :meth:`_dealer_today`."""
        now = pytz.utc.localize(fields.Datetime.now())
        return {company: now.astimezone(pytz.timezone(zone)).date() for company, zone in self._dealer_zones().items()}

    @api.model
    def _dealer_today_sql(self, company):
        """Return the SQL of the day it is for a company; the first company's where there is none.

        The days are told here and not by the database, so that all queries of one calculation and the ORM's records mean
        the same ones.

        :param str company: SQL of the company's id, such as ``line.company_id``
        """
        days = self._dealer_days()
        main = next(iter(days.values()))
        others = {day for day in days.values() if day != main}
        today = SQL("%s::date", main)
        for day in others:
            ids = [company_id for company_id, its_day in days.items() if its_day == day]
            today = SQL("CASE WHEN %s = ANY(%s) THEN %s::date ELSE %s END", SQL(company), ids, day, today)
        return today

    def cache_invalidation_fields(self):
        """The time zone of a company is that of its partner."""
        return super().cache_invalidation_fields() | {"partner_id"}
