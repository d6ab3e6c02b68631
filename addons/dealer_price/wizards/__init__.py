from . import (
    dealer_price_book,
    dealer_price_book_line,
    dealer_price_copy,
    dealer_price_explain,
    dealer_price_export,
    dealer_price_history,
    dealer_price_mass_change,
    dealer_price_simulation,
    dealer_reprice,
)
