// What is kept of one picture of a folder, and the steps from a photo to it.
#pragma once

#include "core/training/PreparedFolder.h"

namespace likeness::training {

// "frame" and "latent" depend on the size and the VAE; "looked" says that its face was searched, and "points" (in pixels
// of the photo) and the crops are there if it has one; "condition" and "hidden" are the encoders'.
using PictureRecord = weights::TensorMap;

bool isWhole(const PictureRecord& record); // nothing is left to do

// The steps from a photo to its record. Any of them may be done already. For several threads.
class PicturePreparation {
public:
    // `models` outlive it; `side`: of the model's square, in pixels.
    PicturePreparation(const FolderModels& models, int side, std::stop_token stop);

    // bytes: of the photo's file. Errors: what the decoder says of the picture `name`, cancelled.
    base::Result<void> complete(PictureRecord& record, const std::string& bytes, const std::string& name) const;

private:
    base::Result<void> search(PictureRecord& record, const images::Image& photo, const std::string& name) const;
    void frame(PictureRecord& record, const images::Image& photo) const;
    void read(PictureRecord& record) const;

    const FolderModels& m_models;
    const std::vector<PictureSize> m_buckets;
    const std::stop_token m_stop;
};

// Of a whole record. A face that is cut off is left out: the picture teaches words.
PreparedPicture preparedFrom(const ListedPicture& listed, const PictureRecord& record);

} // namespace likeness::training
