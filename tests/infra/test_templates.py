"""Rules of our own about infra/: what cfn-lint and checkov cannot know."""

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra" / "local"))

os.environ.setdefault("PACKHOUSE_CACHE", str(ROOT))
sys.path.insert(0, str(ROOT / "infra"))

import proxy  # noqa: E402
import publish  # noqa: E402

FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/Cargo.toml"))
CONSUMERS = [name for name in FUNCTIONS if name not in ("api", "authorizer", "event-relay")]


class Template(yaml.SafeLoader):
    """CloudFormation's short forms as mappings."""


Template.add_multi_constructor("!", lambda loader, suffix, node: {suffix: _plain(loader, node)})


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


@cache
def resources(name: str) -> dict[str, Any]:
    return yaml.load((ROOT / "infra" / name).read_text(), Template)["Resources"]


def camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


def statements(name: str) -> list[dict[str, Any]]:
    return [statement for policy in resources("template.yaml")[f"{camel(name)}Function"]["Properties"]["Policies"] for statement in policy["Statement"]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_resource_log_group_and_sample_event(name):
    function = resources("template.yaml")[f"{camel(name)}Function"]["Properties"]
    assert function["CodeUri"] == f"../build/lambda/{name}/"
    assert function["LoggingConfig"]["LogGroup"] == {"Ref": f"{camel(name)}Log"}
    log = resources("template.yaml")[f"{camel(name)}Log"]["Properties"]
    assert log["RetentionInDays"] and log["LogGroupName"] == {"Sub": "/${AWS::StackName}/" + name}
    assert json.loads((ROOT / "events" / f"{name}.json").read_text())


@pytest.mark.parametrize("name", CONSUMERS)
def test_every_consumer_has_a_queue_that_outlasts_it_and_reports_single_failures(name):
    function = resources("template.yaml")[f"{camel(name)}Function"]["Properties"]
    queue = resources("template.yaml")[f"{camel(name)}Queue"]["Properties"]
    assert queue["TemplateURL"] == "queue.yaml"
    assert queue["Parameters"]["VisibilityTimeout"] > function["Timeout"]
    source = resources("template.yaml")[f"{camel(name)}Source"]["Properties"]
    assert source["EventSourceArn"] == {"GetAtt": f"{camel(name)}Queue.Outputs.Arn"}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"]


def test_the_queue_unit_has_dead_letters_and_alarms():
    unit = resources("queue.yaml")
    assert unit["Queue"]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"] == {"GetAtt": "DeadLetters.Arn"}
    alarms = [resource["Properties"] for resource in unit.values() if resource["Type"] == "AWS::CloudWatch::Alarm"]
    assert {alarm["MetricName"] for alarm in alarms} == {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"}
    assert all(alarm["AlarmActions"] for alarm in alarms)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_role_names_what_it_may_touch(name):
    for statement in statements(name):
        text = json.dumps(statement)
        assert '"*"' not in text and ":*" not in json.dumps(statement["Action"]), text
        # Lists are queries of an index. Nothing ever reads the whole table.
        assert "dynamodb:Scan" not in text, text


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if "Events" in resources("template.yaml")[f"{camel(name)}Function"]["Properties"]])
def test_scheduled_runs_that_fail_leave_a_trace(name):
    function = resources("template.yaml")[f"{camel(name)}Function"]["Properties"]
    dead = {"GetAtt": f"{camel(name)}Queue.Outputs.DeadLettersArn"}
    assert function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] == dead
    assert all(event["Properties"]["DeadLetterConfig"]["Arn"] == dead for event in function["Events"].values())


