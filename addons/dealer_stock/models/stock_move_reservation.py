from odoo import api, fields, models

from .stock_quant import PASSED

# Moves looked at in one run; the job goes on by itself while there are more.
CHUNK = 500


class StockMove(models.Model):
    """Stock that two transactions have reserved at the same moment is given to one of them only.

    The platform reserves without waiting: who finds the row of the stock locked reserves in a row of his own, and nobody adds up the
    two. Orders confirmed at the same moment so took 292 of 100 pieces, and each was told to be allocated. Waiting for each other would cost
    each order the time of all others; so it is put right behind them, within seconds: who has passed a lock is
    marked, and a job takes the marked ones' reservations back where there is too little, and reserves again what is there.
    """

    _inherit = "stock.move"

    reserved_past_lock = fields.Boolean(
        readonly=True, copy=False, help="Technical: reserved while somebody else reserved the same; looked at by a job."
    )

    _reserved_past_lock_idx = models.Index("(product_id, id) WHERE reserved_past_lock IS TRUE")

    def _action_assign(self, force_qty=False):
        """Mark what was reserved past a lock, and call the job that looks at it."""
        self.env.cr.cache.pop(PASSED, None)
        result = super()._action_assign(force_qty)
        products = self.env["stock.quant"]._take_passed()
        if marked := self.sudo().filtered(lambda move: move.product_id.id in products):
            marked.reserved_past_lock = True
            self.env.ref("dealer_stock.cron_reservations").sudo()._trigger()
        return result

    @api.model
    def _cron_look_at_reservations(self):
        """Look at what was reserved past a lock, product by product."""
        late_sudo = self.sudo().search([("reserved_past_lock", "=", True)], order="product_id, id", limit=CHUNK)
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.sudo().search_count([("reserved_past_lock", "=", True)]))
        for moves in late_sudo.grouped("product_id").values():
            moves._reserve_what_is_there()
            if not progress(len(moves)):
                return

    def _reserve_what_is_there(self):
        """Reserve these moves of one product again, the oldest first, if more is reserved than there is.

        What somebody has picked already stays as it is.
        """
        self.reserved_past_lock = False
        reserved = self.filtered(lambda move: move.state in ("assigned", "partially_available") and not move.picked)
        lines = reserved.move_line_ids
        quants = self.env["stock.quant"].search(
            [("product_id", "in", self.product_id.ids), ("location_id", "in", lines.location_id.ids)]
        )
        if not quants._is_overdrawn():
            return
        self.env.flush_all()
        quants._merge_quants()
        reserved._do_unreserve()
        reserved.sorted("id")._action_assign()
