#include "core/evaluation/Judges.h"

#include "core/faces/Align.h"
#include "core/identity/FaceEncoders.h"
#include "core/identity/Identity.h"
#include "core/identity/ImageTensor.h"
#include "core/identity/Likeness.h"
#include "core/images/Resize.h"
#include "core/training/JudgeViews.h"

#include <c10/core/InferenceMode.h>

namespace likeness::evaluation {

using base::Result;
using training::FacePoints;
using training::FactTable;

namespace {

constexpr double readableShare = 0.8;

std::vector<int64_t> likeliest(const FactTable& table, const at::Tensor& outputs) // [1, table.outputs()]
{
    std::vector<int64_t> classes;
    int64_t at = 0;
    for (const auto& fact : table.classes) {
        classes.push_back(outputs[0].narrow(0, at, fact.count).argmax().item<int64_t>());
        at += fact.count;
    }
    return classes;
}

bool canRead(const std::map<std::string, training::FactShares>& readable, const std::string& style,
             const std::string& fact)
{
    const auto shares = readable.find(style);
    if (shares == readable.end())
        return false;
    const auto share = shares->second.find(fact);
    return share != shares->second.end() && share->second >= readableShare;
}

std::string ownName(const std::filesystem::path& file)
{
    return "own judge '" + file.filename().string() + "', trained on renders alone";
}

} // namespace

Lab skinTone(const at::Tensor& headView)
{
    // Left, top of both cheeks in the view: below the glasses, above a beard, beside the nose.
    constexpr std::pair<int64_t, int64_t> cheeks[] = {{41, 76}, {76, 76}};
    constexpr int64_t width = 11, height = 10;
    at::Tensor sum = at::zeros({3});
    for (const auto& [left, top] : cheeks)
        sum += headView.narrow(1, top, height).narrow(2, left, width).to(at::kFloat).mean({1, 2}) / 2;
    return labOf(sum[0].item<double>(), sum[1].item<double>(), sum[2].item<double>());
}

double sharpness(const images::Image& picture)
{
    const images::Image same = images::resized(picture, 256, 256, images::Filter::area);
    const at::Tensor shares = at::tensor({0.299, 0.587, 0.114}, at::kFloat).view({1, 3, 1, 1});
    const at::Tensor luma = (identity::imageTensor(same) * shares).sum(1, true); // [1, 1, 256, 256]
    const at::Tensor inner = luma.narrow(2, 1, 254).narrow(3, 1, 254);
    return (inner - at::avg_pool2d(luma, {3, 3}, {1, 1})).abs().mean().item<double>();
}

Judges::Judges(training::OpenSceneJudge scene, training::OpenLikenessJudge likeness, faces::FaceFinder finder)
    : m_scene(std::move(scene)), m_likeness(std::move(likeness)), m_finder(std::move(finder))
{
}

Result<Judges> Judges::open(const JudgeFiles& files, FacePlace place, faces::FaceFinder finder)
{
    auto scene = training::openSceneJudge(files.folder / training::sceneJudgeFile);
    if (!scene)
        return tl::unexpected(scene.error());
    auto likeness = training::openLikenessJudge(files.folder / training::likenessJudgeFile);
    if (!likeness)
        return tl::unexpected(likeness.error());
    Judges judges(std::move(*scene), std::move(*likeness), std::move(finder));
    judges.m_place = place;
    judges.m_likenessBy = ownName(training::likenessJudgeFile);
    judges.m_textBy = judges.m_purityBy = ownName(training::sceneJudgeFile);
    if (!files.arcFace.empty()) {
        auto opened = identity::openArcFace(files.arcFace);
        if (!opened)
            return tl::unexpected(opened.error());
        judges.m_arcFace = std::make_shared<identity::ArcFace>(std::move(*opened));
        judges.m_likenessBy = "ArcFace '" + files.arcFace.filename().string() + "'";
    }
    if (!files.eva.empty()) {
        auto opened = identity::openEvaClip(files.eva);
        if (!opened)
            return tl::unexpected(opened.error());
        judges.m_eva = std::make_shared<identity::EvaClip>(std::move(*opened));
        judges.m_purityBy = "EVA-CLIP '" + files.eva.filename().string() + "'";
    }
    return judges;
}

at::Tensor Judges::recognised(const images::Image& picture, const FacePoints& points) const
{
    const auto matrix = faces::alignmentTo112(points);
    return matrix ? identity::readFace(*m_arcFace, faces::warpTo112(picture, *matrix)) : at::Tensor();
}

Result<Reading> Judges::read(const images::Image& picture, const std::stop_token& stop,
                             const std::optional<FacePoints>& known) const
{
    const c10::InferenceMode noGradients;
    Reading reading;
    const auto scene = m_scene.judge.picture.forward(training::sceneView(picture).unsqueeze(0));
    reading.scene = scene.embedding;
    reading.sharpness = sharpness(picture);
    reading.scenes = likeliest(training::sceneFacts(), scene.facts);
    reading.image = m_eva ? identity::readPicture(*m_eva, picture, stop) : scene.embedding;

    std::optional<FacePoints> points = known;
    if (!points && m_place == FacePlace::usual)
        points = training::usualPoints(picture.width, picture.height);
    if (!points) {
        auto found = m_finder.find(picture, stop);
        if (!found && found.error().code == base::ErrorCode::cancelled)
            return tl::unexpected(found.error());
        if (!found)
            return reading;
        points = found->front().points5;
    }
    const at::Tensor head = training::headView(picture, *points);
    if (!head.defined())
        return reading;
    const auto person = m_likeness.judge.forward(head.unsqueeze(0));
    reading.persons = likeliest(training::likenessFacts(), person.facts);
    reading.face = m_arcFace ? recognised(picture, *points) : person.embedding;
    reading.skin = skinTone(head);
    return reading;
}

double Judges::alignment(const Reading& reading, const std::string& prompt) const
{
    const c10::InferenceMode noGradients;
    return identity::cosine(reading.scene, m_scene.judge.caption.forward({prompt})).item<double>();
}

bool Judges::canReadScene(const std::string& style, const std::string& fact) const
{
    return canRead(m_scene.readable, style, fact);
}

bool Judges::canReadPerson(const std::string& style, const std::string& fact) const
{
    return canRead(m_likeness.readable, style, fact);
}

} // namespace likeness::evaluation
