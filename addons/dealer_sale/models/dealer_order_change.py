from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DealerOrderChange(models.Model):
    """A change that somebody asks for on a confirmed order, decided by the warehouse or the sales desk.

    Requests are made by :meth:`sale.order.action_request_change` and decided by the verbs here, never edited.
    """

    _name = "dealer.order.change"
    _description = "Order Change Request"
    _inherit = ["dealer.scope.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, readonly=True, ondelete="cascade")
    dealer_id = fields.Many2one(related="order_id.dealer_id", store=True, index=True)
    dealer_unit_id = fields.Many2one(related="order_id.dealer_unit_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("cancel", "Cancel what is not shipped"), ("quantity", "Change quantities"), ("date", "Change the date")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    line_ids = fields.One2many("dealer.order.change.line", "change_id", string="Quantities", readonly=True)
    new_date = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Being carried out"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("void", "Void"),
        ],
        required=True,
        default="requested",
        readonly=True,
        index=True,
    )
    requested_by = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    decision_reason = fields.Text(readonly=True)
    can_decide = fields.Boolean(string="Waiting for Me", compute="_compute_can_decide", search="_search_can_decide")

    # One request at a time: the second would be about an order that the first is changing.
    _requested_unique = models.UniqueIndex(
        "(order_id) WHERE state = 'requested'", "A change of this order is waiting for a decision already."
    )

    @api.depends("state", "company_id", "requested_by", "dealer_in_scope")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        decidable = self._origin._decidable()
        for change in self:
            change.can_decide = change.state == "requested" and change._origin in decidable

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("state", "=", "requested") & self.env["dealer.hold.rule"]._change_domain()

    def _decidable(self):
        """Return those of ``self`` that the user may approve or refuse, decided or not."""
        if self.env.su or not self:
            return self
        domain = Domain("id", "in", self.ids) & self.env["dealer.hold.rule"]._change_domain()
        return self.browse(self.sudo()._search(domain))

    @api.model
    def _request(self, order_sudo, kind, reason, quantities, date):
        """Make a request for one order after the user's right to do so was checked. :return: the request"""
        if order_sudo.state != "sale":
            raise UserError(self.env._("%(order)s is not confirmed: change it directly.", order=order_sudo.name))
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason for the change: those who decide will read it."))
        changes_sudo = self.sudo()
        if changes_sudo.search_count([("order_id", "=", order_sudo.id), ("state", "=", "requested")], limit=1):
            raise UserError(self.env._("A change of this order is waiting for a decision already."))
        lines = self._prepare_lines(order_sudo, quantities) if kind == "quantity" else []
        new_date = fields.Datetime.to_datetime(date) if kind == "date" else False
        if (
            kind not in ("cancel", "quantity", "date")
            or (kind == "date" and not new_date)
            or (kind == "quantity" and not lines)
        ):
            raise UserError(self.env._("Say what is to change: cancel, new quantities, or a new date."))
        change_sudo = changes_sudo.create(
            {
                "order_id": order_sudo.id,
                "kind": kind,
                "reason": reason,
                "new_date": new_date,
                "line_ids": lines,
                "requested_by": self.env.uid,
            }
        )
        order_sudo.message_post(body=self.env._("Change requested: %(reason)s", reason=reason))
        return change_sudo.with_env(self.env)

    @api.model
    def _prepare_lines(self, order_sudo, quantities):
        """Return the commands for {order line id: new quantity}, checked against the order."""
        wanted = {int(line_id): float(quantity) for line_id, quantity in quantities.items()}
        lines_sudo = order_sudo._goods_lines().filtered(lambda line: line.id in wanted)
        if len(lines_sudo) < len(wanted):
            raise UserError(self.env._("A line to change is not on %(order)s.", order=order_sudo.name))
        for line in lines_sudo:
            if line.product_uom_id.compare(wanted[line.id], line.qty_delivered) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s: %(delivered)g are shipped already, so it cannot become %(wanted)g.",
                        product=line.product_id.display_name,
                        delivered=line.qty_delivered,
                        wanted=wanted[line.id],
                    )
                )
        return [
            fields.Command.create(
                {"line_id": line.id, "old_quantity": line.product_uom_qty, "new_quantity": wanted[line.id]}
            )
            for line in lines_sudo
        ]

    def action_approve(self, reason=""):
        """Carry these changes out. :return: True

        :raise AccessError: if the user may not decide one of them
        :raise UserError: if one has been decided otherwise, or cannot be carried out any more
        """
        for change_sudo in self._decide("approved", reason).sudo():
            change_sudo._carry_out()
            change_sudo.state = "done"
            change_sudo._tell(self.env._("The change was made."))
        return True

    def action_refuse(self, reason=""):
        """Leave the orders as they are. ``reason`` is required and told to the people of the order. :return: True"""
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give the reason why the change is refused: the people of the order will read it.")
            )
        for change_sudo in self._decide("refused", reason).sudo():
            change_sudo._tell(self.env._("The change was refused: %(reason)s", reason=reason))
        return True

    def action_open_refuse(self):
        """Return the action that asks for the reason to refuse these changes."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the Change"),
            "res_model": "dealer.order.change.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_ids": self.ids},
        }

    def _decide(self, decision, reason):
        """Write the decision on those of ``self`` that wait for one and return them; a repeated one changes nothing."""
        self._check_may_decide()
        self.sudo().order_id._lock_rows()
        same = ("approved", "done") if decision == "approved" else ("refused",)
        todo = self.filtered(lambda change: change.state not in same)
        if decided := todo.filtered(lambda change: change.state != "requested"):
            raise UserError(
                self.env._("The change of %(order)s has been decided already.", order=decided[0].sudo().order_id.name)
            )
        todo.sudo().write(
            {
                "state": decision,
                "decided_by": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_reason": reason or False,
            }
        )
        return todo

    def _check_may_decide(self):
        self.check_access("read")
        if forbidden := self - self._decidable():
            raise AccessError(
                self.env._(
                    "You may not decide the change of %(order)s. %(who)s",
                    order=forbidden[0].sudo().order_id.name,
                    who=self.env["dealer.hold.rule"]._who_decides("change", forbidden[0].company_id),
                )
            )

    def _carry_out(self):
        """Make one approved change, with the superuser's rights: the decision has been checked."""
        if self.kind == "date":
            self.order_id.commitment_date = self.new_date
        elif self.kind == "quantity":
            for line in self.line_ids:
                line.line_id.product_uom_qty = line.new_quantity
        elif self.order_id._shipped_moves():
            for line in self.order_id._goods_lines():
                line.product_uom_qty = line.qty_delivered
        else:
            self.order_id._action_cancel()

    def _tell(self, text):
        self.order_id.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _void(self):
        """End those of ``self`` that wait for a decision: their order is gone."""
        if waiting := self.filtered(lambda change: change.state == "requested"):
            waiting.write({"state": "void"})
