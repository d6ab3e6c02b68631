from odoo import api, models


def _figure(value):
    """Return a bound as people write it: 1,000,000 and not 1000000.0; empty for none."""
    return f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else ""


class DealerApi(models.AbstractModel):
    """The sentences of the error codes."""

    _inherit = "dealer.api"

    @api.model
    def _sentence(self, refusal):
        """Return what ``refusal`` says, in the caller's language: what is wrong and what to do."""
        values = {"path": refusal.path or self.env._("the input"), **refusal.values}
        for sentences in (self._shape_sentences, self._unknown_sentences, self._rule_sentences):
            if sentence := sentences(values).get(refusal.code):
                return sentence
        return refusal.code

    @api.model
    def _shape_sentences(self, values):
        """Return {code: sentence} of values that are not what they must be."""
        path, of = values["path"], values.get
        return {
            "missing": self.env._("%(path)s is missing. Send it.", path=path),
            "invalid_type": self.env._(
                "%(path)s must be %(expected)s.", path=path, expected=self._expected(of("expected", ""))
            ),
            "unknown_field": self.env._(
                "There is no field %(path)s. Known are: %(known)s.", path=path, known=of("known", "")
            ),
            "too_long": self.env._(
                "%(path)s is too long: at most %(limit)s characters.", path=path, limit=of("limit", "")
            ),
            "too_many": self.env._(
                "%(path)s has too many entries: at most %(limit)s. Send them in several calls.",
                path=path,
                limit=of("limit", ""),
            ),
            "control_character": self.env._("%(path)s holds control characters. Take them out.", path=path),
            "not_finite": self.env._("%(path)s must be a finite number.", path=path),
            "out_of_range": self._range_sentence(path, values),
            "invalid_date": self._day_sentence(path, of("first", "")),
            "invalid_choice": self.env._("%(path)s must be one of: %(choices)s.", path=path, choices=of("choices", "")),
            "duplicate_in_batch": self.env._(
                "The reference %(ref)s occurs twice in this batch. Send one of the two in another call.",
                ref=of("ref", ""),
            ),
        }

    @api.model
    def _expected(self, kind):
        """Return what a value must be, in words."""
        return {
            "text": self.env._("a text"),
            "number": self.env._("a number"),
            "whole number": self.env._("a whole number"),
            "true or false": self.env._("true or false"),
            "list": self.env._("a list"),
            "object": self.env._("an object with named fields"),
        }.get(kind, kind)

    @api.model
    def _day_sentence(self, path, first):
        """Return what is wrong with a day; ``first``: name of the field whose day comes after it."""
        if first:
            return self.env._("%(path)s lies before %(first)s. Send them in their order.", path=path, first=first)
        return self.env._("%(path)s must be a day such as 2025-12-31.", path=path)

    @api.model
    def _range_sentence(self, path, values):
        """Return within which bounds a number must be."""
        low, high = (_figure(values.get(name)) for name in ("low", "high"))
        if values.get("open_low"):
            return self.env._("%(path)s must be more than %(low)s and at most %(high)s.", path=path, low=low, high=high)
        return self.env._("%(path)s must be from %(low)s to %(high)s.", path=path, low=low, high=high)

    @api.model
    def _unknown_sentences(self, values):
        """Return {code: sentence} of what is named and cannot be found."""
        name = values.get("name", "")
        return {
            "unknown_company": self.env._("There is no company %(name)s within your reach.", name=name),
            "unknown_dealer": self.env._(
                "There is no dealer %(name)s within your reach. Check the code, or ask for the unit in your role.",
                name=name,
            ),
            "unknown_product": self.env._(
                "There is no product %(name)s that the company sells. Send it with products_upsert first.", name=name
            ),
            "unknown_order": self.env._("There is no order %(name)s within your reach.", name=name),
            "unknown_invoice": self.env._("There is no invoice %(name)s within your reach.", name=name),
            "unknown_record": self._unknown_sentence(values["path"], name, values.get("known", ())),
            "ambiguous": self.env._("%(path)s: there are several %(name)s.", path=values["path"], name=name),
        }

    @api.model
    def _unknown_sentence(self, path, name, known):
        """Return that ``name`` is not there, and what is, if that is known."""
        if known:
            return self.env._(
                "%(path)s: there is no %(name)s. Known are: %(known)s.", path=path, name=name, known=", ".join(known)
            )
        return self.env._("%(path)s: there is no %(name)s.", path=path, name=name)

    @api.model
    def _rule_sentences(self, values):
        """Return {code: sentence} of what is refused by a rule."""
        of = values.get
        return {
            "not_allowed": self.env._(
                "Your account lacks the right “%(right)s”. An administrator can give it a role with it.",
                right=of("right", ""),
            ),
            "rate_limited": self.env._(
                "More than %(limit)s calls a minute. Wait %(seconds)s seconds and send the call again.",
                limit=of("limit", ""),
                seconds=of("retry_after", ""),
            ),
            "payload_conflict": self.env._(
                "The reference %(ref)s was used before with another content. Use a new one for something new.",
                ref=of("ref", ""),
            ),
            "wrong_currency": self.env._(
                "%(path)s: the currency must be %(currency)s.", path=values["path"], currency=of("currency", "")
            ),
            "price_missing": self.env._(
                "There is no price of %(name)s for this dealer. Send one with prices_upsert.", name=of("name", "")
            ),
            "price_differs": self.env._(
                "%(path)s: the price lists say %(price)s.", path=values["path"], price=of("price", "")
            ),
            "approval_needed": of("where", ""),
            "order_refused": of("message", "") or self.env._("The order is refused."),
            "too_much": self.env._(
                "%(path)s: only %(open)s of %(name)s are open.",
                path=values["path"],
                open=of("open", ""),
                name=of("name", ""),
            ),
            "nothing_open": of("why", "") or self.env._("Nothing of %(name)s is open for this.", name=of("name", "")),
            "date_ahead": self.env._("%(path)s lies ahead. Send it on that day.", path=values["path"]),
            "out_of_scope": self.env._(
                "%(path)s: %(name)s would be out of your reach. Name a unit that your role covers.",
                path=values["path"],
                name=of("name", ""),
            ),
            "role_not_given": self.env._(
                "%(path)s: the role %(name)s is not given over the API.", path=values["path"], name=of("name", "")
            ),
            "person_protected": self.env._(
                "%(name)s is not changed over the API: administrators, portal users and your own account are kept by hand.",
                name=of("name", ""),
            ),
            "cursor_invalid": self.env._(
                "The cursor is not of this database, or too old. Begin with an empty one and read everything again."
            ),
            "internal": self.env._(
                "Something went wrong on our side. Nothing was changed; the log of the server says what. Send it again later."
            ),
        }
