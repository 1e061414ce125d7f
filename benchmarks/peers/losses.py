# PyTorch Metric Learning on the pixels and batches of benchmarks/losses.ts; and what its losses cost.
#
#   python losses.py FOLDER LOSS SEED           trains, writes FOLDER/LOSS.npy, prints {"seconds"}
#   python losses.py cost LOSS BATCH THREADS    prints {"ms", "mib"}: loss and gradient by the embeddings, 128 numbers each

import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from pytorch_metric_learning import losses
from pytorch_metric_learning.utils import common_functions as c_f


# As Kindred's begin.
xavier = c_f.TorchInitWrapper(nn.init.xavier_uniform_)


def loss_of(name, classes, width):
    return {
        "ContrastiveLoss": lambda: losses.ContrastiveLoss(pos_margin=0, neg_margin=1),
        "TripletMarginLoss": lambda: losses.TripletMarginLoss(margin=0.2),
        "MultiSimilarityLoss": lambda: losses.MultiSimilarityLoss(alpha=2, beta=50, base=0.5),
        "SupConLoss": lambda: losses.SupConLoss(temperature=0.1),
        "NTXentLoss": lambda: losses.NTXentLoss(temperature=0.07),
        "CircleLoss": lambda: losses.CircleLoss(m=0.4, gamma=80),
        "CosFaceLoss": lambda: losses.CosFaceLoss(classes, width, weight_init_func=xavier),
        "ProxyAnchorLoss": lambda: losses.ProxyAnchorLoss(classes, width, weight_init_func=xavier),
    }[name]()


def trained(folder, name, seed):
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    plan = json.load(open(f"{folder}/plan.json"))
    size = plan["size"]

    def pictures(part):
        return np.fromfile(f"{folder}/{part}.bin", np.uint8).reshape(-1, 1, size, size).astype(np.float32) / 255

    train, test = pictures("train"), pictures("test")
    mean, std = train.mean(), train.std()
    train, test = [torch.tensor((part - mean) / std).to(memory_format=torch.channels_last) for part in (train, test)]
    labels = torch.tensor(plan["labels"])
    layers, channels, side = [], 1, size
    for _ in range(4):
        layers += [nn.Conv2d(channels, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)]
        channels, side = 32, side // 2
    encoder = nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * side * side, 64)).to(memory_format=torch.channels_last)
    # Weights begin as Kindred's do: PyTorch's own begin smaller, and so move faster behind batch normalisation.
    for layer in encoder:
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
            nn.init.zeros_(layer.bias)
    loss = loss_of(name, plan["classes"], 64)
    parameters = [*encoder.parameters(), *loss.parameters()]
    optimiser = torch.optim.Adam(parameters, plan["learningRate"])
    start = time.time()
    for batch in plan["batches"]:
        embeddings = F.normalize(encoder(train[batch]))
        cost = loss(embeddings, labels[batch])
        optimiser.zero_grad()
        cost.backward()
        nn.utils.clip_grad_norm_(parameters, 10)
        optimiser.step()
    seconds = time.time() - start
    encoder.eval()
    with torch.no_grad():
        rows = torch.cat([F.normalize(encoder(part)) for part in test.split(256)])
    np.save(f"{folder}/{name}.npy", rows.numpy().astype(np.float32))
    return {"seconds": seconds}


def cost(name, batch, threads):
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    embeddings = F.normalize(torch.randn(batch, 128)).requires_grad_()
    labels = torch.arange(batch) // 4
    loss = loss_of(name, batch // 4, 128)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        embeddings.grad = None
        loss(embeddings, labels).backward()
        best = min(best, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": best * 1000, "mib": peak - before}


if sys.argv[1] == "cost":
    print(json.dumps(cost(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
else:
    print(json.dumps(trained(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
