#include "core/generation/RequestCheck.h"

#include "core/diffusion/Sampler.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace likeness::generation {

using base::ErrorCode;

namespace {

using Limits = RequestLimits;

std::string plain(double number)
{
    std::string text = std::to_string(number);
    text.erase(text.find_last_not_of('0') + 1);
    return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

bool isUtf8(const std::string& text)
{
    for (size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const size_t length = lead < 0x80                   ? 1
                              : lead >= 0xc2 && lead < 0xe0 ? 2
                              : lead >= 0xe0 && lead < 0xf0 ? 3
                              : lead >= 0xf0 && lead < 0xf5 ? 4
                                                            : 0;
        if (length == 0 || i + length > text.size())
            return false;
        for (size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80)
                return false;
        i += length;
    }
    return true;
}

// Each returns the sentence, or nothing.
std::string wrongSide(const char* name, int side)
{
    const bool fits = side == 0 || (side >= Limits::smallestSide && side <= Limits::largestSide &&
                                    side % Limits::sideStep == 0);
    if (fits)
        return {};
    return std::string("The ") + name + " must be a multiple of " +
           std::to_string(Limits::sideStep) + " from " + std::to_string(Limits::smallestSide) +
           " to " + std::to_string(Limits::largestSide) + " pixels, not " + std::to_string(side) +
           ".";
}

std::string wrongPrompt(const char* name, const std::string& text)
{
    if (text.size() > Limits::longestPrompt_bytes)
        return std::string("The ") + name + " is " + std::to_string(text.size()) +
               " bytes long; more than " + std::to_string(Limits::longestPrompt_bytes) +
               " are not accepted. Shorten it.";
    if (!isUtf8(text))
        return std::string("The ") + name + " is not valid UTF-8 text.";
    return {};
}

std::string wrongNumbers(const PortraitRequest& request)
{
    if (request.steps < 0 || request.steps > Limits::mostSteps)
        return "The number of steps must be from 1 to " + std::to_string(Limits::mostSteps) +
               ", not " + std::to_string(request.steps) + ".";
    // Negative: the model's own guidance.
    if (!std::isfinite(request.guidance) || request.guidance > Limits::highestGuidance)
        return "The guidance must be from 0 to " + plain(Limits::highestGuidance) + ", not " +
               plain(request.guidance) + ".";
    if (!(request.strength >= 0 && request.strength <= Limits::highestStrength))
        return "The strength of the identity must be from 0 to " + plain(Limits::highestStrength) +
               ", not " + plain(request.strength) + ".";
    if (request.seed > Limits::largestSeed)
        return "The seed must be from 0 to " + std::to_string(Limits::largestSeed) + ", not " +
               std::to_string(request.seed) + ".";
    return {};
}

std::string wrongReferences(const PortraitRequest& request)
{
    std::array<size_t, 2> photos{};
    for (const Reference& reference : request.references) {
        if (reference.photo.empty())
            return "A reference photo has no file name.";
        if (reference.faceIndex < 0)
            return "The face chosen in '" + reference.photo + "' must be numbered from 0, not " +
                   std::to_string(reference.faceIndex) + ".";
        if (reference.person != 0 && reference.person != 1)
            return "The person of '" + reference.photo + "' must be 0 or 1, not " +
                   std::to_string(reference.person) + ".";
        ++photos[static_cast<size_t>(reference.person)];
    }
    for (const size_t count : photos)
        if (count > Limits::mostReferences)
            return "At most " + std::to_string(Limits::mostReferences) +
                   " reference photos of one person can be used, not " + std::to_string(count) +
                   ".";
    if (photos[1] > 0 && photos[0] == 0)
        return "The second person of a mix has photos, but the first has none.";
    if (request.identity.mix > 0 && photos[1] == 0)
        return "A mix needs at least one photo of the second person.";
    return {};
}

std::string wrongIdentity(const IdentityTuning& tuning)
{
    const std::string& preset = tuning.preset;
    if (!preset.empty() && preset != "fidelity" && preset != "style" && preset != "neutral")
        return "There is no identity preset '" + preset +
               "'; the presets are fidelity, style and neutral.";
    if (tuning.zeroTokens && !(*tuning.zeroTokens >= 0 && *tuning.zeroTokens <= Limits::mostZeroTokens))
        return "The number of zero tokens must be from 0 to " +
               std::to_string(Limits::mostZeroTokens) + ", not " +
               std::to_string(*tuning.zeroTokens) + ".";
    const std::string& ortho = tuning.ortho;
    if (!ortho.empty() && ortho != "none" && ortho != "v1" && ortho != "v2")
        return "The ortho mode must be none, v1 or v2, not '" + ortho + "'.";
    if (!(tuning.start >= 0 && tuning.start < tuning.end && tuning.end <= 1))
        return "The identity must start and end between 0 and 1, the start before the end, not " +
               plain(tuning.start) + " to " + plain(tuning.end) + ".";
    for (const double factor : tuning.blockStrengths)
        if (!(factor >= 0 && factor <= Limits::highestBlockStrength))
            return "A block strength must be from 0 to " + plain(Limits::highestBlockStrength) +
                   ", not " + plain(factor) + ".";
    if (!(tuning.mix >= 0 && tuning.mix <= 1))
        return "The share of the second person must be from 0 to 1, not " + plain(tuning.mix) +
               ".";
    return {};
}

std::string wrongLoras(const std::vector<LoraChoice>& loras)
{
    if (loras.size() > Limits::mostLoras)
        return "At most " + std::to_string(Limits::mostLoras) + " LoRAs can be used, not " +
               std::to_string(loras.size()) + ".";
    constexpr double most = Limits::highestLoraStrength;
    for (const LoraChoice& lora : loras) {
        if (lora.file.empty())
            return "A LoRA has no file name.";
        if (!(lora.strength >= -most && lora.strength <= most))
            return "The strength of '" + lora.file + "' must be from " + plain(-most) + " to " +
                   plain(most) + ", not " + plain(lora.strength) + ".";
    }
    return {};
}

std::string wrongSampler(const std::string& sampler, const std::vector<std::string>& known)
{
    if (sampler.empty() || std::ranges::find(known, sampler) != known.end())
        return {};
    std::string names;
    for (const std::string& name : known)
        names += (names.empty() ? "" : ", ") + name;
    return "There is no sampler '" + sampler + "'; the samplers are " + names + ".";
}

} // namespace

const std::vector<std::string>& samplerNames()
{
    return diffusion::samplerNames();
}

base::Result<void> checkRequest(const PortraitRequest& request, const Styles& styles,
                                const std::vector<std::string>& samplers)
{
    for (const std::string& wrong :
         {wrongPrompt("prompt", request.prompt),
          wrongPrompt("negative prompt", request.negativePrompt), wrongSide("width", request.width),
          wrongSide("height", request.height), wrongNumbers(request), wrongReferences(request),
          wrongIdentity(request.identity),
          wrongLoras(request.loras), wrongSampler(request.sampler, samplers)})
        if (!wrong.empty())
            return base::fail(ErrorCode::invalidInput, wrong);
    if (auto styled = styles.apply(request.style, "", ""); !styled)
        return tl::unexpected(styled.error());
    return {};
}

} // namespace likeness::generation
