// The portrait world as a source of training data: whether programs for photographs see faces in it.
#include "core/faces/FaceFinder.h"
#include "core/portraits/Renderer.h"

#include <cmath>
#include <gtest/gtest.h>

namespace likeness::training {
namespace {

TEST(World, DlibFindsTheFacesOfItsSoftPhotos)
{
    const auto finder = faces::FaceFinder::open("/usr/share/dlib/shape_predictor_68_face_landmarks.dat");
    ASSERT_TRUE(finder) << finder.error().message;
    constexpr int count = 40;
    int found = 0;
    double distance = 0; // of the landmarks to the points that the renderer states, in eye distances
    for (int seed = 0; seed < count; ++seed) {
        portraits::Scene scene = portraits::randomScene(seed);
        scene.accessory = portraits::Accessory::none;
        const auto drawn = portraits::draw(portraits::randomPerson(seed + 500), scene, 256);
        const auto faces = finder->find(drawn.picture);
        if (!faces || faces->size() != 1)
            continue;
        ++found;
        const double eyes = drawn.points5[1].x - drawn.points5[0].x;
        for (size_t i = 0; i < 5; ++i)
            distance += std::hypot(faces->front().points5[i].x - drawn.points5[i].x,
                                   faces->front().points5[i].y - drawn.points5[i].y) /
                        eyes / 5;
    }
    EXPECT_GE(found, count * 95 / 100);
    EXPECT_LT(distance / found, .12);
}

} // namespace
} // namespace likeness::training
