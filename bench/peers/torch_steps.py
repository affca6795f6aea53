"""The benchmark's steps in PyTorch: same protocol as bench/worker.mjs.

    python torch_steps.py CASE THREADS

CASE: a mimm-cnn, b ResNet-18, c MINE critic on all pairs, k the same with K = 4 shifts, densenet DenseNet-121, resnet50
ResNet-50, volumes ResNet-18 with a third axis, d matrix product. densenet and resnet50 need torchvision.
Default settings of a fresh installation; nothing is compiled, as in most training scripts.
"""

import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    """torchvision's block, so that torchvision need not be installed; `layers` are for pictures or volumes."""

    def __init__(self, layers, inputs, outputs, stride):
        super().__init__()
        conv, norm, *_ = layers
        self.conv1 = conv(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = norm(outputs)
        self.conv2 = conv(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = norm(outputs)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1, stride, bias=False), norm(outputs))

    def forward(self, x):
        short = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(x)) + short, inplace=True)


PICTURES = (nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d, nn.AdaptiveAvgPool2d)
VOLUMES = (nn.Conv3d, nn.BatchNorm3d, nn.MaxPool3d, nn.AdaptiveAvgPool3d)


def resnet18(layers=PICTURES):
    conv, norm, max_pool, average = layers
    parts = [conv(1, 64, 7, 2, 3, bias=False), norm(64), nn.ReLU(inplace=True), max_pool(3, 2, 1)]
    for inputs, outputs, stride in [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]:
        parts += [BasicBlock(layers, inputs, outputs, stride), BasicBlock(layers, outputs, outputs, 1)]
    return nn.Sequential(*parts, average(1), nn.Flatten(), nn.Linear(512, 2))


def published(name):
    import torchvision

    return torchvision.models.get_model(name, weights=None, num_classes=2)


def mimm_cnn():
    return nn.Sequential(
        *[nn.Conv2d(1, 6, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(6, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 4)],
    )


def critic():
    layers = []
    for inputs in (4, 400, 400):
        layers += [nn.Linear(inputs, 400, bias=False), nn.BatchNorm1d(400), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(400, 1))


def classifier(net, shape, classes):
    x, labels = torch.randn(shape), torch.arange(shape[0]) % classes
    return net, lambda: F.cross_entropy(net(x), labels)


def mine(batch, shifts):
    net, left, right = critic(), torch.randn(batch, 2), torch.randn(batch, 2)
    eye = torch.eye(batch, dtype=torch.bool)

    def loss():
        if shifts is None:
            pair = [left[:, None].expand(-1, batch, -1), right[None].expand(batch, -1, -1)]
            scores = net(torch.cat(pair, 2).reshape(batch * batch, 4)).reshape(batch, batch)
            product = torch.logsumexp(scores.masked_fill(eye, -1e9).flatten(), 0)
            return product - scores.diagonal().mean()
        rows = [torch.cat([left, right.roll(-shift, 0)], 1) for shift in range(shifts + 1)]
        scores = net(torch.cat(rows))[:, 0]
        return torch.logsumexp(scores[batch:], 0) - scores[:batch].mean()

    return net, loss


def resident_mb():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize() / 2**20
    except FileNotFoundError:
        return peak_mb()


def peak_mb():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main():
    case, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    before = resident_mb()
    if case == "d":
        left, right = torch.randn(2048, 2048), torch.randn(2048, 2048)
        step = lambda: (left @ right)[0, 0]
    else:
        net, loss_of = {
            "a": lambda: classifier(mimm_cnn(), (1000, 1, 28, 28), 4),
            "b": lambda: classifier(resnet18(), (16, 1, 128, 128), 2),
            "densenet": lambda: classifier(published("densenet121"), (32, 3, 96, 96), 2),
            "resnet50": lambda: classifier(published("resnet50"), (8, 3, 224, 224), 2),
            "volumes": lambda: classifier(resnet18(VOLUMES), (4, 1, 64, 64, 64), 2),
            "c": lambda: mine(500, None),
            "k": lambda: mine(500, 4),
        }[case]()
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

        def step():
            optimizer.zero_grad()
            loss = loss_of()
            loss.backward()
            optimizer.step()
            return loss

    print(json.dumps({"ready": f"PyTorch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        if line.strip() != "step":
            print(json.dumps({"peakMb": peak_mb(), "beforeMb": before}), flush=True)
            return
        start = time.perf_counter()
        loss = step().item()
        elapsed = (time.perf_counter() - start) * 1e3
        print(json.dumps({"ms": elapsed, "loss": loss}), flush=True)


main()
