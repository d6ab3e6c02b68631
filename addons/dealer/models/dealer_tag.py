from random import randint

from odoo import fields, models


class DealerTag(models.Model):
    _name = "dealer.tag"
    _description = "Dealer Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE(name)", "Another tag already has this name.")
