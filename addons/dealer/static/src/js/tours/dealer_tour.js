import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { markup } from "@odoo/owl";

registry.category("web_tour.tours").add("dealer_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='dealer.menu_dealer_root']",
            content: markup(_t("Let's meet your <b>dealers</b>: who they are, where they trade and on which terms.")),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".o_dealer_kanban .o_kanban_renderer",
        },
        {
            trigger: ".o-kanban-button-new",
            content: markup(_t("<b>Create your first dealer.</b>")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_dealer_form .o_field_widget[name='partner_id'] input",
            content: markup(_t("Choose the <b>company</b> that trades with you.")),
            tooltipPosition: "bottom",
            run: "edit Aurora",
        },
        {
            isActive: ["auto"],
            trigger: ".ui-menu-item > a:contains('Aurora')",
            run: "click",
        },
        {
            trigger: ".o_dealer_form .o_field_widget[name='type_id'] input",
            content: markup(_t("The <b>type</b> is a template: the dealer's terms are taken from it.")),
            tooltipPosition: "right",
            run: "edit Wholesaler",
        },
        {
            isActive: ["auto"],
            trigger: ".ui-menu-item > a:contains('Wholesaler')",
            run: "click",
        },
        {
            trigger: ".o_dealer_form .o_field_widget[name='unit_id'] input",
            content: markup(_t("The <b>organisation unit</b> is responsible, and decides who sees this dealer.")),
            tooltipPosition: "left",
            run: "edit Group",
        },
        {
            isActive: ["auto"],
            trigger: ".ui-menu-item > a:contains('Group')",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            content: markup(_t("<b>Save</b>: the dealer gets its number and is an applicant.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_activate']",
            content: markup(_t("All checked? <b>Activate</b> the dealer, and it may order.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value='active']",
        },
        {
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            content: markup(_t("Go back to your dealers, now grouped by <b>state</b>.")),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_dealer_kanban .o_kanban_record:contains('Aurora')",
        },
    ],
});
