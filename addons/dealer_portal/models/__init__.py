from . import (
    dealer_member,
    dealer_portal,
)
