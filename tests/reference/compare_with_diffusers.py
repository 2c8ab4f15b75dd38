"""Does diffusers, given our model and a seed, paint our pictures?

Development time only (the program itself needs no Python). `compare` beside this file sets up the environment, paints
with likeness-cli and calls this script:

    compare_with_diffusers.py MODEL_FOLDER OUR_FOLDER…

Each OUR_FOLDER holds id_off.png and manifest.json of a set with identity off. Prints, per folder, the largest and mean
difference in 8-bit steps and the share of values that differ, as a row of a Markdown table; fails where the largest is
above 2. The random numbers are the seed's alone: one generator on the CPU for the first noise and for what a sampler
draws between its steps.
"""
import json
import sys
from pathlib import Path

import numpy
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionXLPipeline,
    UniPCMultistepScheduler,
)
from PIL import Image

ALLOWED = 2  # 8-bit steps

SDE = {"algorithm_type": "sde-dpmsolver++"}
KARRAS = {"use_karras_sigmas": True}
PLAIN = {"use_karras_sigmas": False}
SCHEDULERS = {
    "euler": (EulerDiscreteScheduler, PLAIN),
    "euler_karras": (EulerDiscreteScheduler, KARRAS),
    "euler_a": (EulerAncestralDiscreteScheduler, {}),
    "ddim": (DDIMScheduler, {}),
    "dpmpp_2m": (DPMSolverMultistepScheduler, PLAIN),
    "dpmpp_2m_karras": (DPMSolverMultistepScheduler, KARRAS),
    "dpmpp_2m_sde": (DPMSolverMultistepScheduler, SDE | PLAIN),
    "dpmpp_2m_sde_karras": (DPMSolverMultistepScheduler, SDE | KARRAS),
    "unipc": (UniPCMultistepScheduler, PLAIN),
    "unipc_karras": (UniPCMultistepScheduler, KARRAS),
    "lcm": (LCMScheduler, {}),
}


def painted_by_diffusers(pipeline, config, request):
    make, overrides = SCHEDULERS[request["sampler"]]
    pipeline.scheduler = make.from_config(config, **overrides)
    return pipeline(
        prompt=request["expanded_prompt"],
        negative_prompt=request.get("expanded_negative_prompt") or None,
        width=request["width"],
        height=request["height"],
        num_inference_steps=request["steps"],
        guidance_scale=request["guidance"],
        generator=torch.Generator("cpu").manual_seed(request["seed"]),
    ).images[0]


def merge_loras(pipeline, folder):
    """Every folder was painted with the same ones."""
    for lora in json.loads((Path(folder) / "manifest.json").read_text())["request"]["loras"]:
        pipeline.load_lora_weights(lora["file"])
        pipeline.fuse_lora(lora_scale=lora["strength"])
        pipeline.unload_lora_weights()


def main(model, *folders):
    pipeline = StableDiffusionXLPipeline.from_pretrained(model, torch_dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    merge_loras(pipeline, folders[0])
    config = pipeline.scheduler.config
    worst = 0
    for folder in folders:
        request = json.loads((Path(folder) / "manifest.json").read_text())["request"]
        mine = numpy.asarray(Image.open(Path(folder) / "id_off.png").convert("RGB")).astype(int)
        try:
            theirs = numpy.asarray(painted_by_diffusers(pipeline, config, request)).astype(int)
        except NotImplementedError as problem:
            print(f"| {request['sampler']} | {request['steps']} | {request['guidance']} | diffusers: {problem} | | |")
            continue
        difference = numpy.abs(mine - theirs)
        worst = max(worst, difference.max())
        print(f"| {request['sampler']} | {request['steps']} | {request['guidance']} | {difference.max()} "
              f"| {difference.mean():.4f} | {100 * (difference > 0).mean():.2f} % |", flush=True)
    return 0 if worst <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
