"""Finds, in the demo story, a record for the cells of the access matrix that a log-in of the story stands for."""

OWN, FOREIGN, ELSEWHERE = ("own", "A"), ("foreign", "A"), ("foreign", "B")

# How the records of a model are found that belong to a dealer.
OF_DEALER = {
    "dealer": ("id", []),
    "contact": ("dealer_ids", []),
    "order": ("dealer_id", []),
    "order line": ("dealer_id", [("display_type", "=", False)]),
    "invoice": ("dealer_id", [("move_type", "=", "out_invoice"), ("state", "=", "posted")]),
    "journal item": ("dealer_id", [("move_type", "=", "out_invoice"), ("parent_state", "=", "posted")]),
    "payment": ("dealer_id", []),
    "transfer": ("dealer_id", []),
    "sales report": ("dealer_id", []),
    "invoice report": ("dealer_id", [("move_type", "=", "out_invoice"), ("state", "=", "posted")]),
}


class Reach:
    """Looks with the administrator's eyes, who reaches every dealer of both companies.

    :param admin: client of the administrator
    :param login: log-in of the demo story
    """

    def __init__(self, admin, login):
        self._admin = admin
        [self._user] = admin(
            "res.users", "search_read", [("login", "=", login)], ["company_id", "company_ids", "share"]
        )
        self.companies = {"context": {"allowed_company_ids": admin("res.company", "search", [])}}
        # The user ticks one company: without this, RPC works in all the user may work in.
        self.ticked = {"context": {"allowed_company_ids": [self._user["company_id"][0]]}}
        self.dealers = self._dealers()

    def _dealers(self):
        """Return {position: ids of the dealers there}."""
        company = self._user["company_id"][0]
        everywhere = self._find("dealer.dealer", [], "unit_id", "user_id", "company_id")
        reached = {dealer["id"] for dealer in everywhere if self._reaches(dealer)}
        here = {dealer["id"] for dealer in everywhere if dealer["company_id"][0] == company}
        if self._user["share"]:
            here = reached | {dealer["id"] for dealer in everywhere}
        there = {dealer["id"] for dealer in everywhere} - here
        return {OWN: sorted(reached & here), FOREIGN: sorted(here - reached), ELSEWHERE: sorted(there)}

    def _reaches(self, dealer):
        if self._user["share"]:
            return dealer["id"] in self._memberships()
        return any(
            access["scope"] == "own"
            and dealer["user_id"]
            and dealer["user_id"][0] == self._user["id"]
            or access["unit_id"]
            and access["unit_id"][0] == dealer["unit_id"][0]
            for access in self._access()
        )

    def _access(self):
        if not hasattr(self, "_rows"):
            self._rows = self._find("dealer.access", [("user_id", "=", self._user["id"])], "unit_id", "scope")
        return self._rows

    def _memberships(self):
        if not hasattr(self, "_of"):
            members = self._find("dealer.member", [("user_id", "=", self._user["id"])], "dealer_id")
            self._of = {member["dealer_id"][0] for member in members}
        return self._of

    def _find(self, model, domain, *names):
        return self._admin(model, "search_read", domain, list(names), **self.companies)

    def record(self, name, model, position):
        """Return the id of one record of the model at the position, or None if the story has none."""
        field, domain = OF_DEALER[name]
        domain = [(field, "in", self.dealers[position]), *domain]
        if name == "contact":
            domain += [("dealer_ids", "not in", self.dealers[OWN])] if position != OWN else []
        found = self._admin(model, "search", domain, limit=1, order="id", **self.companies)
        return found[0] if found else None
