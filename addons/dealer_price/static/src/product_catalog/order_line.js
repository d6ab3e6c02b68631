import { ProductCatalogOrderLine } from "@product/product_catalog/order_line/order_line";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

// Set by the server for products that the price list of the order has no price for: no price is not the price 0.
ProductCatalogOrderLine.props.onRequest = { type: Boolean, optional: true };

patch(ProductCatalogOrderLine.prototype, {
    get price() {
        return this.props.onRequest ? _t("On request") : super.price;
    },
});
