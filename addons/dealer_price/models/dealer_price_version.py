from odoo import api, models
from odoo.tools import SQL, float_round

# The columns of a staged price, with their types in the database.
STAGE = {
    "row": SQL("integer[]"),
    "pricelist_id": SQL("integer[]"),
    "product_tmpl_id": SQL("integer[]"),
    "product_id": SQL("integer[]"),
    "only_product_id": SQL("integer[]"),
    "uom_id": SQL("integer[]"),
    "product_uom_id": SQL("integer[]"),
    "quantity": SQL("numeric[]"),
    "price": SQL("numeric[]"),
    "date_start": SQL("timestamp[]"),
    "date_end": SQL("timestamp[]"),
}


class DealerPriceVersion(models.AbstractModel):
    """Writes fixed prices as dated versions: a newer price closes the older one, nothing is overwritten.

    The versions of one price are the items of a list with the same product, unit and minimum quantity, without
    conditions. Versions without an end, and those that end where the next of them starts, are the price's base: one
    without an end that is put among them ends where its successor starts and lets its predecessor end where it starts
    itself. A version with an end of its own lies above the base, which counts again when it ends: of two valid items
    the later start wins.

    Everything is plain SQL on a staging table, because the ORM writes 2,000 items a second and a price file has 100,000.
    """

    _name = "dealer.price.version"
    _description = "Dated Versions of Prices"

    @api.model
    def _stage(self, rows):
        """Put ``rows`` (dicts with the keys of ``STAGE``) into a staging table, for :meth:`_plan`.

        ``product_id`` is None where the price is for the whole template; ``only_product_id`` is then its only variant,
        if it has one. ``uom_id`` is always given. Dates are naive UTC, None for open.
        """
        for name in ("product.pricelist.item", "product.pricelist", "product.template"):
            self.env[name].flush_model()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        columns = {name: [row[name] for row in rows] for name in STAGE}
        rounded = {quantity: float_round(quantity, precision_digits=digits) for quantity in set(columns["quantity"])}
        columns["quantity"] = [rounded[quantity] for quantity in columns["quantity"]]
        # No NULLs in what is compared: only so can the server join by hashing.
        columns["product_id"] = [product_id or 0 for product_id in columns["product_id"]]
        columns["date_start"] = [start or "-infinity" for start in columns["date_start"]]
        # Array literals go through the server's parser in a tenth of the time of a VALUES list.
        self._make_table(
            "dealer_price_stage",
            SQL(
                "SELECT * FROM unnest(%s) AS stage(%s)",
                SQL(", ").join(SQL("%s::%s", _array(columns[name]), kind) for name, kind in STAGE.items()),
                SQL(", ").join(SQL.identifier(name) for name in STAGE),
            ),
        )
        self._find_items()

    @api.model
    def _make_table(self, name, query):
        """Make a temporary table of a query and let the planner know what is in it: else it takes nested loops."""
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _find_items(self):
        """Make the table of all versions that are there of the products and lists staged, with the row that each is of."""
        self._make_table(
            "dealer_price_item",
            SQL(
                """
                SELECT i.id, i.pricelist_id, i.product_tmpl_id, COALESCE(i.min_quantity, 0) AS quantity, i.fixed_price,
                       COALESCE(date_trunc('second', i.date_start), '-infinity') AS date_start, i.date_end,
                       CASE WHEN i.product_id = touched.only_product_id THEN 0 ELSE COALESCE(i.product_id, 0) END AS product_id,
                       COALESCE(i.uom_id, touched.product_uom_id) AS uom_id
                  FROM (SELECT DISTINCT pricelist_id, product_tmpl_id, only_product_id, product_uom_id
                          FROM dealer_price_stage) touched
                  JOIN product_pricelist_item i USING (pricelist_id, product_tmpl_id)
                 WHERE i.compute_price = 'fixed' AND i.applied_on IN ('0_product_variant', '1_product')
                   AND COALESCE(i.condition_count, 0) = 0
                """
            ),
        )
        self._make_table(
            "dealer_price_found",
            SQL(
                """
                WITH RECURSIVE base(id, pricelist_id, product_tmpl_id, product_id, uom_id, quantity, date_end) AS (
                    SELECT id, pricelist_id, product_tmpl_id, product_id, uom_id, quantity, date_start - interval '1 second'
                      FROM dealer_price_item WHERE date_end IS NULL
                     UNION
                    SELECT i.id, pricelist_id, product_tmpl_id, product_id, uom_id, quantity, i.date_start - interval '1 second'
                      FROM base
                      JOIN dealer_price_item i USING (pricelist_id, product_tmpl_id, product_id, uom_id, quantity, date_end)
                )
                SELECT item.*, stage.row, item.id IN (SELECT id FROM base) AS is_base,
                       -- Of several items that are the same price the one counts that wins: the highest id.
                       row_number() OVER (PARTITION BY stage.row ORDER BY item.id DESC) AS number
                  FROM dealer_price_item item
             LEFT JOIN dealer_price_stage stage
                 USING (pricelist_id, product_tmpl_id, product_id, uom_id, quantity, date_start)
                """
            ),
        )

    @api.model
    def _plan(self, shorten):
        """Work out, for the staged prices, what is inserted, updated or closed; write nothing yet.

        :param bool shorten: whether a new price without an end also cuts off an older one that has an end
        """
        self._make_table(
            "dealer_price_plan",
            SQL(
                """
                WITH version AS (
                    SELECT s.row, f.id AS item_id, s.pricelist_id, s.product_tmpl_id, s.product_id, s.uom_id, s.quantity,
                           s.price, s.date_start, s.date_end, f.fixed_price AS old_price, f.date_end AS old_end,
                           s.date_end IS NULL AS is_base
                      FROM dealer_price_stage s
                 LEFT JOIN dealer_price_found f ON f.row = s.row AND f.number = 1
                 UNION ALL
                    SELECT NULL, f.id, f.pricelist_id, f.product_tmpl_id, f.product_id, f.uom_id, f.quantity,
                           f.fixed_price, f.date_start, f.date_end, f.fixed_price, f.date_end, f.is_base
                      FROM dealer_price_found f
                     WHERE (f.pricelist_id, f.product_tmpl_id, f.product_id, f.uom_id, f.quantity) IN (
                            SELECT pricelist_id, product_tmpl_id, product_id, uom_id, quantity FROM dealer_price_stage)
                       AND (f.row IS NULL OR f.number > 1 OR f.row NOT IN (SELECT row FROM dealer_price_stage))
                ),
                timeline AS (
                    SELECT version.*,
                           min(date_start) FILTER (WHERE is_base) OVER later AS next_base,
                           min(date_start) FILTER (WHERE is_base AND row IS NOT NULL) OVER later AS next_new,
                           min(date_start) FILTER (WHERE row IS NULL) OVER later AS next_start,
                           max(date_end) FILTER (WHERE NOT is_base) OVER earlier AS earlier_end
                      FROM version
                    WINDOW price AS (
                               PARTITION BY pricelist_id, product_tmpl_id, product_id, uom_id, quantity ORDER BY date_start
                           ),
                           later AS (price ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
                           earlier AS (price ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                ),
                closing AS (
                    SELECT timeline.*, CASE WHEN row IS NULL THEN next_new ELSE next_base END AS cut FROM timeline
                )
                SELECT row, item_id, pricelist_id, product_tmpl_id, product_id, uom_id, quantity, price, date_start,
                       old_price, old_end, date_end, next_start, earlier_end,
                       CASE WHEN cut > date_start AND (date_end IS NULL OR ((is_base OR %(shorten)s) AND date_end >= cut))
                            THEN cut - interval '1 second' ELSE date_end END AS new_end
                  FROM closing
                """,
                shorten=shorten,
            ),
        )

    @api.model
    def _overlaps(self):
        """Return [(row, kind, moment)] of staged prices whose period overlaps that of another version with an end of its own.

        ``kind`` is ``earlier`` (one before it is valid until ``moment``) or ``later`` (one that is there already and
        comes after it starts at ``moment``). Of two staged prices only the later one is named.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT row, 'earlier', earlier_end FROM dealer_price_plan WHERE row IS NOT NULL AND earlier_end >= date_start
             UNION ALL
                SELECT row, 'later', next_start FROM dealer_price_plan
                 WHERE row IS NOT NULL AND date_end >= next_start AND (earlier_end IS NULL OR earlier_end < date_start)
              ORDER BY 1
                """
            )
        )

    @api.model
    def _discard(self, rows):
        """Take rows out of the staging table; the plan has to be made anew."""
        self.env.cr.execute(SQL("DELETE FROM dealer_price_stage WHERE row = ANY(%s)", list(rows)))

    @api.model
    def _plan_counts(self):
        """Return {"created": n, "updated": n, "unchanged": n, "closed": n} of the plan."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE row IS NOT NULL AND item_id IS NULL),
                       count(*) FILTER (WHERE row IS NOT NULL AND item_id IS NOT NULL AND %(changed)s),
                       count(*) FILTER (WHERE row IS NOT NULL AND item_id IS NOT NULL AND NOT %(changed)s),
                       count(*) FILTER (WHERE row IS NULL AND new_end IS DISTINCT FROM old_end)
                  FROM dealer_price_plan
                """,
                changed=SQL("(price <> old_price OR new_end IS DISTINCT FROM old_end)"),
            )
        )
        return dict(zip(("created", "updated", "unchanged", "closed"), rows[0], strict=True))

    @api.model
    def _apply(self):
        """Write the plan. Call only after the user's right to write every list of it was checked."""
        self._touch_lists()
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_pricelist_item i
                   SET fixed_price = CASE WHEN p.row IS NULL THEN i.fixed_price ELSE p.price END,
                       date_end = p.new_end, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                  FROM dealer_price_plan p
                 WHERE p.item_id = i.id AND (p.new_end IS DISTINCT FROM p.old_end OR (p.row IS NOT NULL AND p.price <> p.old_price))
                """,
                self.env.uid,
            )
        )
        self._insert_new()
        self.env["product.pricelist.item"].invalidate_model()
        self.env["product.pricelist"].invalidate_model(["item_ids"])
        self._recompute_lists()

    @api.model
    def _items_by_row(self):
        """Return {row: id of its item}, after :meth:`_apply`."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT row, item_id FROM dealer_price_plan WHERE row IS NOT NULL AND item_id IS NOT NULL
                 UNION ALL
                    SELECT row, id FROM dealer_price_new
                    """
                )
            )
        )

    @api.model
    def _touch_lists(self):
        """Write on every list of the plan, in one order.

        Of two transactions that add versions to the same list at once the second fails to serialize here and is run
        again by the platform, on what the first has written: the same price is never inserted twice.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH list AS (
                    SELECT id FROM product_pricelist WHERE id IN (SELECT DISTINCT pricelist_id FROM dealer_price_plan)
                  ORDER BY id FOR UPDATE
                )
                UPDATE product_pricelist p SET write_uid = %s, write_date = now() AT TIME ZONE 'UTC' FROM list WHERE list.id = p.id
                """,
                self.env.uid,
            )
        )

    @api.model
    def _insert_new(self):
        """Insert the new versions: one through the ORM, the others as copies of it.

        So columns that other add-ons have given the model have their defaults, whatever they are.
        """
        self._make_new_table()
        first = self.env.execute_query(SQL("SELECT * FROM dealer_price_new ORDER BY row LIMIT 1"))
        if not first:
            return
        pattern = self.env["product.pricelist.item"].browse(self._create_pattern(*first[0]))
        columns = self._columns_from_new()
        copied = {
            name: SQL("pattern.%s", SQL.identifier(name))
            for name, field in pattern._fields.items()
            if field.store and field.column_type and name not in columns
        }
        columns |= copied
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO product_pricelist_item (%s)
                SELECT %s FROM dealer_price_new new CROSS JOIN product_pricelist_item pattern
                 WHERE pattern.id = %s AND new.id <> pattern.id
                """,
                SQL(", ").join(SQL.identifier(name) for name in columns),
                SQL(", ").join(columns.values()),
                pattern.id,
            )
        )

    @api.model
    def _make_new_table(self):
        """Give the rows that have no item yet the id of one. The product's own unit is stored as no unit."""
        self._make_table(
            "dealer_price_new",
            SQL(
                """
                SELECT nextval('product_pricelist_item_id_seq')::int AS id, new.*
                  FROM (
                    SELECT p.row, p.pricelist_id, p.product_tmpl_id, NULLIF(p.product_id, 0) AS product_id,
                           NULLIF(p.uom_id, template.uom_id) AS uom_id, p.quantity, p.price,
                           NULLIF(p.date_start, '-infinity') AS date_start, p.new_end AS date_end,
                           COALESCE(list.company_id, template.company_id) AS company_id, list.currency_id
                      FROM dealer_price_plan p
                      JOIN product_template template ON template.id = p.product_tmpl_id
                      JOIN product_pricelist list ON list.id = p.pricelist_id
                     WHERE p.row IS NOT NULL AND p.item_id IS NULL
                  ORDER BY p.row
                  ) new
                """
            ),
        )

    @api.model
    def _columns_from_new(self):
        """Return {column of the item: SQL of its value in the table of new prices}."""
        names = ("id", "pricelist_id", "product_tmpl_id", "product_id", "uom_id", "date_start", "date_end")
        columns = {name: SQL.identifier("new", name) for name in (*names, "company_id", "currency_id")}
        return columns | {
            "min_quantity": SQL("new.quantity"),
            "fixed_price": SQL("new.price"),
            "applied_on": SQL("CASE WHEN new.product_id IS NULL THEN '1_product' ELSE '0_product_variant' END"),
        }

    @api.model
    def _create_pattern(
        self, new_id, row, pricelist_id, template_id, product_id, uom_id, quantity, price, start, end, *_rest
    ):
        """Create one of the new items and return its id, which takes the place of the one it was given."""
        pattern_sudo = (
            self.env["product.pricelist.item"]
            .sudo()
            .create(
                {
                    "pricelist_id": pricelist_id,
                    "product_tmpl_id": template_id,
                    "product_id": product_id,
                    "applied_on": "0_product_variant" if product_id else "1_product",
                    "uom_id": uom_id,
                    "min_quantity": float(quantity),
                    "compute_price": "fixed",
                    "fixed_price": float(price),
                    "date_start": start,
                    "date_end": end,
                }
            )
        )
        pattern_sudo.flush_recordset()
        self.env.cr.execute(SQL("UPDATE dealer_price_new SET id = %s WHERE row = %s", pattern_sudo.id, row))
        return pattern_sudo.id

    @api.model
    def _recompute_lists(self):
        """Let lists that are no dealer's notice that they have prices of ours now; a dealer's own list always knows."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT p.pricelist_id
                  FROM dealer_price_plan p JOIN product_pricelist list ON list.id = p.pricelist_id
                 WHERE list.dealer_id IS NULL
                """
            )
        )
        self.env["product.pricelist"].browse([list_id for (list_id,) in found])._update_dealer_terms()


def _array(values):
    """Return a list of numbers, moments and Nones as the text of an SQL array; each different value is written once."""
    texts = {value: "NULL" if value is None or value is False else f'"{value}"' for value in set(values)}
    return f"{{{','.join([texts[value] for value in values])}}}"
