"""Steps of the published schedule (MIMM's precursor with two factors) in PyTorch, for bench/method-cost.mjs.

    python torch_published.py THREADS BATCH REPEATS

Encoder mimm-cnn with three parts of two features; a MINE critic 4-400-400-400-1 with batch norm for each of the three
pairs of parts, all B x B pairs of a batch. Prints one line of JSON for each step that was timed:

- `critic`: one critic, forward, backward, Adam. A critic batch has three of them.
- `penalty`: one critic as the encoder sees it, forward and backward down to the features. An encoder batch has three.
- `encoder`: forward, the tasks' backward and, for the clipped penalty, a second backward from the features; Adam.

One critic at a time, so that the activations of one are in memory; gradients at the features are added up, which is the
same arithmetic. The features' forward pass of a critic batch is left out: it is small, and in favour of the schedule.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

threads, batch, repeats = (int(value) for value in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(0)


def critic():
    layers = []
    for inputs in (4, 400, 400):
        layers += [nn.Linear(inputs, 400), nn.BatchNorm1d(400), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.Linear(400, 1))


def encoder():
    return nn.Sequential(
        *[nn.Conv2d(1, 6, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(6, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 6)],
    )


def estimate(net, left, right):
    """Donsker-Varadhan over all pairs of the batch; the diagonal is joint, the others are product samples."""
    pairs = torch.cat([left[:, None].expand(-1, batch, -1), right[None].expand(batch, -1, -1)], 2)
    scores = net(pairs.reshape(batch * batch, 4)).reshape(batch, batch)
    eye = torch.eye(batch, dtype=torch.bool)
    product = torch.logsumexp(scores.masked_fill(eye, -1e9).flatten(), 0)
    return scores.diagonal().mean() - product


def timed(name, step):
    for _ in range(repeats):
        start = time.perf_counter()
        step()
        ms = (time.perf_counter() - start) * 1e3
        print(json.dumps({"step": name, "ms": ms}), flush=True)


net, model = critic(), encoder()
critic_optimizer = torch.optim.Adam(net.parameters(), lr=1e-5)
encoder_optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
images = torch.randn(batch, 1, 28, 28)
labels = [torch.randint(0, 2, (batch,)) for _ in range(3)]
left, right = torch.randn(batch, 2), torch.randn(batch, 2)
at_features = torch.randn(batch, 6)


def critic_step():
    critic_optimizer.zero_grad()
    (-estimate(net, left, right)).backward()
    critic_optimizer.step()


def penalty_step():
    sides = [side.detach().requires_grad_() for side in (left, right)]
    torch.autograd.grad(estimate(net, *sides), sides)


def encoder_step():
    encoder_optimizer.zero_grad()
    features = model(images)
    loss = sum(F.cross_entropy(features[:, 2 * i : 2 * i + 2], labels[i]) for i in range(3)) / 3
    parameters = list(model.parameters())
    tasks = torch.autograd.grad(loss, parameters, retain_graph=True)
    penalty = torch.autograd.grad(features, parameters, grad_outputs=at_features)
    for parameter, own, other in zip(parameters, tasks, penalty):
        parameter.grad = own + other
    encoder_optimizer.step()


print(json.dumps({"ready": f"PyTorch {torch.__version__}", "batch": batch}), flush=True)
# The first step of each kind pays for memory: it is made on the smallest thing that has all its parts.
encoder_step()
timed("encoder", encoder_step)
timed("critic", critic_step)
timed("penalty", penalty_step)
