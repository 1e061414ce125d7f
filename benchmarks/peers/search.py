# The question of benchmarks/search.ts, asked of FAISS: one JSON line.
#
#   python search.py ITEMS.f32 QUERIES.f32 WIDTH
#
# One query after another on two threads. IndexHNSWFlat has M = 32, efConstruction = 200 and efSearch = 128; recall is against
# IndexFlatL2, for the first 200 queries.

import json
import resource
import sys
import time

import faiss
import numpy as np

items, queries = (np.fromfile(file, dtype=np.float32).reshape(-1, int(sys.argv[3])) for file in sys.argv[1:3])
faiss.omp_set_num_threads(2)


def ask(index, asked):
    found, times = [], []
    for query in asked:
        start = time.perf_counter()
        found.append(index.search(query[None], 10)[1][0])
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return found, {"p50Milliseconds": times[len(times) // 2], "p99Milliseconds": times[int(0.99 * len(times))]}


def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 2**20


flat = faiss.IndexFlatL2(items.shape[1])
flat.add(items)
truth, flat_figures = ask(flat, queries[:200])
before = memory()
start = time.perf_counter()
graph = faiss.IndexHNSWFlat(items.shape[1], 32)
graph.hnsw.efConstruction = 200
graph.add(items)
seconds = time.perf_counter() - start
graph.hnsw.efSearch = 128
found, figures = ask(graph, queries)
recall = float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(truth, found)]))
figures.update(recallAt10=recall, buildSeconds=seconds, memoryMiB=memory() - before)
print(json.dumps({"flat": flat_figures, "hnsw": figures}))
