# The questions of benchmarks/distances.ts, asked of SciPy, scikit-learn and FAISS some times each: one JSON line, the smallest
# seconds by question and peer.
#
#   python distances.py ROWS WIDTH SMALL JOBS TIMES [question,question ...]
#
# Same numbers for all: standard normal float32, [ROWS, WIDTH] against as many others; Mahalanobis on SMALL rows of each.

import json
import sys
import time

import faiss
import numpy as np
from scipy.spatial.distance import cdist
from sklearn.metrics import pairwise_distances

rows, width, small, jobs, times = map(int, sys.argv[1:6])
asked = sys.argv[6].split(",") if len(sys.argv) > 6 else None
generator = np.random.default_rng(0)
x = generator.standard_normal((rows, width)).astype(np.float32)
y = generator.standard_normal((rows, width)).astype(np.float32)
inverse = np.linalg.inv(np.cov(x[:small].astype(np.float64), rowvar=False))
faiss.omp_set_num_threads(jobs)


def flat():
    index = faiss.IndexFlatL2(width)
    index.add(y)
    index.search(x, 10)


questions = {
    "euclidean/scikit-learn": lambda: pairwise_distances(x, y, metric="euclidean", n_jobs=jobs),
    "cosine/scikit-learn": lambda: pairwise_distances(x, y, metric="cosine", n_jobs=jobs),
    "top-10/faiss": flat,
    "manhattan/scikit-learn": lambda: pairwise_distances(x, y, metric="manhattan", n_jobs=jobs),
    "euclidean/scipy": lambda: cdist(x, y),
    "cosine/scipy": lambda: cdist(x, y, "cosine"),
    "manhattan/scipy": lambda: cdist(x, y, "cityblock"),
    "mahalanobis/scipy": lambda: cdist(x[:small], y[:small], "mahalanobis", VI=inverse),
}
seconds = {}
for name, question in questions.items():
    if asked is not None and name not in asked:
        continue
    for _ in range(times):
        start = time.perf_counter()
        question()
        seconds[name] = min(seconds.get(name, float("inf")), time.perf_counter() - start)
print(json.dumps(seconds))
