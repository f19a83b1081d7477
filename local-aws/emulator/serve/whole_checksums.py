"""Uploads in parts that have the checksum of the whole object.

MiniStack knows only the checksum of the parts' checksums (COMPOSITE), and refuses the whole object's as a BadDigest.
With `x-amz-checksum-type: FULL_OBJECT`, S3 checks the whole and keeps its CRC32.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

import functools
import re
from xml.etree import ElementTree

TYPE = "x-amz-checksum-type"
ALGORITHMS = ("x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm")


def with_whole_checksums(s3):
    """Changes MiniStack's uploads in parts from now on."""
    s3._create_multipart_upload = remembering(s3._create_multipart_upload, s3)
    s3._complete_multipart_upload = checking(s3._complete_multipart_upload, s3)
    s3._list_multipart_uploads = telling(s3._list_multipart_uploads, s3)


def remembering(create, s3):
    @functools.wraps(create)
    def create_remembering(bucket, key, headers):
        algorithm = next((headers[name] for name in ALGORITHMS if name in headers), None)
        if headers.get(TYPE) != "FULL_OBJECT" or algorithm is None:
            return create(bucket, key, headers)
        # Without an algorithm, MiniStack leaves the checksum of the parts' checksums alone.
        answer = create(bucket, key, {name: value for name, value in headers.items() if name not in ALGORITHMS})
        found = re.search(rb"<UploadId>([^<]+)", answer[2])
        if found:
            s3._multipart_uploads[found[1].decode()]["whole"] = algorithm.upper()
        return answer

    return create_remembering


def checking(complete, s3):
    @functools.wraps(complete)
    def complete_checking(bucket, key, body, query, headers=None):
        headers = headers or {}
        upload = s3._multipart_uploads.get(s3._qp(query, "uploadId")) or {}
        algorithm = upload.get("whole")
        if algorithm is None:
            return complete(bucket, key, body, query, headers)
        content = b"".join(part["body"] for _, part in sorted(upload["parts"].items()))
        checksum = s3._compute_s3_checksum(algorithm, content)
        if headers.get(f"x-amz-checksum-{algorithm.lower()}", checksum) != checksum:
            return s3._error("BadDigest", f"The {algorithm} you specified did not match the calculated checksum.", 400)
        answer = complete(bucket, key, body, query, headers)
        if answer[0] == 200:
            stored = s3._buckets[bucket]["objects"][key]
            stored["checksums"] = {algorithm: checksum}
            stored["checksum_type"] = "FULL_OBJECT"
        return answer

    return complete_checking


def telling(list_uploads, s3):
    @functools.wraps(list_uploads)
    def list_telling(bucket, query):
        status, headers, body = list_uploads(bucket, query)
        if status != 200:
            return status, headers, body
        ElementTree.register_namespace("", s3.S3_NS)
        root = ElementTree.fromstring(body)
        name = f"{{{s3.S3_NS}}}"
        for upload in root.iter(f"{name}Upload"):
            algorithm = s3._multipart_uploads[upload.findtext(f"{name}UploadId")].get("whole")
            if algorithm is not None:
                ElementTree.SubElement(upload, f"{name}ChecksumAlgorithm").text = algorithm
                ElementTree.SubElement(upload, f"{name}ChecksumType").text = "FULL_OBJECT"
        return status, headers, ElementTree.tostring(root, xml_declaration=True, encoding="utf-8")

    return list_telling
