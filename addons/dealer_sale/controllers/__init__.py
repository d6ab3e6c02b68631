from . import portal, portal_orders
