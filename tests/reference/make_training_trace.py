"""Makes ten steps of PuLID's third stage, on micro models of random weights, as plain PyTorch trains them.

    make_training_trace.py ../data/training

Development time only, in the environment that `compare` sets up. Text encoders are transformers', UNet and VAE
diffusers', the optimiser is torch.optim.AdamW; the face recogniser, IDFormer, identity attention and losses are written
here from insightface's and PuLID's papers and file layouts. All but the text encoders (which do not learn) runs in
float64, from weights that float16 holds exactly; `trace.safetensors` has those, the inputs, and what every step gave.
The draws of a step (rows, timesteps, noise) come from SplitMix64 in the order of core/training.

Rates above 0.002 make the trace chaotic: float32 and float64 then part by more than the test's tolerances in ten steps.
"""
import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDPMScheduler, EulerDiscreteScheduler, UNet2DConditionModel
from safetensors.torch import save_file
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

STEPS, WARM_UP, HOLD, RATE = 10, 3, 0.5, 1e-3
BETAS, EPS, DECAY, CLIP, AVERAGE = (0.9, 0.98), 1e-8, 0.01, 1.0, 0.999
SEED, WORKERS, BATCH, FAST_BATCH, FAST_STEPS, DIFFERENTIATED = 4, 2, 3, 2, 3, 2
IDENTITY_SHARE, CAPTION_DROP = 0.75, 0.25
SEMANTIC, LAYOUT, IDENTITY = 0.6, 0.1, 1.0  # arXiv 2404.16022
PICTURES, FACE, EVA, EVA_TOKENS, WIDTH = 4, 16, 8, 3, 8
CAPTIONS = ["a b", "c", "d e f", "g a"]  # every letter a word, and every word a token
SIZE_IDS = [16.0, 16.0, 0.0, 0.0, 16.0, 16.0]
ARCFACE_POINTS = torch.tensor([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655],
                               [70.7299, 92.2041]], dtype=torch.float64)


class SplitMix64:
    """Steele, Lea and Flood 2014; one stream for every step and worker."""

    MASK = (1 << 64) - 1

    def __init__(self, seed, step, worker):
        self.state = (seed * 0x9E3779B97F4A7C15 + step * 0xD1B54A32D192ED03 + worker * 0x8CB92BA72F3D8DD7) & self.MASK
        self.next()

    def next(self):
        self.state = z = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return z ^ (z >> 31)

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def generator(self):
        return torch.Generator().manual_seed(self.next())


class FaceBlock(nn.Module):
    def __init__(self, width_in, width):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(width_in)
        self.conv1 = nn.Conv2d(width_in, width, 3, 1, 1)
        self.prelu = nn.PReLU(width)
        self.conv2 = nn.Conv2d(width, width, 3, 2, 1)
        self.downsample = nn.Sequential(nn.Conv2d(width_in, width, 1, 2))

    def forward(self, x):
        return self.conv2(self.prelu(self.conv1(self.bn1(x)))) + self.downsample(x)


class FaceNetwork(nn.Module):
    """insightface's iresnet with one block per stage; batch norms behind convolutions are folded."""

    def __init__(self, width=4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1)
        self.prelu = nn.PReLU(width)
        for stage in range(1, 5):
            setattr(self, f"layer{stage}", nn.Sequential(FaceBlock(width, width)))
        self.bn2 = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width * 49, FACE)
        self.features = nn.BatchNorm1d(FACE)

    def forward(self, x):
        x = self.prelu(self.conv1(x))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.features(self.fc(self.bn2(x).flatten(1)))


def mapping(width_in, hidden, width):
    return nn.Sequential(nn.Linear(width_in, hidden), nn.LayerNorm(hidden), nn.LeakyReLU(0.01),
                         nn.Linear(hidden, hidden), nn.LayerNorm(hidden), nn.LeakyReLU(0.01), nn.Linear(hidden, width))


