"""Pillow beside ours: `make FOLDER COUNT` writes pictures, `run FOLDER KIND` times them. Called by image-pipeline.mjs.

Needs Pillow and numpy. The loader is a pool of two processes that open, resize by box to 96 x 96 and scale to 0..1 as
float32, the images in chunks of 16, as a DataLoader with two workers does.
"""

import json
import multiprocessing
import os
import pathlib
import sys
import time

import numpy as np
from PIL import Image

SIDE = 512
ENDINGS = {"png": ".png", "png16": ".png", "jpeg": ".jpg"}


def picture(row):
    """Smooth anatomy and grain: compresses as a radiograph does."""
    rng = np.random.default_rng(row)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    low = np.sin((3 + row % 5) * x) * np.cos((2 + row % 7) * y)
    return np.clip(0.5 + 0.35 * low + 0.02 * rng.standard_normal((SIDE, SIDE)), 0, 1)


def save(task):
    folder, row = task
    values = picture(row)
    for kind, ending in ENDINGS.items():
        scale, dtype = (65535, np.uint16) if kind == "png16" else (255, np.uint8)
        image = Image.fromarray(np.round(values * scale).astype(dtype))
        image.save(folder / kind / f"{row:05d}{ending}", **({"quality": 90} if kind == "jpeg" else {}))


def make(folder, count):
    for kind in ENDINGS:
        (folder / kind).mkdir()
    with multiprocessing.Pool() as pool:
        pool.map(save, [(folder, row) for row in range(count)])


def load(path):
    with Image.open(path) as image:
        small = image.resize((96, 96), Image.Resampling.BOX)
        return np.asarray(small, np.float32) / (65535 if image.mode.startswith("I") else 255)


def decode(path):
    with Image.open(path) as image:
        return np.asarray(image)


def all_processor_time(pool):
    """Seconds of this process and of those of `pool` until now."""
    ticks = os.sysconf("SC_CLK_TCK")
    # Fields 14 and 15 of stat, behind the name in brackets: user and system.
    fields = [pathlib.Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split() for worker in pool._pool]
    return time.process_time() + sum(int(field) for each in fields for field in each[11:13]) / ticks


def run(folder, kind):
    paths = sorted((folder / kind).iterdir())
    for path in paths[:20]:
        decode(path)
    start = time.process_time()
    for path in paths:
        decode(path)
    decoding = time.process_time() - start
    pool = multiprocessing.Pool(2)
    pool.map(load, paths[:40], chunksize=16)
    processor = -all_processor_time(pool)
    start = time.perf_counter()
    for _ in pool.imap(load, paths, chunksize=16):
        pass
    loading = time.perf_counter() - start
    processor += all_processor_time(pool)
    pool.terminate()
    times = {"decode": decoding, "load": loading, "processor": processor}
    print(json.dumps({name: value / len(paths) for name, value in times.items()}))


if __name__ == "__main__":
    command, folder, argument = sys.argv[1:]
    if command == "make":
        make(pathlib.Path(folder), int(argument))
    else:
        run(pathlib.Path(folder), argument)
