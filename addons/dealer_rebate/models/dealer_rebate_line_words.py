from odoo import models


class DealerRebateLinePart(models.Model):
    """Arithmetic in words: the steps that the engine took, each in a clause of its own."""

    _inherit = "dealer.rebate.line.part"

    def _step_text(self, step):
        """Return one step of the engine in words; steps of a kind that is not known are left out.

        :param dict step: ``{"kind": "part" | "change" | "refusal", "rule", …}``, numbers as text
        """
        words = {"part": self._part_text, "change": self._change_text, "refusal": self._refusal_text}.get(
            step.get("kind")
        )
        return words(step) if words else ""

    def _part_text(self, step):
        values = {
            "band": self._band_text(step),
            "basis": self._value_text(step["basis"]),
            "rate": self._percent(step["rate"]),
            "value": self._money(step["value"]),
        }
        if step["rule"] == "rate":
            return self.env._("%(band)s: %(rate)s %% of %(basis)s = %(value)s.", **values)
        if step["rule"] == "per_unit":
            return self.env._(
                "%(band)s: %(basis)s × %(rate)s each = %(value)s.", **{**values, "rate": self._money(step["rate"])}
            )
        if step["rule"] == "flat":
            return self.env._("%(band)s: flat %(value)s.", **values)
        return self.env._("%(band)s: %(value)s free for %(basis)s.", **values)

    def _band_text(self, step):
        if not step.get("to"):
            return self.env._("Band from %(low)s", low=self._value_text(step["from"]))
        return self.env._(
            "Band %(low)s to %(high)s", low=self._value_text(step["from"]), high=self._value_text(step["to"])
        )

    def _change_text(self, step):
        values = {
            "before": self._money(step["before"]),
            "after": self._money(step["after"]),
            "percent": self._percent(step["figure"]),
            "amount": self._money(step["figure"]),
        }
        texts = {
            "collected": self.env._("By days to payment it counts with %(percent)s %%: %(after)s.", **values),
            "cap_percent": self.env._("At most %(percent)s %% of the volume: %(after)s.", **values),
            "cap_amount": self.env._("Capped at %(amount)s.", **values),
            "minimum": self.env._("Below the minimum of %(amount)s: nothing is paid.", **values),
            "guarantee": self.env._("Guaranteed: %(amount)s.", **values),
        }
        return texts.get(step["rule"], "")

    def _refusal_text(self, step):
        texts = {
            "no_target": self.env._("No target was agreed on."),
            "no_base": self.env._("There was nothing in the base period to grow from."),
            "need": self.env._("The product mix was not met."),
            "overdue": self.env._("Amounts are overdue: nothing is paid until they are settled."),
            "violation": self.env._("A confirmed violation forfeits the rebate of the period."),
            "other_better": self.env._(
                "Another program of the group gives more: %(name)s.", name=step.get("key") or ""
            ),
        }
        return texts.get(step["rule"], "")


class DealerRebateLine(models.Model):
    _inherit = "dealer.rebate.line"

    def _closing_sentence(self):
        """Return what becomes of the difference of one line, in words."""
        part = self.part_ids[:1]
        if not part:
            return ""
        if self.carried_because == "withheld":
            return self.env._(
                "%(amount)s is withheld until nothing is overdue; it comes with the next run.",
                amount=part._money(self.carried),
            )
        if self.carried_because == "claw_back":
            return self.env._(
                "%(amount)s was overpaid and is set against the next run.", amount=part._money(-self.carried)
            )
        if self.to_settle < 0:
            return self.env._("%(amount)s was overpaid and is collected.", amount=part._money(-self.to_settle))
        return self.env._("To settle: %(amount)s.", amount=part._money(self.to_settle))