class Perceiver(nn.Module):
    """Latents ask (context, latents); one head of 64."""

    def __init__(self, dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.to_q = nn.Linear(dim, 64, bias=False)
        self.to_kv = nn.Linear(dim, 128, bias=False)
        self.to_out = nn.Linear(64, dim, bias=False)

    def forward(self, context, latents):
        own = self.norm2(latents)
        keys, values = self.to_kv(torch.cat([self.norm1(context), own], 1)).chunk(2, -1)
        attention = (self.to_q(own) @ keys.transpose(1, 2) / 8).softmax(-1)
        return self.to_out(attention @ values)


class IdFormer(nn.Module):
    def __init__(self, dim=4, queries=4, tokens=2):
        super().__init__()
        self.dim, self.queries = dim, queries
        self.latents = nn.Parameter(torch.empty(1, queries, dim))
        self.proj_out = nn.Parameter(torch.empty(dim, WIDTH))
        self.id_embedding_mapping = mapping(FACE + EVA, 8, tokens * dim)
        for scale in range(5):
            setattr(self, f"mapping_{scale}", mapping(EVA, 8, dim))
        forward = lambda: nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 2 * dim, bias=False), nn.GELU(),
                                        nn.Linear(2 * dim, dim, bias=False))
        self.layers = nn.ModuleList(nn.ModuleList([Perceiver(dim), forward()]) for _ in range(5))

    def forward(self, condition, hidden):
        identity = self.id_embedding_mapping(condition).view(len(condition), -1, self.dim)
        x = torch.cat([self.latents.expand(len(condition), -1, -1), identity], 1)
        for scale, (attention, feed_forward) in enumerate(self.layers):
            context = torch.cat([identity, getattr(self, f"mapping_{scale}")(hidden[scale])], 1)
            x = x + attention(context, x)
            x = x + feed_forward(x)
        return x[:, : self.queries] @ self.proj_out


class Identity:
    """What the attention processors of a UNet call share: whose tokens, in which rows, and the queries seen."""

    tokens, rows, queries, keys = None, None, None, None


class Processor:
    def __init__(self, shared, layer, is_cross):
        self.shared, self.layer, self.is_cross = shared, layer, is_cross

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, **_):
        split = lambda t: t.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
        attend = lambda q, k, v: (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1) @ v
        source = encoder_hidden_states if self.is_cross else hidden_states
        q, k, v = split(attn.to_q(hidden_states)), split(attn.to_k(source)), split(attn.to_v(source))
        out = attend(q, k, v)
        if self.is_cross:
            if self.shared.queries is not None:
                self.shared.queries.append(q)
                self.shared.keys.append(k)
            if self.shared.tokens is not None:
                ours = attend(q[self.shared.rows], split(self.layer["id_to_k"](self.shared.tokens)),
                              split(self.layer["id_to_v"](self.shared.tokens)))
                out = out.index_add(0, torch.tensor(self.shared.rows), ours)
        return attn.to_out[0](out.transpose(1, 2).flatten(2))


def text_config(projection):
    return CLIPTextConfig(vocab_size=514, hidden_size=4, intermediate_size=8, projection_dim=projection,
                          num_hidden_layers=2, num_attention_heads=1, hidden_act="quick_gelu" if projection == 4 else "gelu",
                          bos_token_id=512, eos_token_id=2, pad_token_id=513, attn_implementation="eager")


