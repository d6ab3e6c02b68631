from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class StockPicking(models.Model):
    """Check points behind the order, for policies that want them: when goods are reserved, when they leave."""

    _inherit = "stock.picking"

    credit_blocked = fields.Boolean(compute="_compute_credit_block", compute_sudo=True)
    credit_block = fields.Char(
        string="Stopped by Credit",
        compute="_compute_credit_block",
        compute_sudo=True,
        groups="dealer_credit.group_credit_viewer",
        help="With the amounts, which are not for everybody who packs goods.",
    )

    def _compute_credit_block(self):
        waiting = self.filtered(lambda picking: picking.state in ("confirmed", "waiting", "assigned"))
        blocks = waiting._credit_blocks(("check_delivery", "check_goods_issue"))
        for picking in self:
            picking.credit_block = blocks.get(picking, False)
            picking.credit_blocked = bool(picking.credit_block)

    def _credit_blocks(self, checkpoints):
        """Return {transfer: sentence} of those of ``self`` that the credit of their dealer stops.

        Only what goes to a customer; not what somebody has released, and nothing if the policy does not ask for it.

        :param tuple checkpoints: names of the policy's check boxes of which one has to be ticked
        """
        if not any(self.env["dealer.credit.policy"]._is_asked_for(name) for name in checkpoints):
            return {}
        outgoing = self.filtered(lambda picking: picking.dealer_id and picking.location_dest_id._is_outgoing())
        lines = self.env["dealer.credit.line"]._of_dealers(outgoing.dealer_id)
        checked = outgoing.filtered(
            lambda picking: (
                (line := lines.get(picking.dealer_id.id)) and any(line.policy_id[name] for name in checkpoints)
            )
        )
        checked -= checked._credit_released()
        lines_sudo = self.env["dealer.credit.line"].sudo().union(*(lines[dealer.id] for dealer in checked.dealer_id))
        sentences = lines_sudo._checkpoint_sentences()
        return {picking: sentence for picking in checked if (sentence := sentences.get(lines[picking.dealer_id.id].id))}

    def _credit_released(self):
        """Return those of ``self`` that a person has let go, or whose order was let pass."""
        decisions_sudo = (
            self.env["dealer.credit.decision"]
            .sudo()
            .search(
                [
                    ("kind", "in", ("released", "warned")),
                    "|",
                    ("picking_id", "in", self.ids),
                    ("order_id", "in", self.sale_id.ids),
                ]
            )
        )
        return self.filtered(
            lambda picking: (
                picking in decisions_sudo.picking_id or (picking.sale_id and picking.sale_id in decisions_sudo.order_id)
            )
        )

    def _action_done(self):
        """Goods that have left stay invoiceable whatever happens to the line: the check is before they leave."""
        if blocks := self.sudo()._credit_blocks(("check_goods_issue",)):
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(transfer)s cannot leave: %(why)s", transfer=picking.name, why=self._credit_why(sentence)
                    )
                    for picking, sentence in blocks.items()
                )
            )
        return super()._action_done()

    @api.model
    def _credit_why(self, sentence):
        """Return what the user may know of the ``sentence`` that stops a delivery: amounts only who sees credit."""
        if self.env.user._is_superuser() or self.env.user.has_group("dealer_credit.group_credit_viewer"):
            return sentence
        return self.env._("The dealer's credit does not allow it now. A credit controller can release it.")

    def action_credit_release(self, reason=""):
        """Let these deliveries go although the credit of their dealer stops them.

        :param str reason: required, kept in the history of decisions
        :raise AccessError: if the user is no credit controller or a transfer is out of scope
        """
        self.check_access("read")
        if not self.env.user.has_group("dealer_credit.group_credit_controller"):
            raise AccessError(self.env._("Only a credit controller may release deliveries."))
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why the delivery may leave."))
        lines = self.env["dealer.credit.line"]._of_dealers(self.sudo().dealer_id)
        for picking_sudo in self.sudo().filtered(lambda picking: picking.dealer_id.id in lines):
            self.env["dealer.credit.decision"]._log(
                *(lines[picking_sudo.dealer_id.id], "released", reason),
                dealer_id=picking_sudo.dealer_id.id,
                company_id=picking_sudo.company_id.id,
                picking_id=picking_sudo.id,
            )
        return True


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Leave the stock to others while the credit of a dealer stops its delivery."""
        blocks = self.sudo().picking_id._credit_blocks(("check_delivery",))
        free = self.filtered(lambda move: move.sudo().picking_id not in blocks) if blocks else self
        return super(StockMove, free)._action_assign(force_qty)


class DealerCreditLine(models.Model):
    _inherit = "dealer.credit.line"

    def _checkpoint_sentences(self):
        """Return {line id: sentence} of those of ``self`` on which nothing may be delivered now."""
        figures = self.env["dealer.credit.exposure"]._figures(self) if self else {}
        sentences = {}
        for line in self:
            # The goods are on an order that counts already: the claim is zero.
            found = self.env["sale.order"]._credit_findings(line, figures[line.id], 0.0)
            serious = [finding["message"] for finding in found if finding["severity"] != "warn"]
            if serious:
                sentences[line.id] = " ".join(serious)
        return sentences
