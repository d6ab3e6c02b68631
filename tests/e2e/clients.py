"""Clients of the two protocols, as an integrator would write them."""

import json
import urllib.error
import urllib.request
import xmlrpc.client

# The web client always gets 200; these are the statuses that JSON-2 gives for the same exceptions.
STATUS = {"AccessDenied": 401, "AccessError": 403, "MissingError": 404, "UserError": 422, "ValidationError": 422}


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


class WebSession:
    """Calls as the web client makes them, with a session cookie.

    :raise Refused: the log-in or a call is refused
    """

    def __init__(self, url, database, login, password):
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self._post("/web/session/authenticate", db=database, login=login, password=password)

    def __call__(self, model, method, *arguments, **keywords):
        """Call a public method."""
        return self._post("/web/dataset/call_kw", model=model, method=method, args=arguments, kwargs=keywords)

    def get(self, path):
        """Return the content of a page or a file."""
        with self._opener.open(self._url + path, timeout=60) as response:
            return response.read()

    def _post(self, path, **parameters):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"})
        with self._opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"]["data"]
            raise Refused(STATUS.get(data["name"].rsplit(".", 1)[-1], 500), data["message"])
        return answer["result"]


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
        self.key = key
        self._headers = {
            "Authorization": f"Bearer {key}",
            "X-Odoo-Database": database,
            "Content-Type": "application/json",
        }

    def __call__(self, model, method, **arguments):
        """Call a public method with named arguments (`ids` for a method of records); a refusal raises `Refused`."""
        request = urllib.request.Request(
            f"{self._url}/json/2/{model}/{method}", json.dumps(arguments).encode(), self._headers
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from error
