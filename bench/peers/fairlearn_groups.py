"""Groups with bootstrap intervals by fairlearn's MetricFrame; called by bench/audit.mjs with a file of rows."""

import json
import sys
import time
import warnings

import fairlearn
import fairlearn.metrics as fair
import numpy as np
from sklearn import metrics

warnings.filterwarnings("ignore")
rows = json.load(open(sys.argv[1]))
label = np.array(rows["label"])
called = (np.array(rows["score"]) >= 0.5).astype(int)
measures = {
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "sensitivity": metrics.recall_score,
    "specificity": fair.true_negative_rate,
    "f1": metrics.f1_score,
    "positive_rate": fair.selection_rate,
}
start = time.process_time()
tables = []
for values in rows["attributes"]:
    frame = fair.MetricFrame(
        metrics=measures,
        y_true=label,
        y_pred=called,
        sensitive_features=np.array(values),
        n_boot=rows["resamples"],
        ci_quantiles=[0.025, 0.975],
        random_state=0,
    )
    frame.by_group_ci
    frame.difference_ci()
    frame.ratio_ci()
    tables.append(frame.by_group)
seconds = time.process_time() - start
print(
    json.dumps(
        {
            "version": fairlearn.__version__,
            "seconds": seconds,
            "by_group": [{name: table[name].tolist() for name in measures} for table in tables],
        }
    )
)
