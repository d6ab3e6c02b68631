from odoo import models


class MailThread(models.AbstractModel):
    """Messages of a dealer's documents go to those who may read the document."""

    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out followers who may no longer see the document; whom the author names gets the message."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self or not isinstance(self, self.pool["dealer.scope.mixin"]):
            return recipients
        named = set((msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids)
        followers = [recipient for recipient in recipients if recipient["id"] not in named]
        left_out = {recipient["id"] for recipient in followers}
        left_out -= {recipient["id"] for recipient in self._recipients_in_scope(followers)}
        return [recipient for recipient in recipients if recipient["id"] not in left_out]
