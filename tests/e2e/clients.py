"""Clients of the two protocols, as an integrator would write them."""

import json
import urllib.error
import urllib.request
import xmlrpc.client


class XmlRpc:
    """Calls over XML-RPC as one user.

    :param url: address of the server
    :param database: its database
    """

    def __init__(self, url, database, login, password):
        self._database, self._password = database, password
        self.uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(database, login, password, {})
        self._models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)

    def __call__(self, model, method, *arguments, **keywords):
        """Call a public method; a refusal raises `xmlrpc.client.Fault`."""
        return self._models.execute_kw(self._database, self.uid, self._password, model, method, arguments, keywords)


class Refused(Exception):
    """The server answered with an error; `status` is the HTTP status, the text its message."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Json2:
    """Calls over JSON-2 with an API key.

    :param key: API key of the user
    """

    def __init__(self, url, database, key):
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}", "X-Odoo-Database": database, "Content-Type": "application/json"}

    def __call__(self, model, method, **arguments):
        """Call a public method with named arguments (`ids` for a method of records); a refusal raises `Refused`."""
        request = urllib.request.Request(f"{self._url}/json/2/{model}/{method}", json.dumps(arguments).encode(), self._headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from error
