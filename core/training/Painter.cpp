#include "core/training/Painter.h"

#include "core/identity/Adapter.h"

namespace likeness::training {

Painter::Painter(const weights::Weights& w, const PainterOptions& options)
    : encoders{text::ClipTextEncoder(w / "text_encoder", options.text),
               text::ClipTextEncoder(w / "text_encoder_2", options.text2)},
      unet(options.unet, w / "unet"), idFormer(w / "id_adapter", options.idFormer),
      idLayers(w / "id_adapter_attn_layers", identity::idAttentionOptionsFor(unet))
{
}

bool isAdapters(const std::string& name)
{
    return name.starts_with("id_adapter");
}

weights::TensorMap part(const weights::TensorMap& tensors, const std::string& prefix)
{
    weights::TensorMap result;
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with(prefix))
            result[name.substr(prefix.size())] = tensor;
    return result;
}

} // namespace likeness::training
