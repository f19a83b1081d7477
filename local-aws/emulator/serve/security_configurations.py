"""What a stack with a KMS key of its own has, and MiniStack's CloudFormation lacks or takes too easily."""

import functools


def with_security_configurations(cloudformation, glue):
    """Lets a stack make security configurations of Glue. The reference of one is its name, as on AWS.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-securityconfiguration.html
    """
    cloudformation._RESOURCE_HANDLERS["AWS::Glue::SecurityConfiguration"] = {
        "create": functools.partial(create, glue),
        "update": functools.partial(update, glue),
        "delete": functools.partial(delete, glue),
    }
    glue._update_job = overwriting(glue._update_job)


def overwriting(update_job):
    """`_update_job`, which leaves a job no configuration that the update does not name: it overwrites the whole job.

    https://docs.aws.amazon.com/glue/latest/webapi/API_JobUpdate.html
    """

    @functools.wraps(update_job)
    def update_whole(data):
        return update_job({**data, "JobUpdate": {"SecurityConfiguration": "", **data.get("JobUpdate", {})}})

    return update_whole


def create(glue, _logical_id, properties, _stack):
    name = properties["Name"]
    wanted = {"Name": name, "EncryptionConfiguration": api_form(properties["EncryptionConfiguration"])}
    status, _, body = glue._create_security_configuration(wanted)
    if status >= 300:
        raise ValueError(f"AWS::Glue::SecurityConfiguration {name}: {body}")
    return name, {}


def update(glue, physical_id, before, properties, stack):
    # Another name is another resource. The one before is kept, as our template wants it.
    if before["Name"] != properties["Name"]:
        return create(glue, physical_id, properties, stack)
    delete(glue, physical_id, before)
    return create(glue, physical_id, properties, stack)


def delete(glue, physical_id, _properties):
    glue._delete_security_configuration({"Name": physical_id})


def api_form(encryption):
    """CloudFormation says `S3Encryptions` where Glue says `S3Encryption`."""
    return {name.replace("S3Encryptions", "S3Encryption"): value for name, value in encryption.items()}


def with_one_key_for_each_alias(cloudformation, kms):
    """A stack does not take an alias that there is: CreateAlias refuses it.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    """
    handler = cloudformation._RESOURCE_HANDLERS["AWS::KMS::Alias"]
    create_alias = handler["create"]

    @functools.wraps(create_alias)
    def create_new(logical_id, properties, stack):
        arn = kms._alias_arn(properties["AliasName"])
        if arn in kms._aliases:
            raise ValueError(f"An alias with the name {arn} already exists")
        return create_alias(logical_id, properties, stack)

    handler["create"] = create_new
