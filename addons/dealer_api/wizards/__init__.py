from . import (
    dealer_api_key,
    dealer_api_new,
)
