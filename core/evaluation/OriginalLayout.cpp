#include "core/evaluation/OriginalLayout.h"

#include "core/weights/OriginalNames.h"

namespace likeness::evaluation {

using base::Result;
using weights::TensorDescription;

namespace {

using List = std::vector<TensorDescription>;

// Tensors of a folder that make one of the file.
struct Origin {
    const List* part = nullptr;
    List tensors;
};

bool replace(std::string& name, std::string_view from, std::string_view to)
{
    const size_t at = name.find(from);
    if (at == std::string::npos)
        return false;
    name.replace(at, from.size(), to);
    return true;
}

// "…up_blocks.1.…" → "…up.2.…": the decoder's levels are counted from the other end.
void replaceLevel(std::string& name, const std::string& from, const std::string& to, int64_t levels)
{
    const size_t at = name.find(from + ".");
    if (at == std::string::npos)
        return;
    const size_t number = at + from.size() + 1, end = name.find('.', number);
    const int64_t level = std::stoll(name.substr(number, end - number));
    name.replace(at, end - at, to + "." + std::to_string(from == "up_blocks" ? levels - 1 - level : level));
}

std::string originalVaeName(std::string name, int64_t levels)
{
    replaceLevel(name, "up_blocks", "up", levels);
    replaceLevel(name, "down_blocks", "down", levels);
    const std::pair<const char*, const char*> renames[] = {
        {"mid_block.resnets.0.", "mid.block_1."},      {"mid_block.resnets.1.", "mid.block_2."},
        {"mid_block.attentions.0.", "mid.attn_1."},    {"attn_1.group_norm.", "attn_1.norm."},
        {"attn_1.to_q.", "attn_1.q."},                 {"attn_1.to_k.", "attn_1.k."},
        {"attn_1.to_v.", "attn_1.v."},                 {"attn_1.to_out.0.", "attn_1.proj_out."},
        {".resnets.", ".block."},                      {".upsamplers.0.", ".upsample."},
        {".downsamplers.0.", ".downsample."},          {"conv_norm_out.", "norm_out."},
        {".conv_shortcut.", ".nin_shortcut."}};
    for (const auto& [from, to] : renames)
        replace(name, from, to);
    return name;
}

// Empty for k and v, which go with q.
std::string originalTextName(std::string name)
{
    const std::pair<const char*, const char*> renames[] = {
        {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
        {"text_model.embeddings.token_embedding.", "token_embedding."},
        {"text_model.final_layer_norm.", "ln_final."},
        {"text_model.encoder.layers.", "transformer.resblocks."},
        {"text_projection.weight", "text_projection"},
        {"layer_norm1.", "ln_1."},
        {"layer_norm2.", "ln_2."},
        {"mlp.fc1.", "mlp.c_fc."},
        {"mlp.fc2.", "mlp.c_proj."},
        {"self_attn.out_proj.", "attn.out_proj."},
        {"self_attn.q_proj.", "attn.in_proj_"}};
    for (const auto& [from, to] : renames)
        replace(name, from, to);
    return name.find("self_attn.") == std::string::npos ? name : std::string();
}

class Layout {
public:
    void add(const std::string& name, std::vector<int64_t> shape, Origin origin)
    {
        list.push_back({name, origin.tensors.front().type, std::move(shape)});
        m_origins.emplace(name, std::move(origin));
    }

    void addUnet(const List& unet)
    {
        weights::TensorMap names;
        for (const auto& tensor : unet)
            names.emplace(tensor.name, at::Tensor());
        const auto original = weights::originalUnetNames(names);
        for (const auto& tensor : unet)
            add("model.diffusion_model." + original.at(tensor.name), tensor.shape, {&unet, {tensor}});
    }

    void addVae(const List& vae)
    {
        int64_t levels = 0;
        const auto isIn = [&](const std::string& start) {
            return std::any_of(vae.begin(), vae.end(), [&](const auto& t) { return t.name.starts_with(start); });
        };
        while (isIn("decoder.up_blocks." + std::to_string(levels) + "."))
            ++levels;
        for (const auto& tensor : vae) {
            auto shape = tensor.shape;
            if (tensor.name.find("attentions") != std::string::npos && shape.size() == 2)
                shape.insert(shape.end(), {1, 1}); // 1x1 convolutions
            add("first_stage_model." + originalVaeName(tensor.name, levels), shape, {&vae, {tensor}});
        }
    }

    void addText(const List& text, const List& text_2)
    {
        for (const auto& tensor : text)
            add("conditioner.embedders.0.transformer." + tensor.name, tensor.shape, {&text, {tensor}});
        for (const auto& tensor : text_2) {
            const std::string name = originalTextName(tensor.name);
            if (name.empty())
                continue;
            List parts = {tensor};
            auto shape = tensor.shape;
            if (name.find("in_proj_") != std::string::npos) {
                shape.front() *= 3;
                for (const char* other : {"k_proj", "v_proj"}) {
                    parts.push_back(tensor);
                    replace(parts.back().name, "q_proj", other);
                }
            }
            if (name == "text_projection")
                std::swap(shape[0], shape[1]);
            add("conditioner.embedders.1.model." + name, shape, {&text_2, std::move(parts)});
        }
    }

    Result<at::Tensor> make(const TensorDescription& wanted, const PartSource& source) const
    {
        std::vector<at::Tensor> made;
        const Origin& origin = m_origins.at(wanted.name);
        for (const auto& one : origin.tensors) {
            auto tensor = source(*origin.part, one);
            if (!tensor)
                return tensor;
            made.push_back(std::move(*tensor));
        }
        if (made.size() > 1)
            return at::cat(made);
        if (wanted.name.ends_with("text_projection"))
            return made.front().t().contiguous();
        return made.front().view(wanted.shape);
    }

    List list; // of the file

private:
    std::map<std::string, Origin> m_origins;
};

} // namespace

Result<void> writeInOriginalLayout(const std::filesystem::path& file, const SdxlTensors& model,
                                   const PartSource& source)
{
    Layout layout;
    layout.addUnet(model.unet);
    layout.addVae(model.vae);
    layout.addText(model.text, model.text_2);
    return weights::writeSafetensors(
        file, layout.list, [&](const TensorDescription& wanted) { return layout.make(wanted, source); });
}

} // namespace likeness::evaluation