def test_the_portal_s_headers_are_the_same_on_aws_and_on_the_local_cloud():
    config = resources("web.yaml")["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    of_aws = {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
    security = config["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    of_aws["Content-Security-Policy"] = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Sub"].strip()
    of_aws["Strict-Transport-Security"] = f"max-age={transport['AccessControlMaxAgeSec']}" + ("; includeSubDomains" if transport["IncludeSubdomains"] else "")
    of_aws["X-Content-Type-Options"] = "nosniff" if security["ContentTypeOptions"] else ""
    of_aws["X-Frame-Options"] = security["FrameOptions"]["FrameOption"]
    of_aws["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    # Only where signing in and signed links are differs.
    assert of_aws == proxy.security_headers("https://cognito-idp.${AWS::Region}.amazonaws.com ${BucketOrigin}")
    assert all(part["Override"] for part in [*security.values(), *config["CustomHeadersConfig"]["Items"]])
    behaviours = resources("web.yaml")["Distribution"]["Properties"]["DistributionConfig"]
    for behaviour in [behaviours["DefaultCacheBehavior"], *behaviours["CacheBehaviors"]]:
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}
        assert behaviour["ViewerProtocolPolicy"] in ("https-only", "redirect-to-https")


def test_the_content_policy_is_strict():
    policy = dict(part.strip().split(" ", 1) for part in proxy.security_headers("https://x.example")["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["worker-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'" and policy["form-action"] == "'self'"
    for directive, sources in policy.items():
        assert "unsafe" not in sources and "*" not in sources.split(), directive
        assert directive == "img-src" or "data:" not in sources, directive


def test_every_route_asks_who_it_is_and_has_a_limit():
    template = resources("template.yaml")
    stage = template["HttpApiStage"]["Properties"]
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] <= 200
    routes = {r["Properties"]["RouteKey"]: r["Properties"] for r in template.values() if r["Type"] == "AWS::ApiGatewayV2::Route"}
    public = {key for key, route in routes.items() if route["AuthorizationType"] == "NONE"}
    assert public == {"GET /health", "GET /openapi.json"}
    assert public <= set(stage["RouteSettings"]) <= set(routes)
    for settings in stage["RouteSettings"].values():
        assert settings["ThrottlingRateLimit"] <= 100 and settings["ThrottlingBurstLimit"] <= 250
    assert template["ApiFunction"]["Properties"]["Environment"]["Variables"]["REQUESTS_PER_MINUTE"] == {"Ref": "RequestsPerMinute"}
    rule = resources("firewall.yaml")["Firewall"]["Properties"]["Rules"][0]
    assert rule["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    assert rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    assert resources("web.yaml")["Distribution"]["Properties"]["DistributionConfig"]["WebACLId"]["If"][1] == {"Ref": "FirewallArn"}


def test_what_must_outlive_a_deployment_is_retained():
    assert resources("template.yaml")["Data"]["DeletionPolicy"] == "Retain"
    for name in ("Table", "Bucket", "UserPool", "MailIdentity"):
        resource = resources("data.yaml")[name]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain", name


def properties(template: str, name: str) -> dict[str, Any]:
    return resources(template)[name]["Properties"]


def test_people_are_invited_and_choose_long_passwords():
    pool = properties("data.yaml", "UserPool")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    policy = pool["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 12 and policy["TemporaryPasswordValidityDays"] <= 7
    # Any characters will do, none must be there.
    assert not any(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))
    # There is nobody whom a deployment brings with it.
    assert not any(resource["Type"] == "AWS::Cognito::UserPoolUser" for name in ("data.yaml", "template.yaml") for resource in resources(name).values())
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False} and pool["DeletionProtection"] == "ACTIVE"


def test_the_second_factor_is_an_authenticator_and_no_message():
    pool = properties("data.yaml", "UserPool")
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"] and "SmsConfiguration" not in pool
    assert [way["Name"] for way in pool["AccountRecoverySetting"]["RecoveryMechanisms"]] == ["verified_email"]


def test_known_passwords_are_refused_and_each_sign_in_is_told():
    assert properties("data.yaml", "UserPool")["UserPoolTier"] == {"If": ["WatchesSignIns", "PLUS", "ESSENTIALS"]}
    known = properties("data.yaml", "KnownPasswords")
    assert known["ClientId"] == "ALL" and known["CompromisedCredentialsRiskConfiguration"]["Actions"] == {"EventAction": "BLOCK"}
    assert set(known["CompromisedCredentialsRiskConfiguration"]["EventFilter"]) == {"SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"}
    told = properties("data.yaml", "SignInLogging")["LogConfigurations"]
    assert [(one["EventSource"], one["LogLevel"]) for one in told] == [("userAuthEvents", "INFO")]
    text = (ROOT / "infra" / "template.yaml").read_text()
    assert yaml.load(text, Template)["Parameters"]["WatchSignIns"]["Default"] == "yes"
    assert properties("template.yaml", "Data")["Parameters"]["WatchSignIns"] == {"Ref": "WatchSignIns"}


def test_the_portal_may_sign_in_and_nothing_else():
    client = properties("data.yaml", "PortalClient")
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    # No OAuth grants: neither flows nor a domain with their endpoints.
    assert not any(name.startswith(("AllowedOAuth", "Callback", "SupportedIdentity")) for name in client)
    kinds = [resource["Type"] for resource in resources("data.yaml").values()]
    assert kinds.count("AWS::Cognito::UserPoolClient") == 1
    assert not {"AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolIdentityProvider"} & set(kinds)
    # What somebody may do is written by the API alone, and the address by nobody.
    assert client["WriteAttributes"] == ["name", "locale"]
    assert client["PreventUserExistenceErrors"] == "ENABLED" and client["GenerateSecret"] is False


def test_tokens_are_short_and_can_be_revoked():
    client = properties("data.yaml", "PortalClient")
    assert client["EnableTokenRevocation"] is True
    assert client["IdTokenValidity"] <= 30 and client["AccessTokenValidity"] <= 30 and client["RefreshTokenValidity"] <= 12


def test_tokens_are_taken_from_our_pool_for_our_portal_alone():
    people = properties("template.yaml", "PeopleAuthorizer")
    assert people["AuthorizerType"] == "JWT" and people["IdentitySource"] == ["$request.header.Authorization"]
    assert people["JwtConfiguration"] == {"Issuer": {"GetAtt": "Data.Outputs.UserPoolIssuer"}, "Audience": [{"GetAtt": "Data.Outputs.PortalClientId"}]}
    machines = properties("template.yaml", "MachineAuthorizer")
    assert machines["AuthorizerResultTtlInSeconds"] == 0 and machines["IdentitySource"] == ["$request.header.x-api-key"]


@pytest.mark.parametrize(("template", "bucket", "policy"), [("data.yaml", "Bucket", "BucketPolicy"), ("web.yaml", "Files", "FilesPolicy")])
def test_no_bucket_is_public_or_plain(template, bucket, policy):
    found = properties(template, bucket)
    assert set(found["PublicAccessBlockConfiguration"].values()) == {True} and len(found["PublicAccessBlockConfiguration"]) == 4
    assert found["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert found["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "WebsiteConfiguration" not in found
    allowed = [statement for statement in properties(template, policy)["PolicyDocument"]["Statement"] if statement["Effect"] == "Allow"]
    # CloudFront reads files by their name, and lists nothing.
    assert all(statement["Action"] == "s3:GetObject" and statement["Principal"] == {"Service": "cloudfront.amazonaws.com"} for statement in allowed)
    assert len(allowed) == (1 if template == "web.yaml" else 0)


def test_what_is_stored_is_encrypted():
    assert properties("data.yaml", "Table")["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert properties("queue.yaml", "Queue")["SqsManagedSseEnabled"] is properties("queue.yaml", "DeadLetters")["SqsManagedSseEnabled"] is True
    assert properties("template.yaml", "EventsTopic")["KmsMasterKeyId"] == "alias/aws/sns"


@pytest.mark.parametrize(
    ("template", "policy"),
    [("data.yaml", "BucketPolicy"), ("web.yaml", "FilesPolicy"), ("queue.yaml", "Policy"), ("queue.yaml", "DeadLettersPolicy"), ("template.yaml", "EventsTopicPolicy")],
)
def test_nobody_comes_without_tls(template, policy):
    statements = [one.get("If", [None, one])[1] for one in properties(template, policy)["PolicyDocument"]["Statement"]]
    plain = next(one for one in statements if one["Sid"] == "EncryptedTransportOnly")
    assert (plain["Effect"], plain["Principal"], plain["Condition"]) == ("Deny", "*", {"Bool": {"aws:SecureTransport": "false"}})
    text = (ROOT / "infra" / "template.yaml").read_text()
    assert yaml.load(text, Template)["Parameters"]["PlainHttp"]["Default"] == "no"


def test_tls_is_new_everywhere():
    distribution = properties("web.yaml", "Distribution")["DistributionConfig"]
    assert distribution["ViewerCertificate"]["If"][1]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    api = next(origin for origin in distribution["Origins"] if origin["Id"] == "api")["CustomOriginConfig"]
    assert api == {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    assert properties("sftp.yaml", "Server")["SecurityPolicyName"] == "TransferSecurityPolicy-2024-01"
    assert properties("data.yaml", "MailConfiguration")["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}


def test_programs_are_not_led_from_plain_http_to_tls():
    distribution = properties("web.yaml", "Distribution")["DistributionConfig"]
    assert {one["PathPattern"]: one["ViewerProtocolPolicy"] for one in distribution["CacheBehaviors"]} == dict.fromkeys(("/v1/*", "/machine/*", "/openapi.json"), "https-only")
    assert distribution["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"


def test_no_answer_of_the_api_is_kept_on_the_way():
    distribution = properties("web.yaml", "Distribution")["DistributionConfig"]
    disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert all(one["CachePolicyId"] == disabled for one in distribution["CacheBehaviors"])


def test_other_origins_reach_the_bucket_by_signed_links_only():
    rules = properties("data.yaml", "Bucket")["CorsConfiguration"]["CorsRules"]
    assert [(rule["AllowedOrigins"], rule["AllowedHeaders"]) for rule in rules] == [([{"Ref": "PortalUrl"}], ["content-type"])]
    assert "CorsConfiguration" not in properties("template.yaml", "HttpApi")


def test_the_methods_that_the_front_door_takes_are_named():
    distribution = properties("web.yaml", "Distribution")["DistributionConfig"]
    for behaviour in distribution["CacheBehaviors"]:
        assert "TRACE" not in behaviour["AllowedMethods"] and len(behaviour["AllowedMethods"]) == 7
    # Without a list CloudFront takes GET and HEAD.
    assert "AllowedMethods" not in distribution["DefaultCacheBehavior"]


def test_the_access_log_says_when_who_and_what():
    entry = json.loads(properties("template.yaml", "HttpApiStage")["AccessLogSettings"]["Format"])
    assert {"at", "requestId", "ip", "person", "key", "method", "path", "status", "error", "authorizer"} <= set(entry)
    # Neither queries nor headers: they may hold what is nobody's business.
    assert not any(word in value for value in entry.values() for word in ("query", "header", "email", "token"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_reads_or_changes_a_log_or_another_role(name):
    actions = json.dumps([statement["Action"] for statement in statements(name)])
    assert not any(f'"{service}:' in actions for service in ("logs", "iam", "sts", "kms", "lambda", "secretsmanager", "ssm"))


def test_a_login_of_sftp_has_a_key_and_sees_its_store_s_folder():
    assert properties("sftp.yaml", "Server")["IdentityProviderType"] == "SERVICE_MANAGED"
    assert properties("sftp.yaml", "Server")["Protocols"] == ["SFTP"] and properties("sftp.yaml", "Server")["StructuredLogDestinations"]
    login = properties("sftp-login.yaml", "Login")
    assert login["HomeDirectoryType"] == "LOGICAL" and login["SshPublicKeys"] == [{"Ref": "PublicKey"}]
    for statement in properties("sftp-login.yaml", "Role")["Policies"][0]["PolicyDocument"]["Statement"]:
        assert "drop/${Store}/" in json.dumps(statement), statement


def test_what_is_published_is_the_built_portal():
    """No sources, no history: only web/dist goes into the bucket, and the build makes no maps of the sources."""
    assert 'FILES = ROOT / "web" / "dist"' in (ROOT / "infra" / "publish.py").read_text()
    assert "sourcemap" not in (ROOT / "web" / "vite.config.ts").read_text()
    for name in FUNCTIONS:
        assert properties("template.yaml", f"{camel(name)}Function")["CodeUri"] == f"../build/lambda/{name}/"


def test_nothing_is_in_debug_on_aws():
    variables = json.dumps([resource for resource in resources("template.yaml").values() if resource["Type"] == "AWS::Serverless::Function"])
    assert "RUST_LOG" not in variables and "RUST_BACKTRACE" not in variables
    text = (ROOT / "infra" / "template.yaml").read_text()
    assert yaml.load(text, Template)["Parameters"]["Stage"]["Default"] == "production"
    assert 'unwrap_or_else(|| "warn".to_owned())' in (ROOT / "shared" / "runtime" / "src" / "config.rs").read_text()


def test_a_text_is_published_with_its_encoding():
    kinds = {name: publish.content_type(name) for name in ("index.html", "a.js", "a.css", "icon.svg", "icon.png", "manifest.webmanifest", "a.woff2")}
    assert kinds["index.html"] == "text/html; charset=utf-8" and kinds["a.css"] == "text/css; charset=utf-8"
    assert kinds["a.js"].endswith("javascript; charset=utf-8") and kinds["icon.svg"] == "image/svg+xml; charset=utf-8"
    assert kinds["icon.png"] == "image/png" and kinds["manifest.webmanifest"] == "application/manifest+json"
