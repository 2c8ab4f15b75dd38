// Where the reference vectors are, and how tensors are compared with them.
//
// LIKENESS_REFERENCE names a folder in the layout of the reference vectors; without it the folder
// ../shared/reference beside the checkout is used, and where that is not there the subset in tests/data.
#pragma once

#include "core/weights/TensorFile.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace likeness::testing {

std::filesystem::path referenceFile(const std::string& name); // may not exist
std::filesystem::path testData(const std::string& name);      // in tests/data

// The tensors and the header's description of `cases/NAME.safetensors`.
weights::TensorFile referenceCase(const std::string& name);

// Largest absolute difference; fails with the sizes if the shapes differ.
::testing::AssertionResult isClose(const at::Tensor& actual, const at::Tensor& expected, double tolerance);

// Skips the test where the file is not in the reference set at hand (only tests/data may lack files).
#define LIKENESS_NEEDS_REFERENCE(name)                                                                       \
    if (!std::filesystem::exists(likeness::testing::referenceFile(name)))                                     \
    GTEST_SKIP() << "not in this reference set: " << name

} // namespace likeness::testing
