// Whose likeness is measured: invented people that no training has seen, or people of whom the user has photos.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/faces/FaceFinder.h"
#include "core/portraits/Person.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::evaluation {

struct TestPerson {
    std::string photo;                    // the reference, as the pipeline gets it
    faces::Face face;                     // in it
    std::optional<portraits::Person> who; // of invented ones
};

struct TestPersons {
    std::vector<TestPerson> persons;
    int photosWithoutFace = 0; // of the photos that were tried, those in which no face was found
};

// Draws `count` people and photos of them, through a camera, into `folder`. A photo in which no face is found is taken
// again, as anybody would. Errors: io, cancelled, and those of the detector.
base::Result<TestPersons> inventedPersons(int count, const faces::FaceFinder& finder,
                                          const std::filesystem::path& folder, const base::ProgressSink& progress,
                                          const std::stop_token& stop);

// Every picture in `folder`, by name: one person each, at most `count`. Errors: notFound; invalidInput for a folder
// without pictures or a picture without a face.
base::Result<TestPersons> photographedPersons(const std::filesystem::path& folder, int count,
                                              const faces::FaceFinder& finder, const std::stop_token& stop);

} // namespace likeness::evaluation
