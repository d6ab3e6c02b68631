from odoo import models
from odoo.exceptions import UserError

from ..engine import Band, Need, Terms, exact
from ..engine.period import year_before


class DealerRebateProgram(models.Model):
    """What a program hands to the arithmetic."""

    _inherit = "dealer.rebate.program"

    def _terms(self):
        """Return the program's :class:`..engine.Terms`; bands are recognised by their id, conditions by theirs."""
        self.ensure_one()
        program_sudo = self.sudo()
        goods = program_sudo.method == "free_goods"
        return Terms(
            method=program_sudo.method,
            bands=tuple(band._engine_band() for band in program_sudo.band_ids),
            bound=program_sudo.bound,
            measure=program_sudo.measure,
            comparison=program_sudo.comparison,
            on_excess=program_sudo.rate_on == "excess",
            cap_amount=exact(program_sudo.cap_amount) or None,
            cap_percent=exact(program_sudo.cap_percent) or None,
            minimum=exact(program_sudo.minimum_amount),
            guarantee=exact(program_sudo.guarantee_amount),
            needs=tuple(mix._engine_need() for mix in program_sudo.mix_ids),
            unit=exact(program_sudo.uom_id.rounding if goods else program_sudo.currency_id.rounding),
        )

    def _base_period(self, period):
        """Return the (first day, last day) that growth in ``period`` is measured against."""
        self.ensure_one()
        if self.growth_base == "given":
            return self.base_date_from or self.base_date_to, self.base_date_to
        return year_before(*period)

    def _check_complete(self):
        """Payment can be asked for where documents are paid: nobody pays an order or a delivery."""
        if self.paid_gate != "none" and self.basis in ("ordered", "delivered"):
            raise UserError(
                self.env._(
                    "%(program)s counts what is ordered or delivered, but asks for payment, which is made on invoices."
                    " Count what is invoiced, or do not ask for payment.",
                    program=self.name,
                )
            )
        return super()._check_complete()


class DealerRebateBand(models.Model):
    _inherit = "dealer.rebate.band"

    def _engine_band(self):
        self.ensure_one()
        return Band(
            lower=exact(self.value_from),
            upper=exact(self.value_to) or None,
            rate=exact(self.rate),
            excess_rate=exact(self.excess_rate),
            per_unit=exact(self.amount_per_unit),
            flat=exact(self.flat_amount),
            free=exact(self.free_quantity),
            free_per=exact(self.free_per),
            key=self.id,
        )


class DealerRebateMix(models.Model):
    _inherit = "dealer.rebate.mix"

    def _engine_need(self):
        self.ensure_one()
        return Need(key=self.id, share=exact(self.min_percent), value=exact(self.min_value), products=self.min_products)
