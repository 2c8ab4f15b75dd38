// Reference photos of rendered persons as the identity encoders get them.
#pragma once

#include "core/base/Error.h"
#include "core/faces/FaceFinder.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <memory>
#include <optional>

namespace likeness::training {

struct ReferenceViews {
    at::Tensor arcFace; // [3, 112, 112] uint8
    at::Tensor eva;     // [S, S] uint8: gray on white
};

// One for each thread.
class ReferencePhotographer {
public:
    // `landmarks`: dlib's file. Most photos are then cut out as users' photos are, by its landmarks and GrabCut, with
    // the mistakes that these make; the rest, and all where the path is empty, as a good face parser would, by what the
    // renderer knows. Errors: those of FaceFinder::open.
    static base::Result<ReferencePhotographer> open(const std::filesystem::path& landmarks, int64_t evaSize);

    // The same person and photo give the same views.
    ReferenceViews views(std::uint64_t person, std::uint64_t photo);

private:
    class KnownFace;
    explicit ReferencePhotographer(int64_t evaSize) : m_evaSize(evaSize) {}

    int64_t m_evaSize;
    std::shared_ptr<KnownFace> m_face; // where the finder shall look
    std::optional<faces::FaceFinder> m_finder;
};

// [3, H, W] uint8.
at::Tensor bytesOf(const images::Image& image);

} // namespace likeness::training