class Models:
    def __init__(self):
        self.text = CLIPTextModel(text_config(4))
        self.text_2 = CLIPTextModelWithProjection(text_config(8))
        self.unet = UNet2DConditionModel(
            sample_size=8, block_out_channels=(4, 8), layers_per_block=1, transformer_layers_per_block=(1, 1),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            attention_head_dim=(1, 2), cross_attention_dim=WIDTH, norm_num_groups=2, use_linear_projection=True,
            addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=8 + 24)
        self.vae = AutoencoderKL(block_out_channels=(4, 4), down_block_types=("DownEncoderBlock2D",) * 2,
                                 up_block_types=("UpDecoderBlock2D",) * 2, layers_per_block=1, latent_channels=4,
                                 norm_num_groups=2, sample_size=16, scaling_factor=0.5)
        self.face = FaceNetwork()
        self.former = IdFormer()
        self.shared = Identity()
        processors, layers = {}, {}
        for number, name in enumerate(self.unet.attn_processors):
            is_cross = "attn2" in name
            if is_cross:
                width = self.unet.get_submodule(name.removesuffix(".processor")).to_q.out_features
                layers[str(number)] = nn.ModuleDict({"id_to_k": nn.Linear(WIDTH, width, bias=False),
                                                     "id_to_v": nn.Linear(WIDTH, width, bias=False)})
            processors[name] = Processor(self.shared, layers.get(str(number)), is_cross)
        self.unet.set_attn_processor(processors)
        self.layers = nn.ModuleDict(layers)
        self.parts = {"text_encoder.": self.text, "text_encoder_2.": self.text_2, "unet.": self.unet,
                      "id_adapter.": self.former, "id_adapter_attn_layers.": self.layers}
        for module in (*self.parts.values(), self.vae, self.face):
            module.eval().requires_grad_(False)
            for name, tensor in module.state_dict().items():
                if tensor.is_floating_point():
                    tensor.copy_(self.start(name, tensor).half())
        for module in (self.unet, self.former, self.layers, self.vae, self.face):
            module.double()
        self.train_noise = DDPMScheduler(num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012,
                                         beta_schedule="scaled_linear", clip_sample=False)
        self.fast_noise = EulerDiscreteScheduler.from_config(self.train_noise.config, timestep_spacing="trailing")
        self.fast_noise.set_timesteps(FAST_STEPS)

    @staticmethod
    def start(name, tensor):
        values = torch.randn_like(tensor)
        if "running_var" in name or "prelu" in name:
            return 0.5 + 0.4 * torch.rand_like(tensor)
        if tensor.dim() == 1:
            return 0.1 * values + (1 if name.endswith("weight") else 0)
        if "embedding" in name and "mapping" not in name and "linear" not in name or name == "latents":
            return 0.7 * values
        return values * (1.2 / math.sqrt(tensor[0].numel()))

    def adapter(self):
        return {prefix + name: p for prefix in ("id_adapter.", "id_adapter_attn_layers.")
                for name, p in self.parts[prefix].named_parameters()}

    def paint(self, x, timestep, words, tokens=None, rows=None):
        """A UNet call; returns what it predicts and every cross-attention layer's (queries, keys)."""
        self.shared.tokens, self.shared.rows = tokens, rows
        self.shared.queries, self.shared.keys = [], []
        output = self.unet(x, timestep, words[0], added_cond_kwargs={"text_embeds": words[1], "time_ids": words[2]}).sample
        return output, self.shared.queries, self.shared.keys


