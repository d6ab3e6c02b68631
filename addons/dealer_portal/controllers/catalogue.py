from odoo.fields import Domain
from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..engine.text import plain
from .page import DealerPage

PAGE_SIZE = 24


class DealerCatalogue(DealerPage, Controller):
    """What a dealer may buy: search, categories, products with prices and documents."""

    @route(["/my/catalogue", "/my/catalogue/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def catalogue(self, page=1, search="", category="", only="", part="", **_params):
        """Show the products that match; with ``part`` only the list of them, for the script that searches as one types."""
        visitor = self._visitor()
        dealer = visitor.dealer_id
        search, category_id = plain(search, 80), int(category[:18]) if category.isdecimal() else 0
        everything = dealer._catalogue_domain()
        domain = everything & dealer._text_domain(search) & dealer._only_domain(only)
        if category_id:
            domain &= Domain("categ_id", "child_of", category_id)
        products_sudo = request.env["product.product"].sudo()
        total = products_sudo.search_count(domain)
        url_args = {"search": search, "category": category, "only": only}
        pager = portal_pager(url="/my/catalogue", total=total, page=page, step=PAGE_SIZE, url_args=url_args)
        found_sudo = products_sudo.search(domain, order="default_code, id", limit=PAGE_SIZE, offset=pager["offset"])
        values = {
            "title": request.env._("Catalogue"),
            "cards": dealer._catalogue_cards(found_sudo, visitor._may("prices")),
            "may_order": visitor._may("order"),
            "total": total,
            "pager": pager,
            "search": search,
            "category_id": category_id,
            "only": only,
        }
        if part:
            return request.render("dealer_portal.catalogue_results", values)
        values["categories"] = dealer._catalogue_categories(everything)
        return self._page("dealer_portal.catalogue", visitor, values, active="catalogue")

    def _product(self, product_id, right="see"):
        """Return (visitor, product with the superuser's rights). :raise NotFound: the dealer may not buy it, or it is not there"""
        visitor = self._visitor(right)
        domain = visitor.dealer_id._catalogue_domain() & Domain("id", "=", product_id)
        product_sudo = request.env["product.product"].sudo().search(domain)
        if not product_sudo:
            raise request.not_found()
        return visitor, product_sudo

    @route("/my/catalogue/<int:product_id>", type="http", auth="user", website=True, readonly=True)
    def product(self, product_id, **_params):
        """Show one product: prices by quantity, availability, packs, documents, the dealer's own number for it."""
        visitor, product_sudo = self._product(product_id)
        dealer, prices = visitor.dealer_id, visitor._may("prices")
        card = dealer._catalogue_cards(product_sudo, prices)[0]
        template_sudo = product_sudo.product_tmpl_id
        values = {
            "title": card["name"],
            "card": card,
            "product": product_sudo,
            "tiers": dealer._price_tiers(product_sudo) if prices else [],
            "currency": dealer._portal_currency(),
            "packs": dealer._catalogue_packs(product_sudo),
            "documents": dealer._catalogue_documents(product_sudo).sudo(),
            "variants": request.env["product.product"]
            .sudo()
            .search(dealer._catalogue_domain() & Domain("product_tmpl_id", "=", template_sudo.id), limit=50),
            "may_order": visitor._may("order"),
        }
        return self._page("dealer_portal.product", visitor, values, active="catalogue")

    @route("/my/catalogue/<int:product_id>/image/<int:size>", type="http", auth="user", website=True, readonly=True)
    def product_image(self, product_id, size=256, **_params):
        """Return the picture of a product the dealer may buy."""
        _visitor, product_sudo = self._product(product_id)
        field = "image_512" if size > 256 else "image_256"
        return request.env["ir.binary"]._get_image_stream_from(product_sudo, field).get_response()

    @route(
        "/my/catalogue/<int:product_id>/document/<int:document_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def product_document(self, product_id, document_id, **_params):
        """Return a document of a product the dealer may buy, if it is one that dealers are shown."""
        visitor, product_sudo = self._product(product_id)
        document_sudo = (
            visitor.dealer_id._catalogue_documents(product_sudo).sudo().filtered(lambda each: each.id == document_id)
        )
        if not document_sudo:
            raise request.not_found()
        if document_sudo.type == "url":
            return request.redirect(document_sudo.url, local=False)
        return (
            request.env["ir.binary"]._get_stream_from(document_sudo.ir_attachment_id).get_response(as_attachment=True)
        )

    @route("/my/catalogue/<int:product_id>/favorite", type="http", auth="user", website=True, methods=["POST"])
    def product_favorite(self, product_id, back="", **_post):
        """Make a product a favourite or none any more, and go back to the list or to the product."""
        visitor, product_sudo = self._product(product_id)
        visitor.dealer_id._toggle_favorite(product_sudo)
        query = back if back.startswith("?") else ""
        return request.redirect(f"/my/catalogue{query}" if query or back == "list" else f"/my/catalogue/{product_id}")

    @route("/my/catalogue/<int:product_id>/number", type="http", auth="user", website=True, methods=["POST"])
    def product_number(self, product_id, code="", **_post):
        """Give the product the dealer's own part number."""
        visitor, product_sudo = self._product(product_id, "order")
        return tell(f"/my/catalogue/{product_id}", lambda: visitor.dealer_id._name_product(product_sudo, code))
