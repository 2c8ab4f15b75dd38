"""Judges what `check` beside this file left in a folder, in plain Python.

    judge.py FOLDER [DIFFUSERS_JSON]

Bounds: measured memory within a tenth of the estimate; pictures of the GPU near those of the processor (mean difference in
8-bit steps: fp32 0.5, half precision 8, 8-bit rows 20; offloaded exactly as whole); the mean loss of ten steps of training
near the processor's (fp32 a thousandth, bf16 a twentieth). Speed is reported as a ratio, not judged.
"""
import json
import struct
import sys
import zlib
from pathlib import Path

MEMORY = 0.10
PICTURES = {"gpu-fp32": 0.5, "gpu-fp16": 8, "gpu-bf16": 8, "gpu-fp16-int8": 20}
LOSSES = {"train-gpu-fp32": 0.001, "train-gpu-bf16": 0.05}


def pixels(path):
    """The bytes of an 8-bit RGB PNG, row by row (PNG specification, sections 9 and 11)."""
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", body)
            assert (depth, colour) == (8, 2), "an 8-bit RGB picture was expected"
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    raw, stride, rows = zlib.decompress(packed), 3 * width, []
    before = bytearray(stride)
    for y in range(height):
        method, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            left, up = row[x - 3] if x >= 3 else 0, before[x]
            corner = before[x - 3] if x >= 3 else 0
            nearest = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            row[x] = (row[x] + (0, left, up, (left + up) // 2, nearest)[method]) & 255
        rows.append(bytes(row))
        before = row
    return b"".join(rows)


def mean_difference(a, b):
    return sum(abs(x - y) for x, y in zip(a, b)) / len(a)


def main(folder, peer):
    failed = False

    def judge(text, good):
        nonlocal failed
        failed |= not good
        print(f"{'ok    ' if good else 'FAILED'} {text}")

    peer = json.loads(Path(peer).read_text()) if peer else {}
    for path in sorted(folder.glob("bench-*.json")):
        bench = json.loads(path.read_text())
        # The allocator counts neither the GPU's context nor the libraries' own work space.
        estimate = bench["estimated_bytes"] - bench["estimated_program_bytes"]
        off = bench["peak_bytes"] / estimate - 1
        name = f"{bench['precision']} {bench['memory']}"
        judge(f"{name}: memory {bench['peak_bytes'] / 1e9:.2f} GB, {off:+.0%} of the estimate", abs(off) <= MEMORY)
        for figure in bench["figures"]:
            theirs = peer.get(f"{figure['what']}, {bench['precision']}")
            ratio = f", {figure['median_ms'] / theirs:.2f} x diffusers" if theirs else ""
            print(f"       {figure['what']}: {figure['median_ms']:.1f} ms{ratio}")
    for what, theirs in peer.items():
        print(f"       diffusers, {what}: {theirs:.1f} ms")

    processor = pixels(folder / "processor" / "id_on.png")
    for name, most in PICTURES.items():
        difference = mean_difference(pixels(folder / name / "id_on.png"), processor)
        judge(f"{name}: {difference:.2f} of 255 beside the processor's fp32", difference <= most)
    same = pixels(folder / "gpu-fp16-offload" / "id_on.png") == pixels(folder / "gpu-fp16" / "id_on.png")
    judge("offloaded weights paint the same picture", same)

    def loss(name):
        return json.loads((folder / name / "stage3.log.jsonl").read_text().splitlines()[0])["loss"]

    exact = loss("train-processor")
    for name, most in LOSSES.items():
        off = loss(name) / exact - 1
        judge(f"{name}: loss {loss(name):.5f}, {off:+.2%} of the processor's", abs(off) <= most)
    return 1 if failed else 0


sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
