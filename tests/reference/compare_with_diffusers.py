"""Does diffusers, given our starter model and a seed, paint our picture?

Development time only (the program itself needs no Python). `compare` beside this file sets up the environment, paints
with likeness-cli and calls this script once per prompt:

    compare_with_diffusers.py MODEL_FOLDER OUR_FOLDER

OUR_FOLDER holds id_off.png and manifest.json of `likeness-cli pair`. Prints the largest and mean difference in 8-bit
steps, and fails above 2.
"""
import json
import sys
from pathlib import Path

import numpy
import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionXLPipeline
from PIL import Image

ALLOWED = 2  # 8-bit steps


def scheduler_for(pipeline, sampler):
    if sampler == "dpmpp_2m":
        return DPMSolverMultistepScheduler.from_config(pipeline.scheduler.config)
    return pipeline.scheduler


def main(model, ours):
    request = json.loads((Path(ours) / "manifest.json").read_text())["request"]
    pipeline = StableDiffusionXLPipeline.from_pretrained(model, torch_dtype=torch.float32)
    pipeline.scheduler = scheduler_for(pipeline, request["sampler"])
    pipeline.set_progress_bar_config(disable=True)
    negative = request.get("expanded_negative_prompt") or request.get("negative_prompt") or None
    picture = pipeline(
        prompt=request["expanded_prompt"],
        negative_prompt=negative,
        width=request["width"],
        height=request["height"],
        num_inference_steps=request["steps"],
        guidance_scale=request["guidance"],
        generator=torch.Generator("cpu").manual_seed(request["seed"]),
    ).images[0]
    mine = numpy.asarray(Image.open(Path(ours) / "id_off.png").convert("RGB")).astype(int)
    theirs = numpy.asarray(picture).astype(int)
    difference = numpy.abs(mine - theirs)
    print(f"{request['sampler']}, {request['steps']} steps, guidance {request['guidance']}: "
          f"largest difference {difference.max()}, mean {difference.mean():.4f}")
    return 0 if difference.max() <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
