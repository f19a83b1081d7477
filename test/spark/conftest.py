"""One Spark and one catalog for all tests; each test has its own buckets and database."""

import importlib.util
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import lab
import olist
import pytest
from moto.server import ThreadedMotoServer
from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def catalog() -> Iterator[str]:
    """The address of an in-memory Glue; this process, and those it starts, use no other AWS."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://{host}:{port}",
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
    )
    yield os.environ["AWS_ENDPOINT_URL"]
    server.stop()


@pytest.fixture(scope="session")
def glue(catalog: str) -> Any:
    return boto3.client("glue")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    builder = SparkSession.builder.appName("test")
    for name, value in lab.spark_settings({}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def load(path: Path) -> ModuleType:
    """A script as a module; as on Glue, it is one file, with nothing else installed for it."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture()
def orders() -> ModuleType:
    return load(lab.SCRIPT)


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A raw zone with this many orders; each is made once."""
    made: dict[int, Path] = {}

    def folder(count: int) -> Path:
        if count not in made:
            made[count] = tmp_path_factory.mktemp(f"sor-{count}-")
            olist.write(made[count], olist.tables(count))
        return made[count]

    return folder


class Job:
    """The orders job of a lab, ready to run."""

    def __init__(self, module: ModuleType, warehouse: lab.Warehouse, buckets: dict[str, str]) -> None:
        self.module = module
        self.warehouse = warehouse
        self.buckets = buckets

    def arguments(self, **given: str) -> list[str]:
        known = {"sor_bucket": self.buckets["sor"], "sot_bucket": self.buckets["sot"]}
        named = {**known, "sot_database": self.warehouse.database, **given}
        return [word for name, value in named.items() for word in (f"--{name}", value)]

    def run(self, **given: str) -> None:
        self.module.main(["orders.py", *self.arguments(**given)])

    @property
    def sor(self) -> Path:
        return self.warehouse.buckets[self.buckets["sor"]]

    @property
    def root(self) -> Path:
        return self.warehouse.buckets[self.buckets["sot"]] / lab.TABLE


@pytest.fixture(scope="session")
def bucket(spark: SparkSession) -> Callable[[str, Path], None]:
    """Mounts a bucket on a folder, for this process's Spark."""

    def mount(name: str, folder: Path) -> None:
        for setting, value in lab.mounts({name: folder}).items():
            spark.sparkContext._jsc.hadoopConfiguration().set(setting, value)

    return mount


@pytest.fixture()
def job_on(bucket: Callable[[str, Path], None], glue: Any, tmp_path: Path, orders: ModuleType) -> Callable[[Path], Job]:
    """The job of a new lab whose raw zone is a given folder."""

    def made(sor: Path) -> Job:
        unique = uuid.uuid4().hex[:8]
        names = {"sor": f"sor-{unique}", "sot": f"sot-{unique}"}
        folders = {names["sor"]: sor, names["sot"]: tmp_path / names["sot"]}
        folders[names["sot"]].mkdir()
        for name, folder in folders.items():
            bucket(name, folder)
        database = f"sot_{unique}"
        glue.create_database(DatabaseInput={"Name": database})
        lab.create_table(glue, database, names["sot"], lab.declared_table("sot", lab.TABLE))
        return Job(orders, lab.Warehouse(glue, database, folders), names)

    return made


@pytest.fixture()
def job(job_on: Callable[[Path], Job], raw: Callable[[int], Path]) -> Job:
    """A job over a thousand orders."""
    return job_on(raw(1000))