class Trace:
    def __init__(self):
        torch.manual_seed(20)
        self.models = Models()
        draw = lambda *shape: torch.randn(*shape).half()
        turn = 0.1 * torch.randn(PICTURES, 5, 2)
        face = torch.tensor([[6, 6.5], [10, 6.5], [8, 8.5], [6.5, 10.5], [9.5, 10.5]])
        self.inputs = {"in.latents": draw(PICTURES, 4, 8, 8), "in.condition": draw(PICTURES, FACE + EVA),
                       "in.hidden": draw(PICTURES, 5, EVA_TOKENS, EVA), "in.face_points": (face + turn).half()}
        self.latents, self.condition, self.hidden, self.points = (t.double() for t in self.inputs.values())

    def rows(self, random, batch, identity_share, caption_drop):
        rows = {"pictures": [], "shown": [], "kept": [], "has_words": []}
        for row in range(batch):
            rows["pictures"].append(int(random.uniform() * PICTURES))
            is_shown = random.uniform() < identity_share
            dropped = random.uniform() < caption_drop
            rows["has_words"].append(0.0 if dropped else 1.0)
            if is_shown:
                rows["shown"].append(row)
                rows["kept"].append(0.0 if dropped and random.uniform() < 0.5 else 1.0)
        return rows

    def words(self, rows):
        ids, ids_2 = [], []
        for picture in rows["pictures"]:
            words = [512] + [256 + ord(word) - ord("!") for word in CAPTIONS[picture].split()] + [513]
            ids.append(words + [513] * (77 - len(words)))  # CLIP's numbering; SDXL's second tokenizer pads with "!"
            ids_2.append(words + [0] * (77 - len(words)))
        first = self.models.text(torch.tensor(ids), output_hidden_states=True)
        second = self.models.text_2(torch.tensor(ids_2), output_hidden_states=True)
        keep = torch.tensor(rows["has_words"], dtype=torch.float64).unsqueeze(1)
        embeds = torch.cat([first.hidden_states[-2], second.hidden_states[-2]], -1).double() * keep.unsqueeze(2)
        return embeds, second.text_embeds.double() * keep, torch.tensor([SIZE_IDS] * len(ids), dtype=torch.float64)

    def identities(self, rows):
        kept = torch.tensor(rows["kept"], dtype=torch.float64)
        which = [rows["pictures"][row] for row in rows["shown"]]
        condition = self.condition[which] * kept.unsqueeze(1)
        hidden = self.hidden[which] * kept.view(-1, 1, 1, 1)
        return condition, self.models.former(condition, [hidden[:, scale] for scale in range(5)])

    def diffusion(self, random):
        rows = self.rows(random, BATCH, IDENTITY_SHARE, CAPTION_DROP)
        generator = random.generator()
        timesteps = torch.randint(0, 1000, (BATCH,), generator=generator)
        noise = torch.randn(BATCH, 4, 8, 8, generator=generator).double()
        latents = self.latents[rows["pictures"]]
        noised = self.models.train_noise.add_noise(latents, noise, timesteps)
        tokens = self.identities(rows)[1] if rows["shown"] else None
        predicted, _, _ = self.models.paint(noised, timesteps, self.words(rows), tokens, rows["shown"])
        return F.mse_loss(predicted, noise)

    def fast(self, random):
        rows = self.rows(random, FAST_BATCH, 1, 0)
        x = torch.randn(FAST_BATCH, 4, 8, 8, generator=random.generator()).double()
        words = self.words(rows)
        condition, tokens = self.identities(rows)
        noise = self.models.fast_noise
        sigmas = noise.sigmas.double()
        x = twin = x * float(noise.init_noise_sigma)
        semantic, layout = [], []
        every_row = list(range(FAST_BATCH))

        def advance(x, i, *identity):
            predicted, queries, keys = self.models.paint(x / (sigmas[i] ** 2 + 1) ** 0.5,
                                                         noise.timesteps[i].expand(FAST_BATCH), words, *identity)
            return x + (sigmas[i + 1] - sigmas[i]) * predicted, queries, keys

        for i in range(FAST_STEPS):
            with torch.no_grad():
                twin, without, keys = advance(twin, i)
            with torch.set_grad_enabled(i >= FAST_STEPS - DIFFERENTIATED):
                x, queries, _ = advance(x, i, tokens, every_row)
            if i < FAST_STEPS - DIFFERENTIATED:
                continue
            for k, q, q_id in zip(keys, without, queries):
                answer = lambda queries: (k @ queries.mT / math.sqrt(k.shape[-1])).softmax(-1) @ queries
                semantic.append((answer(q_id) - answer(q)).flatten(1).norm(dim=1).mean())
                layout.append((q_id - q).flatten(1).norm(dim=1).mean())
        picture = self.models.vae.decode(x / self.models.vae.config.scaling_factor).sample
        face = torch.cat([self.cut_out(picture[i], self.points[p]) for i, p in enumerate(rows["pictures"])])
        likeness = F.cosine_similarity(condition[:, :FACE], self.models.face(face), dim=1)
        return (1 - likeness).mean(), torch.stack(semantic).mean(), torch.stack(layout).mean()

    @staticmethod
    def cut_out(picture, points):
        """The 112 x 112 face under the least-squares similarity to ArcFace's five points; black outside."""
        one, zero = torch.ones(5, 1, dtype=torch.float64), torch.zeros(5, 1, dtype=torch.float64)
        x, y = points[:, :1], points[:, 1:]
        system = torch.cat([torch.cat([x, -y, one, zero], 1), torch.cat([y, x, zero, one], 1)])
        a, b, u, v = torch.linalg.lstsq(system, torch.cat([ARCFACE_POINTS[:, :1], ARCFACE_POINTS[:, 1:]])).solution[:, 0]
        matrix = torch.stack([torch.stack([a, -b, u]), torch.stack([b, a, v]), torch.tensor([0, 0, 1.0]).double()])
        pixel = torch.arange(112, dtype=torch.float64)
        grid = torch.stack([pixel.expand(112, 112), pixel.unsqueeze(1).expand(112, 112), torch.ones(112, 112).double()])
        at_x, at_y, _ = torch.einsum("ij,jyx->iyx", torch.linalg.inv(matrix), grid)
        height, width = picture.shape[1:]
        left, top = at_x.floor().long(), at_y.floor().long()
        face = torch.zeros(3, 112, 112, dtype=torch.float64)
        for dx in (0, 1):
            for dy in (0, 1):
                column, line = left + dx, top + dy
                weight = (1 - (at_x - column).abs()) * (1 - (at_y - line).abs())
                inside = (column >= 0) & (column < width) & (line >= 0) & (line < height)
                seen = picture[:, line.clamp(0, height - 1), column.clamp(0, width - 1)] + 1
                face = face + seen * (weight * inside)
        return (face - 1).unsqueeze(0)

    def step_losses(self, step, worker):
        random = SplitMix64(SEED, step, worker)
        diffusion = self.diffusion(random)
        identity, semantic, layout = self.fast(random)
        return torch.stack([diffusion, identity, semantic, layout,
                            diffusion + IDENTITY * identity + SEMANTIC * semantic + LAYOUT * layout])


