"""Decode DICOM files with pydicom, for bench/dicom.mjs:  python dicom.py FILE ...

Prints JSON: for each file, decoder and window, processor milliseconds (median and minimum of 100) from bytes to float32.
"""

import io
import json
import sys
import time

import numpy as np
import pydicom
from pydicom.pixels import apply_modality_lut, apply_voi_lut, get_decoder, pixel_array

results = []
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        content = file.read()
    syntax = pydicom.dcmread(io.BytesIO(content)).file_meta.TransferSyntaxUID
    decoders = get_decoder(syntax).available_plugins if syntax.is_compressed else [""]
    for decoder in decoders:
        for window in (False, True):
            times = []
            for _ in range(100):
                start = time.process_time()
                dataset = pydicom.dcmread(io.BytesIO(content))
                values = apply_modality_lut(pixel_array(dataset, decoding_plugin=decoder), dataset)
                if window:
                    values = apply_voi_lut(values, dataset)
                values.astype(np.float32)
                times.append((time.process_time() - start) * 1e3)
            results.append(
                {
                    "file": path,
                    "decoder": decoder or "pydicom",
                    "window": window,
                    "median": float(np.median(times)),
                    "minimum": min(times),
                }
            )
print(json.dumps(results))
