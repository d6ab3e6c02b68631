from . import (
    dealer_api,
    dealer_api_master,
    dealer_api_orders,
    dealer_api_books,
    dealer_api_reading,
)
