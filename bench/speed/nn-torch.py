"""The other side of nn.mjs: the same step in PyTorch. Takes the shape as JSON; for each line on standard input runs some steps and prints their mean in milliseconds."""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

o = json.loads(sys.argv[1])
torch.set_num_threads(o["threads"])
torch.manual_seed(1)
B, L, D, H, K, N, P = o["batch"], o["length"], o["factors"], o["heads"], o["negatives"], o["items"], o["dropout"]


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.value, self.out = nn.Linear(D, D), nn.Linear(D, D), nn.Linear(D, D)
        self.key = nn.Linear(D, D, bias=False)
        self.norm1, self.norm2 = nn.LayerNorm(D), nn.LayerNorm(D)
        self.up, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x, mask):
        q, k, v = (part(x).reshape(B, L, H, D // H).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = F.dropout((q @ k.transpose(2, 3) / math.sqrt(D / H) + mask).softmax(-1), P)
        own = self.out((weights @ v).transpose(1, 2).reshape(B, L, D))
        h = self.norm1(x + F.dropout(own, P))
        return self.norm2(h + F.dropout(self.down(F.gelu(self.up(h))), P))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.items, self.places = nn.Embedding(N, D), nn.Embedding(L, D)
        self.norm = nn.LayerNorm(D)
        self.layers = nn.ModuleList(Layer() for _ in range(o["layers"]))

    def forward(self, items, segments, positions, targets, negatives):
        x = F.dropout(self.norm(self.items(items) + self.places(positions)), P)
        same = (segments[:, None, :, None] == segments[:, None, None, :]) & torch.ones(L, L, dtype=torch.bool).tril()
        mask = torch.where(same, 0.0, -1e9)
        for layer in self.layers:
            x = layer(x, mask)
        h = x.reshape(B * L, D)
        scores = h @ self.items(negatives).T - math.log(K / N)
        scores = scores.masked_fill(targets.reshape(-1, 1) == negatives, -1e9)
        positive = (h * self.items(targets.reshape(-1))).sum(-1, keepdim=True)
        return F.cross_entropy(torch.cat([positive, scores], 1), torch.zeros(B * L, dtype=torch.long))


network = Network()
optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
segments = (torch.arange(L) // 8).repeat(B, 1)
positions = (torch.arange(L) % 8).repeat(B, 1)


def steps(count):
    start = time.perf_counter()
    for _ in range(count):
        items, targets = torch.randint(N, (B, L)), torch.randint(N, (B, L))
        loss = network(items, segments, positions, targets, torch.randint(N, (K,)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return 1000 * (time.perf_counter() - start) / count


steps(3)
print(json.dumps({"torch": torch.__version__}), flush=True)
for _ in sys.stdin:
    print(steps(o["steps"]), flush=True)
