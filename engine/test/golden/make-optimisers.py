"""Makes optimisers.json with torch.optim in float64 (PyTorch 1.13 or later): python make-optimisers.py > optimisers.json. nn/optimiser.test.ts takes the same steps with its own kernel."""
import json
import math

import torch

N, STEPS = 13, 7
ROWS, WIDTH = 6, 5
# Of the 6 rows, 5 is never looked up, some twice in a step, and 2 only in the first and the last.
LOOKUPS = [[2, 0, 2], [0, 1, 1], [3, 0, 4], [1, 3, 3], [4, 4, 4], [0, 3, 1], [2, 1, 2]]


def f32(values):
    return torch.tensor(values, dtype=torch.float32).double()


def start(n):
    return f32([math.sin(i + 1.0) for i in range(n)])


def gradient(step, n):
    return f32([math.cos(0.7 * i + 1.3 * step) * (1 + 0.2 * step) for i in range(n)])


CASES = {
    "sgd": (torch.optim.SGD, {}, {"lr": 0.05}, 0),
    "sgd momentum l2": (torch.optim.SGD, {"momentum": 0.9, "l2": 0.01}, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}, 0),
    "adam": (torch.optim.Adam, {}, {"lr": 0.02}, 0),
    "adam l2 clip": (torch.optim.Adam, {"beta1": 0.8, "beta2": 0.98, "epsilon": 1e-6, "l2": 0.03}, {"lr": 0.02, "betas": (0.8, 0.98), "eps": 1e-6, "weight_decay": 0.03}, 1.5),
    "adamw": (torch.optim.AdamW, {"weightDecay": 0.1}, {"lr": 0.02, "weight_decay": 0.1}, 0),
    "adagrad": (torch.optim.Adagrad, {"l2": 0.02}, {"lr": 0.1, "weight_decay": 0.02}, 2.5),
}

dense = []
for name, (kind, options, arguments, clip) in CASES.items():
    p = torch.nn.Parameter(start(N))
    optimiser = kind([p], **arguments)
    for step in range(STEPS):
        p.grad = gradient(step, N)
        if clip:
            torch.nn.utils.clip_grad_norm_([p], clip)
        optimiser.step()
    dense.append({"name": name, "rate": arguments["lr"], "options": {"kind": name.split()[0].replace("adamw", "adam"), "clip": clip, **options}, "values": p.tolist()})

sparse = []
for name, kind, rate in [("adam", torch.optim.SparseAdam, 0.02), ("adagrad", torch.optim.Adagrad, 0.1), ("sgd", torch.optim.SGD, 0.05)]:
    p = torch.nn.Parameter(start(ROWS * WIDTH).reshape(ROWS, WIDTH))
    optimiser = kind([p], lr=rate)
    for step in range(STEPS):
        rows = LOOKUPS[step]
        p.grad = torch.sparse_coo_tensor([rows], gradient(step, len(rows) * WIDTH).reshape(len(rows), WIDTH), p.shape).coalesce()
        optimiser.step()
    sparse.append({"kind": name, "rate": rate, "values": p.flatten().tolist()})

rates = {}
for name, warmup, total in [("linear", 3, 11), ("cosine", 3, 11)]:
    p = torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.SGD([p], lr=0.4)
    rise = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: (step + 1) / warmup)
    rates[name] = []
    for step in range(total + 1):
        if step == warmup:
            for group in optimiser.param_groups:
                group["lr"] = group["initial_lr"] = 0.4
            if name == "linear":
                fall = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.1, total - warmup)
            else:
                fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, total - warmup, 0.04)
        rates[name].append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        (rise if step < warmup else fall).step()

print(json.dumps({"steps": STEPS, "lookups": LOOKUPS, "rows": ROWS, "width": WIDTH, "dense": dense, "sparse": sparse, "rates": rates}, indent=1))
