from . import home, members, money, orders, requests
