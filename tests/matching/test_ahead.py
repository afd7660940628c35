"""What is compiled before the first round."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Told by a process of its own: in this one other tests have compiled what they need.
TOLD = """
import json, sys
from numba.core.registry import CPUDispatcher
from matching.ahead import compile_ahead
from matching.child import Task, compute
from tests.matching.instances import FAIR, random_problem

def compiled():
    return {
        f"{module.__name__}.{name}": len(thing.signatures)
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, CPUDispatcher) and thing.py_func.__module__ == module.__name__
    }

modules = [module for name, module in sys.modules.items() if name.startswith("matching.")]
compile_ahead()
ahead = compiled()
for seed in range(30):
    compute(Task(random_problem(seed), FAIR, seed))
print(json.dumps([ahead, compiled()]))
"""


def test_no_round_waits_for_the_compiler() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=ROOT, check=True, capture_output=True, text=True
    )
    ahead, after_rounds = json.loads(told.stdout)
    assert sum(after_rounds.values()) > 0
    assert after_rounds == ahead
