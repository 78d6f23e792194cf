"""Rules of our own about infra/: what cfn-lint and checkov cannot know."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
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


def test_what_must_outlive_a_deployment_is_retained():
    assert resources("template.yaml")["Data"]["DeletionPolicy"] == "Retain"
    for name in ("Table", "Bucket", "UserPool", "MailIdentity"):
        resource = resources("data.yaml")[name]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain", name
