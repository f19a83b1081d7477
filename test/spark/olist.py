"""Generates Olist-like data with every awkward case, in the formats of the lab's raw tables.

CSV with a header for all tables except reviews, which are JSON lines. The same orders and seed give the same files.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb

Row = dict[str, Any]

CITIES = [
    "São Paulo",
    "Rio de Janeiro",
    "Santa Bárbara d'Oeste",
    "Embu, das Artes",
    'Vila "Nova" Conceição',
    '"Arraial", do Cabo',
    "back\\slash",
    "",
]
STATES = ["SP", "RJ", "MG", "RS", "BA"]
TYPES = ["boleto", "credit_card", "debit_card", "voucher", "not_defined", ""]
MESSAGES = [
    None,
    "",
    "Chegou antes do prazo",
    'Pedi o "azul", veio o verde',
    "Péssimo: não recebi, e ninguém responde\nLigo amanhã",
    "C:\\pedidos\\1",
    "ótimo 👍",
]


def key(kind: str, number: int) -> str:
    """32 hexadecimal digits, as in the original."""
    return f"{Random(f'{kind} {number}').getrandbits(128):032x}"


def text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Tables:
    """Rows of each raw table, named as in the lab definition without `tbl_brecommerce_`."""

    orders: list[Row] = field(default_factory=list)
    order_items: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)


def order(number: int, next_: Random) -> Row:
    """Bought near midnight, on leap days, in the hour that DST skips; delivered early, late, or not at all."""
    bought = datetime(2016, 2, 27) + timedelta(seconds=next_.randrange(3 * 365 * 86400))
    if number % 50 == 0:
        bought = bought.replace(hour=23, minute=59, second=59)
    if number % 50 == 1:
        bought = datetime(2017, 10, 15, 0, number % 60, 0)
    delivered = next_.random() > 0.05
    arrived = bought + timedelta(hours=next_.randrange(10, 1000)) if delivered else None
    promised = (bought + timedelta(days=next_.randrange(5, 40))).replace(hour=0, minute=0, second=0)
    return {
        "order_id": key("order", number),
        "customer_id": key("customer", number),
        "order_status": "delivered" if delivered else next_.choice(["shipped", "canceled", "unavailable"]),
        "order_purchase_timestamp": text(bought),
        "order_approved_at": text(bought + timedelta(minutes=15)) if next_.random() > 0.01 else None,
        "order_delivered_carrier_date": text(bought + timedelta(hours=9)) if delivered else None,
        "order_delivered_customer_date": text(arrived),
        "order_estimated_delivery_date": text(promised),
    }


def customer(number: int, next_: Random) -> Row:
    return {
        "customer_id": key("customer", number),
        "customer_unique_id": key("person", number // 2),
        "customer_zip_code_prefix": f"{next_.randrange(100_000):05d}",
        "customer_city": next_.choice(CITIES),
        "customer_state": next_.choice(STATES),
    }


def items(number: int, next_: Random) -> Iterator[Row]:
    """One in fifty orders has none. The mean of two items often has half a cent."""
    for position in range(0 if number % 50 == 7 else next_.choice([1, 1, 1, 1, 2, 2, 3, 7])):
        yield {
            "order_id": key("order", number),
            "order_item_id": position + 1,
            "product_id": key("product", next_.randrange(3000)),
            "seller_id": key("seller", next_.randrange(300)),
            "shipping_limit_date": text(datetime(2018, 1, 1) + timedelta(minutes=number)),
            "price": None if next_.random() < 0.001 else next_.randrange(85, 500_000) / 100,
            "freight_value": next_.randrange(0, 9000) / 100,
        }


def payments(number: int, next_: Random) -> Iterator[Row]:
    """Some orders have none; with up to six of a few types, ties are common."""
    kinds = next_.sample(TYPES, 3)
    for position in range(next_.choice([0, 1, 1, 1, 1, 2, 2, 4, 6]) if number % 10 == 3 else next_.choice([1, 2])):
        yield {
            "order_id": key("order", number),
            "payment_sequential": position + 1,
            "payment_type": next_.choice(kinds),
            "payment_installments": next_.randrange(1, 13),
            "payment_value": None if next_.random() < 0.002 else next_.randrange(0, 90_000) / 100,
        }


def reviews(number: int, next_: Random) -> Iterator[Row]:
    """Up to three; some with equal scores are from the same second, so that only the id decides."""
    answered = datetime(2018, 3, 1) + timedelta(seconds=next_.randrange(10_000_000))
    for position in range(next_.choice([0, 1, 1, 1, 1, 1, 2, 3])):
        yield {
            "review_id": key("review", number * 3 + position),
            "order_id": key("order", number),
            "review_score": None if next_.random() < 0.001 else next_.choice([1, 5, 5, 5]),
            "review_comment_title": next_.choice(MESSAGES),
            "review_comment_message": next_.choice(MESSAGES),
            "review_creation_date": text(answered.replace(hour=0, minute=0, second=0)),
            "review_answer_timestamp": text(answered + timedelta(seconds=next_.choice([0, 0, 5000]))),
        }


def tables(orders: int, seed: int = 1) -> Tables:
    """Rows of `orders` orders, and some that belong to no order."""
    next_ = Random(seed)
    made = Tables()
    for number in range(orders):
        made.orders.append(order(number, next_))
        if number % 40 != 9:  # the rest have an unknown customer
            made.customers.append(customer(number, next_))
        made.order_items.extend(items(number, next_))
        made.payments.extend(payments(number, next_))
        made.reviews.extend(reviews(number, next_))
    for number in range(orders, orders + 5):  # orders that are missing from the orders table
        made.order_items.extend(items(number, next_))
        made.payments.extend(payments(number, next_))
        made.reviews.extend(reviews(number, next_))
    # The rows of an order are not next to each other.
    next_.shuffle(made.payments)
    next_.shuffle(made.reviews)
    return made


def write_csv(path: Path, rows: Iterable[Row]) -> None:
    """Quotes where they are needed (RFC 4180); None is an empty field."""
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


def write_json_lines(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write(folder: Path, made: Tables) -> None:
    """As in a zone's bucket: a folder for each table; items are in three files."""
    for name, rows in vars(made).items():
        table = folder / f"tbl_brecommerce_{name}"
        table.mkdir(parents=True)
        parts = 3 if name == "order_items" else 1
        for part in range(parts):
            some = rows[len(rows) * part // parts : len(rows) * (part + 1) // parts]
            if name == "reviews":
                write_json_lines(table / f"{name}_{part}.jsonl", some)
            else:
                write_csv(table / f"{name}_{part}.csv", some)


def write_parquet(folder: Path, sor: Path) -> None:
    """The same tables as publishing writes those that it converts: typed, times without a zone."""
    for table in sor.iterdir():
        read = "read_json_auto" if table.name.endswith("_reviews") else "read_csv_auto"
        typed = duckdb.connect().sql(f"SELECT * FROM {read}('{table}/*')")
        narrow = {"order_item_id", "payment_sequential", "payment_installments", "review_score"}
        types = {name: "INT" if name in narrow else type_ for name, type_ in zip(typed.columns, typed.types, strict=True)}
        columns = [f"CAST({name} AS {type_}) AS {name}" for name, type_ in types.items()]
        (folder / table.name).mkdir(parents=True)
        typed.select(", ".join(columns)).write_parquet(str(folder / table.name / "part-00001.parquet"))
