"""What somebody would write in place of a rebuild: the same lab from the same seed, with 16 threads, once, unchecked.

python rebuild-script.py <lab> <account> <path of a lab.json> <bucket of its files>; AWS_ENDPOINT_URL says where.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

lab, account, path, seed = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    definition = json.load(file)
s3, glue, athena, iam = (
    boto3.client(name, config=Config(max_pool_connections=50)) for name in ("s3", "glue", "athena", "iam")
)
region = s3.meta.region_name
zones = ["sor", "sot", "spec"]
threads = ThreadPoolExecutor(16)


def every(work, items):
    list(threads.map(work, items))


def bucket(purpose):
    return f"{lab}-{purpose}-{account}-{region}"


def database(zone):
    return f"{lab.replace('-', '_')}_{zone}"


def statement(sql):
    for zone in zones:
        sql = sql.replace("${" + zone + "}", database(zone))
    return sql


def make_bucket(purpose):
    name = bucket(purpose)
    s3.create_bucket(Bucket=name)
    blocked = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption)
    tls_only = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls_only]}))
    rule = {
        "ID": "uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})


def copy(key):
    s3.copy_object(Bucket=bucket("sor"), Key=key, CopySource={"Bucket": seed, "Key": key})


def make_database(zone):
    glue.create_database(DatabaseInput={"Name": database(zone)})


def make_table(table):
    glue.create_table(
        DatabaseName=database(table.get("zone", "sor")),
        TableInput={
            "Name": table["table"],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"skip.header.line.count": "1"},
            "StorageDescriptor": {
                "Columns": [{"Name": column["name"], "Type": column["type"]} for column in table["columns"]],
                "Location": f"s3://{bucket(table.get('zone', 'sor'))}/{table['table']}/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                    "Parameters": {"field.delim": ","},
                },
            },
        },
    )


def save_query(query):
    athena.create_named_query(
        Name=query["name"], Database=database("sor"), QueryString=statement(query["sql"]), WorkGroup=lab
    )


def make_role(name):
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "glue.amazonaws.com"}}
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    policy = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    iam.put_role_policy(
        RoleName=name,
        PolicyName="lab",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [policy]}),
    )


def make_job(job):
    key = job["script"]["key"]
    s3.copy_object(Bucket=bucket("assets"), Key=key, CopySource={"Bucket": seed, "Key": key})
    glue.create_job(
        Name=f"{lab}-{job['name']}",
        Role=f"{lab}-glue-job",
        Command={"Name": "glueetl", "ScriptLocation": f"s3://{bucket('assets')}/{key}"},
        GlueVersion="5.0",
        WorkerType="G.1X",
        NumberOfWorkers=2,
        Timeout=10,
    )


def ask(sql):
    query = athena.start_query_execution(QueryString=statement(sql), WorkGroup=lab)["QueryExecutionId"]
    while True:
        status = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
        if status["State"] == "SUCCEEDED":
            return athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            raise SystemExit(f"{sql}: {status}")
        time.sleep(0.2)


datasets = definition["datasets"]
every(make_bucket, [*zones, "assets", "athena"])
every(copy, [file["key"] for dataset in datasets for file in dataset["files"]])
every(make_database, zones)
every(make_table, datasets + definition["tables"])
athena.create_work_group(
    Name=lab,
    Configuration={
        "ResultConfiguration": {"OutputLocation": f"s3://{bucket('athena')}/results/"},
        "EnforceWorkGroupConfiguration": True,
    },
)
every(save_query, definition["queries"])
make_role(f"{lab}-glue-job")
every(make_job, definition["jobs"])
counts = [f"SELECT count(*) FROM ${{{dataset.get('zone', 'sor')}}}.{dataset['table']}" for dataset in datasets]
every(ask, counts + [test["sql"] for test in definition["smokeTests"]])
