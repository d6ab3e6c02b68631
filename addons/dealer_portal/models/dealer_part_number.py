from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.text import plain

LONGEST = 64


class DealerPartNumber(models.Model):
    """What a dealer calls one of our products."""

    _name = "dealer.part.number"
    _description = "Dealer's Part Number"
    _inherit = ["dealer.scope.mixin"]
    _order = "dealer_id, code, id"
    _rec_name = "code"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    code = fields.Char(string="Own Part Number", required=True)
    key = fields.Char(
        compute="_compute_key", store=True, precompute=True, help="Technical: the number without case and blanks."
    )

    _key_unique = models.Constraint(
        "UNIQUE(dealer_id, key)", "The dealer uses this part number for another product already."
    )
    _key_given = models.Constraint("CHECK(key <> '')", "A part number needs letters or digits.")
    _code_short = models.Constraint("CHECK(char_length(code) <= 64)", "A part number has at most 64 characters.")

    @api.depends("code")
    def _compute_key(self):
        for number in self:
            number.key = self._key_of(number.code)

    @api.model
    def _key_of(self, code):
        """Return by what a part number is found: without blanks, in capitals."""
        return "".join((code or "").split()).upper()

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def set_part_numbers(self, numbers):
        """Keep the dealer's own part numbers: give, change or (without product) take away.

        :param numbers: list of {"code": own number, "product": our code or barcode, empty to take the number away}
        :return: {"set": count, "removed": count, "errors": [{"code", "message"}]}; what is right is kept
        :raise AccessError: unless the user orders for the dealer, or may change dealers
        """
        self.ensure_one()
        self._check_portal_right("order", otherwise="write")
        Numbers_sudo = self.env["dealer.part.number"].sudo()
        wanted, errors = self._wanted_part_numbers(numbers)
        known = Numbers_sudo.search([("dealer_id", "=", self.id), ("key", "in", list(wanted))]).grouped("key")
        removed = Numbers_sudo.union(
            *(known[key] for key, (_code, product) in wanted.items() if not product and key in known)
        )
        count = len(removed)
        removed.unlink()
        fresh = []
        for key, (code, product) in wanted.items():
            if product and key in known:
                known[key].write({"code": code, "product_id": product.id})
            elif product:
                fresh.append({"dealer_id": self.id, "code": code, "product_id": product.id})
        Numbers_sudo.create(fresh)
        return {"set": sum(bool(product) for _code, product in wanted.values()), "removed": count, "errors": errors}

    def _wanted_part_numbers(self, numbers):
        """Return ({key: (code, product or empty)}, [error]) for the ``numbers`` of :meth:`set_part_numbers`."""
        if not isinstance(numbers, list) or len(numbers) > 2000 or any(not isinstance(row, dict) for row in numbers):
            raise UserError(self.env._("Send a list of at most 2,000 part numbers at a time."))
        rows = [(plain(row.get("code"), 200), plain(row.get("product"), 200)) for row in numbers]
        found = self._pad_products([product for _code, product in rows], own=False)
        wanted, errors = {}, []
        for code, name in rows:
            meant = found.get(name)
            product = meant.product if meant else None
            key, error = self.env["dealer.part.number"]._key_of(code), ""
            if not key or len(code) > LONGEST:
                error = self.env._("A part number has 1 to %(longest)s characters.", longest=LONGEST)
            elif name and not product:
                error = meant.error if meant else self.env._("We do not know the code %(code)s.", code=name)
            if error:
                errors.append({"code": code, "message": error})
            else:
                wanted[key] = (code, product)
        return wanted, errors

    def _check_number_free(self, numbers_sudo, code, product):
        """Raise if ``code`` cannot be the dealer's own number of ``product``: it is none, or another product's."""
        key = numbers_sudo._key_of(code)
        if not key or len(code) > LONGEST:
            raise UserError(self.env._("A part number has 1 to %(longest)s characters.", longest=LONGEST))
        taken_sudo = numbers_sudo.search(
            [("dealer_id", "=", self.id), ("key", "=", key), ("product_id", "!=", product.id)]
        )
        if taken_sudo:
            raise UserError(
                self.env._(
                    "%(code)s is already your number of %(product)s.",
                    code=code,
                    product=taken_sudo.product_id.display_name,
                )
            )
