from odoo import api, models


class DealerApi(models.AbstractModel):
    """Master data that another system keeps: organisation, people, dealers, products, prices."""

    _inherit = "dealer.api"

    @api.model
    def units_upsert(self, units):
        """Create organisation units or change those whose code is known; parents may come in the same batch, before them.

        Needs the right *API: organisation*.

        :param list units: dicts ``code`` (the key), ``name``, ``parent`` (code of the unit above; by default the topmost unit),
            ``company`` (name), ``manager`` (log-in), ``external_ref``
        :return: answer; each result has ``id``, ``code``, ``created``
        """
        return self._run("units_upsert", units)

    @api.model
    def users_upsert(self, users):
        """Create people or change those whose log-in is known. They get no password: they set one by the link of *Forgot
        password*.

        Needs the right *API: organisation*. Roles that administer the organisation or the platform are not given over the API,
        and people who hold them are not changed.

        :param list users: dicts ``login`` (the key), ``name``, ``email``, ``title`` (function), ``language`` (such as ``en_US``),
            ``company`` (name), ``unit`` (code of the unit they belong to), ``active``, ``external_ref``, ``roles``: list of dicts
            ``role`` (``sales_desk``, ``account_manager``, ``channel_manager``, ``credit_controller``, ``finance``, ``warehouse``,
            ``auditor``), ``scope`` (``own``, ``unit``, ``subtree``; default ``own``) and ``units`` (codes). Given, they
            replace the
            roles of the person.
        :return: answer; each result has ``id``, ``login``, ``created``
        """
        return self._run("users_upsert", users)

    @api.model
    def dealers_upsert(self, dealers):
        """Create dealers or change those whose code is known, with their contact data, terms and credit line.

        Needs the right *API: master data*; ``credit`` needs *API: credit lines*. Only what is given is changed.

        :param list dealers: dicts ``code`` (the key, unique in the company), ``name``, ``company`` (name), ``type`` and
            ``tier`` (codes),
            ``unit`` (code), ``account_manager`` (log-in), ``currency`` (ISO code), ``state`` (``applicant``, ``active``,
            ``on_hold``,
            ``terminated``; a new dealer is active), ``street street2 city zip phone email vat language``, ``country`` (ISO
            code of two
            letters), ``region`` (code of the state or province in the country), ``contact`` (name of a person),
            ``payment_terms`` (name),
            ``note``, ``external_ref``, ``credit``: dict ``control`` (``limit``, ``prepaid``, ``none``), ``limit``, ``currency``,
            ``valid_until`` (day), ``policy`` (name), ``addresses``: list of dicts ``ref`` (the key, unique for the dealer),
            ``kind`` (``delivery``, ``invoice``, ``other``; default ``delivery``), ``name street street2 city zip phone email
            country region``, ``active`` (default true). An address is written whole; those not given stay
        :return: answer; each result has ``id``, ``code``, ``created``, ``state``, and where ``addresses`` was given, be it an
            empty list, all ``addresses`` of the dealer, also those entered elsewhere: dicts ``id ref kind active``
        """
        return self._run("dealers_upsert", dealers)

    @api.model
    def products_upsert(self, products):
        """Create products or change those whose code is known.

        Needs the right *API: master data*. Only what is given is changed.

        :param list products: dicts ``code`` (the key: the internal reference), ``name``, ``category`` (path such as ``Cars /
            Classic``,
            made if missing), ``kind`` (``goods``, ``service``; default ``goods``), ``tracked`` (whether stock is counted;
            default true),
            ``unit`` (name, default *Units*), ``price`` (sales price without the dealer's conditions, in the currency of the
            company named, of shared products in that of the main company), ``cost``, ``barcode``,
            ``description``, ``weight``, ``taxes`` (names of sales taxes; an empty list is none; not given, those of the company),
            ``invoice_policy`` (``order``, ``delivery``; default ``delivery``), ``company`` (name; none: shared by all),
            ``active``,
            ``external_ref``
        :return: answer; each result has ``id`` (of the variant), ``code``, ``created``
        """
        return self._run("products_upsert", products)

    @api.model
    def prices_upsert(self, prices):
        """Write prices into dealers' own price lists. A price with the same dealer, product, unit, quantity and first day is
        replaced.

        Needs the right *API: prices*. Days are those of the company's time zone, both included. Of several prices that hold on
        a day the
        one with the greatest quantity step reached counts, then the one that begins last.

        :param list prices: dicts ``dealer`` (code), ``product`` (code), ``price`` (per unit; 0 or more), ``quantity`` (from
            this quantity on; default 0),
            ``unit`` (name; default the product's), ``currency`` (must be that of the list), ``date_from``, ``date_to`` (days),
            ``remove`` (true: take the price out), ``company`` (name), ``external_ref``
        :return: answer; each result has ``id`` (0 when removed), ``created``
        """
        return self._run("prices_upsert", prices)

    @api.model
    def stock_count(self, counts):
        """Set what is on hand of products in a warehouse, as an inventory count does.

        Needs the right *API: deliveries*.

        :param list counts: dicts ``product`` (code), ``quantity`` (on hand, in the product's unit), ``warehouse`` (code;
            default the first
            of the company), ``company`` (name), ``external_ref`` (required)
        :return: answer; each result has ``id`` (of the product), ``product``, ``quantity``
        """
        return self._run("stock_count", counts)
