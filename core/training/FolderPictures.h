// A folder of the user's as pictures to learn from.
//
// A person's identity comes from another picture of the same person where there is one, else from the picture itself.
// Pictures without a face teach words alone. Batches are of one bucket; buckets are met as often as their pictures.
#pragma once

#include "core/training/PreparedFolder.h"
#include "core/training/TrainingPictures.h"

#include <map>
#include <memory>

namespace likeness::training {

class FolderPictures : public TrainingPictures {
public:
    explicit FolderPictures(std::vector<PreparedPicture> pictures); // at least one

    // Lists and prepares (PreparedFolder.h); `note` is told what was left out and what there is. With several processes the
    // first prepares. Errors: those of listPictures and prepareFolder; invalidInput if no picture can be read.
    static base::Result<std::unique_ptr<FolderPictures>> open(const std::filesystem::path& folder,
                                                              const std::filesystem::path& file, int side,
                                                              const FolderModels& models, const LoopControl& control,
                                                              const std::function<void(const std::string&)>& note);

    int64_t draw(Random& random, Among among, std::optional<int64_t> like) const override;
    at::Tensor latent(int64_t picture) const override { return entry(picture).latent; }
    text::PictureSizes sizes(int64_t picture) const override;
    std::string caption(int64_t picture, double, Random&) const override { return entry(picture).listed.caption; }
    bool hasFace(int64_t picture) const override { return entry(picture).face.has_value(); }
    ShownIdentity identity(int64_t picture, Random& random) const override;

    FacePoints facePoints(int64_t picture) const; // of one that has a face, in its own pixels
    std::string summary() const;                  // for people

private:
    using Numbers = std::vector<int64_t>;
    struct Pool {
        Numbers all, withFace;
        const Numbers& of(Among among) const { return among == Among::all ? all : withFace; }
    };
    const PreparedPicture& entry(int64_t picture) const { return m_pictures[static_cast<size_t>(picture)]; }

    std::vector<PreparedPicture> m_pictures;
    Pool m_whole;
    std::map<PictureSize, Pool> m_buckets;
    std::map<std::string, Numbers> m_persons; // their pictures with a face
};

} // namespace likeness::training
