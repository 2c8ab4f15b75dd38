"""Makes diffusers' AutoencoderTiny on small random weights, and what it decodes.

    make_taesd_case.py ../data/diffusion

Development time only, in the environment that `compare` sets up. `taesd-decoder.safetensors` holds the decoder in fp16
under the names of taesdxl_decoder.safetensors ("1.weight", …); `taesd-case.safetensors` holds `in.latents` and
`out.image` (0..1, before the clamp), computed in fp32 from exactly those weights.
"""
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save_file

WIDTH = 8


def main(folder):
    torch.manual_seed(7)
    model = AutoencoderTiny(
        encoder_block_out_channels=(WIDTH,) * 4,
        decoder_block_out_channels=(WIDTH,) * 4,
        latent_channels=4,
    ).eval()
    tensors = {}
    with torch.no_grad():
        for name, parameter in model.decoder.named_parameters():
            scale = 0.35 if name.endswith("weight") else 0.1
            parameter.copy_((torch.randn_like(parameter) * scale / (parameter[0].numel() / 9) ** 0.5).half())
            layer, rest = name.removeprefix("layers.").split(".", 1)
            tensors[f"{int(layer) + 1}.{rest}"] = parameter.half().contiguous()
        latents = torch.randn(1, 4, 4, 6) * 4
        image = model.decode(latents).sample.add(1).div(2)
    print("image from", image.min().item(), "to", image.max().item())
    save_file(tensors, Path(folder) / "taesd-decoder.safetensors")
    save_file({"in.latents": latents, "out.image": image.contiguous()}, Path(folder) / "taesd-case.safetensors")


if __name__ == "__main__":
    main(*sys.argv[1:])
