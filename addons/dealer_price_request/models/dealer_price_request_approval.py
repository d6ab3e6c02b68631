from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerPriceRequest(models.Model):
    """The holes of the approval: what of a request matters, and what a decision does."""

    _inherit = "dealer.price.request"

    def _approval_requester(self):
        """Whoever wrote the request asks too: he or she does not approve what a colleague submits."""
        return self.user_id if self.user_id and self.user_id != self.env.user else self.env.user

    def _check_may_request(self):
        """Approval is asked for by submitting, which checks the request and takes its figures down."""
        res = super()._check_may_request()
        if other := self.filtered(lambda request: request.state != "waiting"):
            raise UserError(self.env._("Submit %(name)s to ask for its approval.", name=other[0].name))
        return res

    def _approval_amount(self):
        """Return (margin given away by the request if it is used up, its currency)."""
        return self.margin_lost, self.currency_id

    def _approval_percent(self):
        """Return the depth of the deepest discount, in percent of what the dealer pays otherwise."""
        return self.depth_percent

    def _approval_fingerprint(self):
        parts = [
            str(self.dealer_id.id),
            str(self.date_from),
            str(self.date_to),
            f"{self.amount_cap:g}",
            str(bool(self.exclude_rebate)),
            (self.project or "").strip(),
            (self.customer_name or "").strip(),
        ]
        parts += sorted(
            f"{line.product_id.id} {line.uom_id.id} {line.price:.6f} {line.quantity_cap:g}" for line in self.line_ids
        )
        return "|".join(parts)

    def _approval_material_fields(self):
        return ["dealer_id", "date_from", "date_to", "amount_cap", "exclude_rebate", "project", "customer_name"] + [
            f"line_ids.{name}" for name in ("product_id", "uom_id", "price", "quantity_cap")
        ]

    def _approval_figures(self):
        rows = [
            (self.env._("For"), " · ".join(filter(None, (self.customer_name, self.project)))),
            (self.env._("Against"), " · ".join(filter(None, (self.competitor, self.competitor_offer)))),
            (self.env._("Valid"), self._period_text()),
            (self.env._("Amount cap"), self.currency_id.format(self.amount_cap) if self.amount_cap else ""),
            (self.env._("Margin given away"), self.currency_id.format(self.margin_lost)),
            *((line.product_id.display_name, line._figures_text()) for line in self.line_ids),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]

    def _period_text(self):
        return f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}"

    def _on_approved(self, request):
        self._approve()

    def _approve(self):
        """Put one request in force; called with the superuser's rights after the decision was checked."""
        self._write_by_verb({"state": ByVerb("approved")})
        self._start_prices()
        self.message_post(body=self.env._("Approved: the prices are in force."), subtype_xmlid="mail.mt_comment")

    def _on_refused(self, request, reason):
        self._write_by_verb({"state": ByVerb("refused"), "refusal_reason": reason})


class DealerPriceRequestLine(models.Model):
    _inherit = "dealer.price.request.line"

    def _figures_text(self):
        """Return the figures of one product in a line: what is asked for beside what it is compared with."""
        self.ensure_one()

        def money(amount):
            return formatLang(self.env, amount, dp="Product Price", currency_obj=self.currency_id)

        parts = [
            self.env._("asked %(price)s per %(unit)s", price=money(self.price), unit=self.uom_id.name),
            self.env._("list %(price)s", price=money(self.list_price)),
            self.env._("dealer %(price)s", price=money(self.dealer_price)),
            self.env._("floor %(price)s", price=money(self.floor_price)) if self.floor_price else "",
            self.env._("margin %(percent)s %%", percent=formatLang(self.env, self.margin_percent, digits=1)),
            self.env._("%(percent)s %% less", percent=formatLang(self.env, self.discount_percent, digits=1)),
            self.env._("up to %(quantity)g %(unit)s", quantity=self.quantity_cap, unit=self.uom_id.name)
            if self.quantity_cap
            else self.env._("any quantity"),
            self.env._("sold in 90 days: %(quantity)g", quantity=self.sold_quantity),
        ]
        return " · ".join(filter(None, parts))
