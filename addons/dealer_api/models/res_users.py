from odoo import api, models, tools
from odoo.exceptions import AccessDenied
from odoo.tools import SQL

from odoo.addons.base.models.res_users import INDEX_SIZE, KEY_CRYPT_CONTEXT


class ResUsers(models.Model):
    """A key that has ended or was revoked opens nothing any more, over any protocol."""

    _inherit = "res.users"

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Let in who has a valid password or key, and ask each time whether the key is still there and has not expired.

        The platform remembers whom it has let in over XML-RPC and JSON-RPC, and forgets it neither when the key is removed nor when its
        day has come. What is remembered here is only which key it was: that never changes. Both are remembered in the same store, this
        one later, so that the platform's memory is the first to go.

        :raise AccessDenied: neither a password nor a key, or one that counts no more
        """
        result = super()._check_uid_passwd(uid, passwd)
        key_id = self._rpc_key_of(uid, passwd)
        if key_id and not self._rpc_key_lives(key_id):
            raise AccessDenied()
        return result

    @api.model
    @tools.ormcache("uid", "passwd")
    def _rpc_key_of(self, uid, passwd):
        """Return the id of the key of the user ``uid`` that ``passwd`` is, expired or not; 0 if it is none."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, key FROM res_users_apikeys WHERE user_id = %s AND index = %s",
                uid,
                passwd[:INDEX_SIZE],
            )
        )
        return next((key_id for key_id, hashed in rows if KEY_CRYPT_CONTEXT.verify(passwd, hashed)), 0)

    @api.model
    def _rpc_key_lives(self, key_id):
        """Tell whether a key is there today. In SQL: the model leaves the columns of a key to the platform alone."""
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM res_users_apikeys
                     WHERE id = %s AND (expiration_date IS NULL OR expiration_date >= now() AT TIME ZONE 'UTC')
                    """,
                    key_id,
                )
            )
        )
