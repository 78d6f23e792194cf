"""Rules of our own about infra/: what cfn-lint and checkov cannot know."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra" / "local"))

import proxy  # noqa: E402

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
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
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
