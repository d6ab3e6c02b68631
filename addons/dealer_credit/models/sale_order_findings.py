from odoo import api, fields, models


class SaleOrder(models.Model):
    """The findings of credit, in words: by how much, on which figures, and what helps."""

    _inherit = "sale.order"

    @api.model
    def _credit_findings(self, line, figures, claim):
        """Return the findings of an order (``self``) or of a check point behind it (no record) against a line.

        :param line: record of dealer.credit.line
        :param Figures figures: of the line, without the order
        :param float claim: what the order takes, in the currency of the line
        """
        terms, found = figures.terms, []
        if terms.control != "none" and terms.frozen:
            found.append(self._credit_frozen_finding(line, claim))
        if terms.control != "none" and terms.expired:
            found.append(self._credit_expired_finding(line, claim))
        if terms.over(figures.exposure, claim):
            found.append(self._credit_limit_finding(line, figures, claim))
        tolerated = self._credit_overdue_tolerated(line) if figures.late else 0.0
        if line.currency_id.compare_amounts(figures.late, tolerated) > 0:
            found.append(self._credit_overdue_finding(line, figures.late, tolerated))
        return found

    @api.model
    def _credit_overdue_tolerated(self, line):
        """Return what may be overdue, in the currency of the line."""
        policy, company = line.policy_id, line.company_id or self.env.company
        return policy.currency_id._convert(policy.overdue_amount, line.currency_id, company, company._dealer_today())

    def _credit_frozen_finding(self, line, claim):
        def message(env):
            return env._("The credit line is frozen: %(reason)s", reason=line.frozen_reason or "-")

        return self._credit_finding(line, "frozen", message, "hold", claim)

    def _credit_expired_finding(self, line, claim):
        def message(env):
            return env._(
                "The credit line was valid until %(date)s. Review it.", date=fields.Date.to_string(line.valid_until)
            )

        return self._credit_finding(line, "expired", message, line.policy_id.on_expired, claim)

    def _credit_limit_finding(self, line, figures, claim):
        terms = figures.terms
        over = terms.over(figures.exposure, claim)
        amounts = {
            "over": over,
            "allowed": terms.allowed,
            "exposed": terms.exposed(figures.exposure),
            "claim": claim,
        }

        def message(env):
            money = line.currency_id.with_env(env).format
            said = {name: money(amount) for name, amount in amounts.items()}
            if terms.control == "prepaid":
                return env._(
                    "Prepaid: %(over)s is missing on account for this order of %(claim)s. Ask the dealer for a payment.",
                    **said,
                )
            return env._(
                "Over the limit by %(over)s: %(allowed)s allowed, %(exposed)s used and held, this order %(claim)s."
                " Ask for a temporary limit or a payment.",
                **said,
            )

        return self._credit_finding(line, "limit", message, line.policy_id.on_limit, over)

    def _credit_overdue_finding(self, line, late, tolerated):
        def message(env):
            money = line.currency_id.with_env(env).format
            return env._(
                "%(late)s is overdue by more than %(days)s days (tolerated: %(tolerated)s). Ask the dealer to pay.",
                late=money(late),
                days=line.policy_id.overdue_days,
                tolerated=money(tolerated),
            )

        def told(env):
            return env._("Payments are overdue. Please settle them or contact us.")

        severity = line.policy_id.on_overdue
        return self._credit_finding(line, "overdue", message, severity, late, kind="overdue", dealer_message=told)

    def _credit_finding(self, line, what, message, severity, amount, kind="credit", dealer_message=None):
        def told(env):
            return env._("The order exceeds the credit that is available at the moment. It is being looked at.")

        return self._dealer_finding(
            *(self, kind, message, severity),
            amount=amount,
            currency=line.currency_id,
            fingerprint=f"{what}-{line.id}",
            dealer_message=dealer_message or told,
        )
