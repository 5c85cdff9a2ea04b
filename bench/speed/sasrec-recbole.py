"""RecBole's SASRec on a file of sequences, leave-one-out, one thread: a JSON line an epoch with its CPU seconds so far and the validation NDCG@10, and at the end the test's at the best epoch. Called by sasrec.mjs."""
import json
import os
import resource
import sys
import tempfile
import time

import torch

torch.set_num_threads(1)
_load = torch.load
torch.load = lambda *args, **more: _load(*args, **{**more, "weights_only": False})  # RecBole 1.2 saves whole objects

from recbole.config import Config  # noqa: E402
from recbole.data import create_dataset, data_preparation  # noqa: E402
from recbole.trainer import Trainer  # noqa: E402
from recbole.utils import get_model, init_seed  # noqa: E402

source, epochs, budget = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
folder = tempfile.mkdtemp()
os.makedirs(f"{folder}/set")
with open(source) as lines, open(f"{folder}/set/set.inter", "w") as out:
    out.write("user_id:token\titem_id:token\ttimestamp:float\n")
    for line in lines:
        person, *items = line.split()
        for at, item in enumerate(items):
            out.write(f"{person}\t{item}\t{at}\n")
config = Config(
    model="SASRec",
    dataset="set",
    config_dict={
        "data_path": folder,
        "checkpoint_dir": folder,
        "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
        "eval_args": {"split": {"LS": "valid_and_test"}, "order": "TO", "mode": "full", "group_by": "user"},
        "train_neg_sample_args": None,
        "metrics": ["NDCG", "Hit"],
        "topk": [10],
        "valid_metric": "NDCG@10",
        "epochs": epochs,
        "stopping_step": 10,
        "use_gpu": False,
        "show_progress": False,
        "state": "ERROR",
        "seed": 1,
        "MAX_ITEM_LIST_LENGTH": 50,
    },
)
init_seed(1, True)
dataset = create_dataset(config)
train, valid, test = data_preparation(config, dataset)
model = get_model("SASRec")(config, train.dataset)
trainer = Trainer(config, model)
begun = time.process_time()
best, since, spent = -1.0, 0, 0.0
for epoch in range(epochs):
    start = time.process_time()
    trainer._train_epoch(train, epoch, show_progress=False)
    spent += time.process_time() - start
    result = trainer.evaluate(valid, load_best_model=False, show_progress=False)
    figure = result["ndcg@10"]
    if figure > best:
        best, since = figure, 0
        state = {name: value.clone() for name, value in model.state_dict().items()}
        at = {"epoch": epoch + 1, "cpuSeconds": round(spent, 1)}
    else:
        since += 1
    print(json.dumps({"epoch": epoch + 1, "trainingCpuSeconds": round(spent, 1), "validation": figure, "best": at}), flush=True)
    if since >= 10 or time.process_time() - begun > budget:
        break
model.load_state_dict(state)
result = trainer.evaluate(test, load_best_model=False, show_progress=False)
megabytes = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps({"peakMegabytes": megabytes, "ended": since >= 10, "test": {"ndcg@10": result["ndcg@10"], "hr@10": result["hit@10"]}}), flush=True)
