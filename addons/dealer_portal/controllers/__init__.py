from . import catalogue, checkout, home, members, money, orders, pad, part_numbers, requests
