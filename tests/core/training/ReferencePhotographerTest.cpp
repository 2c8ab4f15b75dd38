// Reference photos are cut out as users' photos are: with the landmarks' and GrabCut's mistakes.
#include "core/training/ReferencePhotographer.h"

#include "core/faces/Align.h"
#include "core/faces/Segment.h"
#include "core/identity/ImageTensor.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Renderer.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

constexpr const char* landmarks = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"; // Debian's libdlib-data

TEST(ReferencePhotographer, CutsMostPhotosOutAsUsersAre)
{
    auto known = ReferencePhotographer::open({}, 112).value();
    auto found = ReferencePhotographer::open(landmarks, 112);
    ASSERT_TRUE(found) << found.error().message;
    int others = 0;
    for (std::uint64_t person = 0; person < 12; ++person) {
        const auto by = found->views(person, 0), with = known.views(person, 0);
        EXPECT_EQ(by.arcFace.sizes(), (at::IntArrayRef{3, 112, 112}));
        EXPECT_EQ(by.eva.sizes(), (at::IntArrayRef{112, 112}));
        EXPECT_TRUE(by.eva.equal(found->views(person, 0).eva)) << "the same photo, the same views";
        others += !by.eva.equal(with.eva);
        // Nose and mouth are in the middle of either, and what is around the head is white in both.
        const auto middle = [](const at::Tensor& view) {
            return view.narrow(0, 50, 24).narrow(1, 48, 16).to(at::kFloat).mean().item<double>();
        };
        EXPECT_NEAR(middle(by.eva), middle(with.eva), 25) << "person " << person;
    }
    EXPECT_GE(others, 5);
    EXPECT_LE(others, 12);
}

// [512, 512] bool: what the renderer knows to be face and hair, as the crop shows it.
at::Tensor trueMask(const images::Mask& kept, const faces::AffineMatrix& toCrop)
{
    images::Image picture(kept.width, kept.height);
    for (size_t i = 0; i < kept.value.size(); ++i)
        std::fill_n(&picture.rgb[i * 3], 3, kept.value[i]);
    return bytesOf(faces::warpTo512(picture, toCrop))[0].gt(160); // the gray around the photo is out
}

TEST(ReferencePhotographer, GrabCutFindsTheHairThatTheRendererDrew)
{
    auto finder = faces::FaceFinder::open(landmarks);
    ASSERT_TRUE(finder) << finder.error().message;
    constexpr int people = 24;
    double sum = 0;
    int bad = 0, found = 0;
    for (std::uint64_t person = 0; person < people; ++person) {
        portraits::Scene scene = portraits::randomScene(31'337 + person);
        scene.style = portraits::Style::photo;
        scene.accessory = portraits::Accessory::none;
        scene.pose = portraits::Pose::front;
        const auto drawn = portraits::draw(portraits::randomPerson(777'000 + person), scene);
        const auto photo = portraits::photograph(drawn.picture, 99 + person);
        const auto faces = finder->find(photo);
        if (!faces)
            continue;
        const auto toCrop = faces::alignmentTo512(faces->front().points5).value();
        const at::Tensor truth = trueMask(drawn.kept, toCrop);
        const at::Tensor mask =
            identity::maskTensor(faces::faceAndHair(photo, toCrop, faces->front().landmarks)).view({512, 512});
        const double overlap = (mask & truth).sum().item<double>() / (mask | truth).sum().item<double>();
        sum += overlap;
        bad += overlap < 0.85;
        ++found;
    }
    ASSERT_GE(found, people - 2);
    EXPECT_GT(sum / found, 0.91); // by the shape of heads alone: .89
    EXPECT_LE(bad, 3);            // 6
}

TEST(ReferencePhotographer, SaysWhichFileIsMissing)
{
    const auto none = ReferencePhotographer::open("/no/such/landmarks.dat", 112);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("/no/such/landmarks.dat"), std::string::npos);
}

} // namespace
} // namespace likeness::training
