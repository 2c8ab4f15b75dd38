"""Times diffusers with a model folder on the GPU: medians in milliseconds, as JSON.

    time_diffusers.py MODEL_FOLDER

The same calls as `likeness-cli bench run --size 1024x1024 --guidance 5`: one UNet call of two rows, one VAE decode as the
pipeline does it (upcast to fp32), after a first run that is not counted.
"""
import json
import statistics
import sys
import time

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel

REPEATS = 10


def median_ms(body):
    times = []
    for run in range(REPEATS + 1):
        torch.cuda.synchronize()
        began = time.perf_counter()
        body()
        torch.cuda.synchronize()
        if run > 0:
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


@torch.inference_mode()
def main(folder):
    result = {}
    for name, dtype in (("fp16", torch.float16), ("bf16", torch.bfloat16)):
        unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet", variant="fp16", torch_dtype=dtype).cuda()
        sample = torch.randn(2, 4, 128, 128, device="cuda", dtype=dtype)
        text = torch.randn(2, 77, 2048, device="cuda", dtype=dtype)
        added = {
            "text_embeds": torch.randn(2, 1280, device="cuda", dtype=dtype),
            "time_ids": torch.full((2, 6), 1024.0, device="cuda", dtype=dtype),
        }
        result[f"UNet call, 2 rows, {name}"] = median_ms(
            lambda: unet(sample, 500, encoder_hidden_states=text, added_cond_kwargs=added).sample
        )
        del unet
        torch.cuda.empty_cache()
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        vae = AutoencoderKL.from_pretrained(folder, subfolder="vae", variant="fp16", torch_dtype=dtype).cuda()
        latents = torch.randn(1, 4, 128, 128, device="cuda", dtype=dtype)
        result[f"VAE decode, {name}"] = median_ms(lambda: vae.decode(latents).sample)
    print(json.dumps(result))


main(sys.argv[1])
