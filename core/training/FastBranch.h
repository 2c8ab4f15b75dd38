// The Lightning branch of PuLID's training (arXiv 2404.16022, section 3.2): from pure noise to a finished picture in a few
// steps, differentiable down to the identity, so that the identity is measured on a decoded, noise-free picture.
//
// B: samples, h and w: latent cells, H and W: pixels.
#pragma once

#include "core/diffusion/NoiseSchedule.h"
#include "core/diffusion/Vae.h"
#include "core/training/Painter.h"

namespace likeness::training {

// What does not change in a training; all outlive the branch. Nothing of it is trained but what the identity tokens
// and `painter.idLayers` carry a gradient for.
struct FastBranch {
    const Painter& painter;
    const diffusion::Vae& vae;
    const diffusion::NoiseSchedule& schedule;
    int64_t steps = 4;
    int64_t differentiated = 4; // the last k steps that gradients flow through, 1..steps
    double strength = 1;        // of the identity
    const diffusion::Unet* lightning = nullptr; // the UNet that paints in a few steps; null: the painter's own does
};

enum class Contrast { none, withTwin }; // withTwin: the same noise and words are painted without identity as well

struct FastPicture {
    at::Tensor latent;           // [B, C, h, w], noise-free
    at::Tensor twin;             // the same without identity, no gradient; undefined without contrast
    at::Tensor semantic, layout; // alignment of the pair, means over layers, steps and batch; scalars; or undefined
};

// noise [B, C, h, w], one text per sample, tokens [B, N, width] of the identity in every row. Every UNet call is
// recomputed in the backward pass, so that memory grows little with `differentiated`.
FastPicture paintFast(const FastBranch& branch, const at::Tensor& noise,
                      const diffusion::UnetConditioning& words, const at::Tensor& tokens, Contrast contrast);

// A latent of the branch as a picture [B, 3, H, W], about -1..1; the decoder, too, is recomputed in the backward pass.
at::Tensor decoded(const FastBranch& branch, const at::Tensor& latent);

} // namespace likeness::training
