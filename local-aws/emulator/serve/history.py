"""Execution histories as Step Functions writes them.

MiniStack records a function that a state names by its ARN like any other task, does not link events, and does not
record the states in a Parallel or Map. AWS has separate events for functions, links each event to the one before it,
and records every state. Recorded on AWS by LocalStack's authors:
https://github.com/localstack/localstack/tree/main/tests/aws/services/stepfunctions/v2 (`*.snapshot.json`). MiniStack's
own loop still does the work; what it records goes through here. Left out: events that mark the start and the success
of a Parallel, a Map and an iteration.
"""

import functools
import json
import threading
from contextvars import ContextVar

# The execution and the id of its latest event in this branch. MiniStack's threads for branches inherit it.
latest = ContextVar("latest", default=(None, 0))
# The execution whose branch this context runs; None outside branches.
execution_of_branch = ContextVar("execution_of_branch", default=None)
# Branches run in parallel, and each event needs its own id.
numbering = threading.Lock()

KINDS = ("Pass", "Task", "Choice", "Wait", "Parallel", "Map")


def as_aws_writes_it(stepfunctions):
    """Changes what MiniStack's Step Functions records from now on."""
    stepfunctions._add_event = add = linked(stepfunctions._add_event)
    stepfunctions._run_execution = outside_of_branches(stepfunctions._run_execution)
    stepfunctions._run_sub_machine = branch(stepfunctions._run_sub_machine)
    for kind in KINDS:
        name = f"_execute_{kind.lower()}"
        setattr(stepfunctions, name, recorded_in_branches(kind, getattr(stepfunctions, name), add))


def linked(add_event):
    """`_add_event`, but it links each event to the previous one, and records functions as functions."""

    @functools.wraps(add_event)
    def add(execution, event_type, details=None):
        event = None
        for one_type, one_details in of_function(event_type, details or {}):
            of, previous = latest.get()
            follows = previous if of == execution["executionArn"] else 0
            with numbering:
                event = add_event(execution, one_type, {"previousEventId": follows, **one_details})
            latest.set((execution["executionArn"], event["id"]))
        return event

    return add


def of_function(event_type, details):
    """AWS's events for one of MiniStack's: different ones for a function that is called by its ARN."""
    task = next((details[key] for key in details if key.startswith("task")), {})
    if ":function:" not in task.get("resource", ""):
        return [(event_type, details)]
    if event_type == "TaskScheduled":
        scheduled = {"lambdaFunctionScheduledEventDetails": {"resource": task["resource"]}}
        return [("LambdaFunctionScheduled", scheduled), ("LambdaFunctionStarted", {})]
    if event_type == "TaskSucceeded":
        return [("LambdaFunctionSucceeded", {"lambdaFunctionSucceededEventDetails": {"output": task["output"]}})]
    failed = {"error": task["error"], "cause": task["cause"]}
    if task["error"] == "States.Timeout":
        return [("LambdaFunctionTimedOut", {"lambdaFunctionTimedOutEventDetails": failed})]
    return [("LambdaFunctionFailed", {"lambdaFunctionFailedEventDetails": failed})]


def outside_of_branches(run_execution):
    """`_run_execution`, but correct for an execution that a branch of another one starts, too."""

    @functools.wraps(run_execution)
    def run(arn):
        execution_of_branch.set(None)
        return run_execution(arn)

    return run


def branch(run_sub_machine):
    """`_run_sub_machine`, which runs a branch of a Parallel or an iteration of a Map."""

    @functools.wraps(run_sub_machine)
    def run(states, start_at, input_data, execution, ctx):
        before = execution_of_branch.set(execution)
        try:
            # A separate context: branches that share one overwrite each other's current state.
            return run_sub_machine(states, start_at, input_data, execution, {**ctx})
        finally:
            execution_of_branch.reset(before)

    return run


def recorded_in_branches(kind, execute, add):
    """`_execute_task` and its like, but they record the state where MiniStack's main loop does not."""

    @functools.wraps(execute)
    def executed(state, raw_input, *rest, **named):
        execution = execution_of_branch.get()
        if execution is None:
            return execute(state, raw_input, *rest, **named)
        name = rest[-1]["State"]["Name"]
        entered = {"name": name, "input": json.dumps(raw_input)}
        add(execution, f"{kind}StateEntered", {"stateEnteredEventDetails": entered})
        output, following = execute(state, raw_input, *rest, **named)
        exited = {"name": name, "output": json.dumps(output)}
        add(execution, f"{kind}StateExited", {"stateExitedEventDetails": exited})
        return output, following

    return executed
