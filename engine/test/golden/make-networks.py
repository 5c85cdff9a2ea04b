"""
Losses and gradients of whole networks by torch, in double precision: writes networks.json beside itself. Run: python make-networks.py
Inputs and parameters are not stored: value i of a tensor is scale * sin(1.7 * i + phase), phase being the sum of the character codes of its name; the test makes the same.
Layouts follow the engine: weights are [inputs x outputs]. Tested with torch 1.13.
"""
import json
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
LENGTH, SIZE, HEADS = 6, 8, 2


def values(name, *shape, scale=1.0):
    size = math.prod(shape)
    phase = sum(ord(letter) for letter in name)
    flat = [scale * math.sin(1.7 * i + phase) for i in range(size)]
    return torch.tensor(flat).reshape(shape)


class Parameters:
    def __init__(self):
        self.all = {}

    def get(self, name, *shape):
        if name not in self.all:
            self.all[name] = values(name, *shape, scale=0.5).requires_grad_()
        return self.all[name]

    def linear(self, x, name, outputs, bias=True):
        y = x @ self.get(f"{name}/weight", x.shape[-1], outputs)
        return y + self.get(f"{name}/bias", outputs) if bias else y

    def norm(self, x, name):
        size = x.shape[-1]
        return F.layer_norm(x, (size,), self.get(f"{name}/scale", size), self.get(f"{name}/shift", size), 1e-5)