def learning_rate(step):
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    if step / STEPS < HOLD:
        return RATE
    return RATE / 2 * (1 + math.cos(math.pi * (step / STEPS - HOLD) / (1 - HOLD)))


def train(trace):
    adapter = trace.models.adapter()
    for parameter in adapter.values():
        parameter.requires_grad_(True)
    optimiser = torch.optim.AdamW(
        [{"params": [p for p in adapter.values() if p.dim() >= 2], "weight_decay": DECAY},
         {"params": [p for p in adapter.values() if p.dim() < 2], "weight_decay": 0.0}], betas=BETAS, eps=EPS)
    average = {name: p.detach().clone() for name, p in adapter.items()}
    losses, norms, rates = [], [], []
    for step in range(STEPS):
        optimiser.zero_grad()
        parts = torch.stack([trace.step_losses(step, worker) for worker in range(WORKERS)]).mean(0)
        parts[-1].backward()
        norms.append(nn.utils.clip_grad_norm_(adapter.values(), CLIP))
        rates.append(learning_rate(step))
        for group in optimiser.param_groups:
            group["lr"] = rates[-1]
        optimiser.step()
        decay = min(AVERAGE, (2 + step) / (11 + step))
        for name, value in average.items():
            value.mul_(decay).add_(adapter[name].detach(), alpha=1 - decay)
        losses.append(parts.detach())
        print(step, [f"{x:.6f}" for x in parts.tolist()], f"norm {norms[-1]:.4f} rate {rates[-1]:.5f}")
    results = {"out.losses": torch.stack(losses), "out.gradient_norms": torch.stack(norms),
               "out.learning_rates": torch.tensor(rates), "out.adapter": packed(adapter), "out.average": packed(average)}
    return {name: tensor.float() for name, tensor in results.items()}


def packed(tensors):
    """One vector of all, in the order of their names: hundreds of names would take more room than the numbers."""
    return torch.cat([tensors[name].detach().flatten() for name in sorted(tensors)])


def start_weights(modules):
    return packed({prefix + name: tensor.half() for prefix, module in modules.items()
                   for name, tensor in module.state_dict().items() if tensor.is_floating_point()})


def main(folder):
    trace = Trace()
    models = trace.models
    vae = {"decoder.": models.vae.decoder, "post_quant_conv.": models.vae.post_quant_conv}
    stored = {**trace.inputs, "start.painter": start_weights(models.parts), "start.vae": start_weights(vae),
              "start.face": start_weights({"": models.face})}
    stored |= train(trace)
    texts = {"text": models.text, "text_2": models.text_2}
    configs = {name: {**model.config.to_dict(), "architectures": [type(model).__name__]} for name, model in texts.items()}
    configs |= {"unet": dict(models.unet.config), "vae": dict(models.vae.config), "noise": dict(models.train_noise.config)}
    configs |= {"captions": CAPTIONS, "training": {
        "steps": STEPS, "warm_up": WARM_UP, "hold": HOLD, "learning_rate": RATE, "seed": SEED, "workers": WORKERS,
        "batch": BATCH, "identity_share": IDENTITY_SHARE, "caption_drop": CAPTION_DROP, "fast_batch": FAST_BATCH,
        "fast_steps": FAST_STEPS, "differentiated": DIFFERENTIATED}}
    file = Path(folder) / "trace.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in stored.items()}, file,
              {name: json.dumps(config, default=str) for name, config in configs.items()})
    print(f"{len(stored)} tensors, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
