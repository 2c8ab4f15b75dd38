#include "core/generation/RequestCheck.h"

#include "core/diffusion/Sampler.h"

#include <algorithm>
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
    if (request.references.size() > Limits::mostReferences)
        return "At most " + std::to_string(Limits::mostReferences) +
               " reference photos can be used, not " + std::to_string(request.references.size()) +
               ".";
    for (const Reference& reference : request.references) {
        if (reference.photo.empty())
            return "A reference photo has no file name.";
        if (reference.faceIndex < 0)
            return "The face chosen in '" + reference.photo + "' must be numbered from 0, not " +
                   std::to_string(reference.faceIndex) + ".";
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
          wrongSampler(request.sampler, samplers)})
        if (!wrong.empty())
            return base::fail(ErrorCode::invalidInput, wrong);
    if (auto styled = styles.apply(request.style, "", ""); !styled)
        return tl::unexpected(styled.error());
    return {};
}

} // namespace likeness::generation
