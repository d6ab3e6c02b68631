from . import catalogue, checkout, funds, home, members, money, orders, pad, part_numbers, requests