def attention(p, x, name, mask):
    blocks, length, size = x.shape

    def part(which, bias=True):
        return p.linear(x, f"{name}/{which}", size, bias).reshape(blocks, length, HEADS, size // HEADS).transpose(1, 2)

    scores = part("query") @ part("key", bias=False).transpose(2, 3) / math.sqrt(size / HEADS)
    y = scores.masked_fill(~mask, float("-inf")).softmax(-1) @ part("value")
    return p.linear(y.transpose(1, 2).reshape(blocks, length, size), f"{name}/out", size)


def spectrum(x, beta, cutoff, length):
    """BSARec's filter at every place: the real transform of the sequence up to there, zeros before it to the network's length, taken at its last place."""
    places = []
    for end in range(1, x.shape[0] + 1):
        padded = torch.cat([torch.zeros(length - end, x.shape[1]), x[:end]])
        waves = torch.fft.rfft(padded, dim=0)
        low = torch.fft.irfft(torch.cat([waves[:cutoff], torch.zeros_like(waves[cutoff:])]), n=length, dim=0)
        places.append((low + beta**2 * (padded - low))[-1])
    return torch.stack(places)


def packed():
    segments = torch.tensor([[1, 1, 1, 2, 2, 0], [1, 1, 1, 1, 1, 1]])
    positions = torch.tensor([[0, 1, 2, 0, 1, 0], [0, 1, 2, 3, 4, 5]])
    same = segments[:, :, None] == segments[:, None, :]
    mask = same & torch.ones(LENGTH, LENGTH, dtype=torch.bool).tril()
    return segments, positions, mask[:, None]


def sasrec(gated, frequency):
    p = Parameters()
    segments, positions, mask = packed()
    items = values("items", 2, LENGTH, SIZE).requires_grad_()
    p.get("places", LENGTH, SIZE)
    x = p.norm(items + p.all["places"][positions], "embedding")

    def filtered(h, name):
        beta = p.get(f"{name}/beta", SIZE)
        rows = []
        for block in range(2):
            row = []
            for segment in segments[block].unique_consecutive():
                row.append(spectrum(h[block][segments[block] == segment], beta, 2, LENGTH))
            rows.append(torch.cat(row))
        return p.norm(h + torch.stack(rows), f"{name}/norm")

    b = "block0"
    if gated:
        n = p.norm(x, f"{b}/norm1")
        own = attention(p, n, f"{b}/attention", mask)
        if frequency > 0:
            own = own * (1 - frequency) + filtered(n, f"{b}/frequency") * frequency
        h = x + own * torch.sigmoid(p.linear(x, f"{b}/gate1", SIZE))
        n = p.norm(h, f"{b}/norm2")
        inner = F.silu(p.linear(n, f"{b}/up", 4 * SIZE)) * p.linear(n, f"{b}/side", 4 * SIZE)
        x = h + p.linear(inner, f"{b}/down", SIZE) * torch.sigmoid(p.linear(h, f"{b}/gate2", SIZE))
        x = p.norm(x, "last")
    else:
        h = p.norm(x + attention(p, x, f"{b}/attention", mask), f"{b}/norm1")
        if frequency > 0:
            h = h * (1 - frequency) + filtered(x, f"{b}/frequency") * frequency
        inner = F.gelu(p.linear(h, f"{b}/up", 4 * SIZE))
        x = p.norm(h + p.linear(inner, f"{b}/down", SIZE), f"{b}/norm2")
    h = x.reshape(-1, SIZE)
    catalogue = values("catalogue", 9, SIZE).requires_grad_()
    targets = torch.arange(2 * LENGTH) % 9
    losses = F.cross_entropy(h @ catalogue.T, targets, reduction="none")
    weights = (segments.reshape(-1) > 0).double()
    loss = (losses * weights).sum() / weights.sum()
    return loss, {"items": items, "catalogue": catalogue, **p.all}


def recurrent(kind):
    gates = 3 if kind == "gru" else 4
    cell = (torch.nn.GRU if kind == "gru" else torch.nn.LSTM)(SIZE, SIZE, batch_first=True)
    p = Parameters()
    p.get("input", SIZE, gates * SIZE)
    p.get("state", SIZE, gates * SIZE)
    with torch.no_grad():
        cell.weight_ih_l0.copy_(p.all["input"].T)
        cell.weight_hh_l0.copy_(p.all["state"].T)
        cell.bias_hh_l0.zero_()
        if kind == "gru":
            cell.bias_ih_l0.copy_(p.get("inputBias", 3 * SIZE))
            cell.bias_hh_l0.copy_(p.get("stateBias", 3 * SIZE))
        else:
            cell.bias_ih_l0.copy_(p.get("bias", 4 * SIZE))
    x = values("x", 3, 4, SIZE).requires_grad_()
    state = values("hidden", 3, SIZE).requires_grad_()
    memory = values("cell", 3, SIZE).requires_grad_()
    y, _ = cell(x, state[None] if kind == "gru" else (state[None], memory[None]))
    loss = (y * values("weights", 3, 4, SIZE)).sum()
    loss.backward()
    slopes = {"x": x.grad, "hidden": state.grad, "input": cell.weight_ih_l0.grad.T, "state": cell.weight_hh_l0.grad.T}
    if kind == "gru":
        slopes |= {"inputBias": cell.bias_ih_l0.grad, "stateBias": cell.bias_hh_l0.grad}
    else:
        slopes |= {"cell": memory.grad, "bias": cell.bias_ih_l0.grad}
    return loss, slopes


def variational():
    """Mult-VAE with an annealed KL: counts, normalised, to a normal's mean and log variance, its sample back to scores of all items."""
    p = Parameters()
    counts = (values("counts", 4, 10) > 0).double()
    x = F.normalize(counts, dim=-1)
    h = torch.tanh(p.linear(x, "encode", SIZE))
    mean, logarithm = p.linear(h, "mean", 3), p.linear(h, "variance", 3)
    z = mean + values("noise", 4, 3) * torch.exp(0.5 * logarithm)
    scores = p.linear(torch.tanh(p.linear(z, "decode", SIZE)), "scores", 10)
    likelihood = -(counts * F.log_softmax(scores, -1)).sum(-1).mean()
    divergence = -0.5 * (1 + logarithm - mean**2 - logarithm.exp()).sum(-1).mean()
    return likelihood + 0.2 * divergence, p.all


def figures(loss, tensors):
    if any(tensor.requires_grad for tensor in tensors.values()):
        slopes = torch.autograd.grad(loss, list(tensors.values()))
        tensors = dict(zip(tensors, slopes))
    return {"loss": float(f"{loss.item():.12g}"), "gradients": {name: [float(f"{v:.6g}") for v in t.reshape(-1).tolist()] for name, t in tensors.items()}}


if __name__ == "__main__":
    networks = {
        "sasrec with frequencies": sasrec(False, 0.4),
        "sasrec, gated, with frequencies": sasrec(True, 0.3),
        "gru": recurrent("gru"),
        "lstm": recurrent("lstm"),
        "mult-vae": variational(),
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.json"), "w") as file:
        json.dump({name: figures(*network) for name, network in networks.items()}, file, separators=(",", ":"))
        file.write("\n")
