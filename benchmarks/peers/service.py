# The same two questions as kindred serve answers, with FastAPI, uvicorn, Pillow and ONNX Runtime for Python, on the same model.
#
#   MODEL=model.onnx THRESHOLD=1 uvicorn service:app --port 9001 --no-access-log
#
# Endpoints are plain functions, which FastAPI runs in its thread pool: decoding and the session leave Python's lock alone. The gallery
# is a matrix; identification compares with all of it at once.

import io
import os

import numpy as np
import onnxruntime
from fastapi import FastAPI, File, UploadFile
from PIL import Image

threads = int(os.environ.get("THREADS", "0"))
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
_, height, width, channels = session.get_inputs()[0].shape
threshold = float(os.environ["THRESHOLD"])
mode = "L" if channels == 1 else "RGB"
gallery: list[np.ndarray] = []
names: list[str] = []
matrix = np.zeros((0, 1), np.float32)
app = FastAPI()


def pixels(upload: UploadFile) -> np.ndarray:
    picture = Image.open(io.BytesIO(upload.file.read())).convert(mode).resize((width, height), Image.Resampling.BOX)
    return np.asarray(picture, np.uint8).reshape(height, width, channels)


def embed(pictures: list[np.ndarray]) -> np.ndarray:
    return session.run(None, {session.get_inputs()[0].name: np.stack(pictures)})[0]


@app.post("/v1/verify")
def verify(a: UploadFile = File(), b: UploadFile = File()) -> dict:
    left, right = embed([pixels(a), pixels(b)])
    distance = float(np.linalg.norm(left - right))
    return {"same": distance <= threshold, "distance": distance, "threshold": threshold}


@app.post("/v1/galleries/people/items")
def enrol(id: str, input: UploadFile = File()) -> dict:
    global matrix
    gallery.append(embed([pixels(input)])[0])
    names.append(id)
    matrix = np.stack(gallery)
    return {"id": id}


@app.post("/v1/galleries/people/identify")
def identify(input: UploadFile = File()) -> dict:
    probe = embed([pixels(input)])[0]
    distances = np.linalg.norm(matrix - probe, axis=1)
    order = np.argsort(distances)[:5]
    ranked = [{"identity": names[i], "distance": float(distances[i])} for i in order]
    known = ranked[0]["distance"] <= threshold
    return {"identity": ranked[0]["identity"] if known else None, "threshold": threshold, "ranked": ranked}


@app.get("/healthz")
def health() -> dict:
    return {"status": "ok"}
