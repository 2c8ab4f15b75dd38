// Reference photos are cut out as users' photos are: with the landmarks' and GrabCut's mistakes.
#include "core/training/ReferencePhotographer.h"

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

TEST(ReferencePhotographer, SaysWhichFileIsMissing)
{
    const auto none = ReferencePhotographer::open("/no/such/landmarks.dat", 112);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("/no/such/landmarks.dat"), std::string::npos);
}

} // namespace
} // namespace likeness::training
