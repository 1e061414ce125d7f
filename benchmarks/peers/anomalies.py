# The detectors of scikit-learn that benchmarks/anomalies.ts is compared with, on one split: FOLDER/scores.json.
#
#   python anomalies.py FOLDER SEED      FOLDER holds fit.npy (normal rows) and judge.npy
#
# Defaults throughout; larger scores are less normal. The support of EllipticEnvelope is singular where rows are few: its warnings are
# silenced, its scores taken as they are.

import json
import sys
import time
import warnings

import numpy as np
from sklearn.covariance import EllipticEnvelope
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor

warnings.filterwarnings("ignore")
folder, seed = sys.argv[1], int(sys.argv[2])
fit = np.load(f"{folder}/fit.npy").astype(np.float64)
judge = np.load(f"{folder}/judge.npy").astype(np.float64)
detectors = {
    "IsolationForest": IsolationForest(random_state=seed),
    "LocalOutlierFactor": LocalOutlierFactor(novelty=True),
    "EllipticEnvelope": EllipticEnvelope(random_state=seed),
}
scores, seconds = {}, {}
for name, detector in detectors.items():
    start = time.perf_counter()
    values = -detector.fit(fit).score_samples(judge)
    seconds[name] = time.perf_counter() - start
    scores[name] = np.nan_to_num(values, posinf=3e38, neginf=-3e38).tolist()
with open(f"{folder}/scores.json", "w") as file:
    json.dump({"scores": scores, "seconds": seconds}, file)
