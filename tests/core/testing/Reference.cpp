#include "tests/core/testing/Reference.h"

#include "core/weights/Safetensors.h"

#include <cstdlib>

namespace likeness::testing {

namespace {

std::filesystem::path referenceRoot()
{
    if (const char* root = std::getenv("LIKENESS_REFERENCE"))
        return root;
    if (std::filesystem::exists(LIKENESS_SHARED_REFERENCE))
        return LIKENESS_SHARED_REFERENCE;
    return std::filesystem::path(LIKENESS_TEST_DATA) / "reference";
}

} // namespace

std::filesystem::path referenceFile(const std::string& name) { return referenceRoot() / name; }

std::filesystem::path testData(const std::string& name) { return std::filesystem::path(LIKENESS_TEST_DATA) / name; }

weights::TensorFile referenceCase(const std::string& name)
{
    auto file = weights::readSafetensors(referenceFile("cases/" + name + ".safetensors"));
    if (!file)
        throw std::runtime_error(file.error().message);
    return *file;
}

::testing::AssertionResult isClose(const at::Tensor& actual, const at::Tensor& expected, double tolerance)
{
    if (!actual.defined() || actual.sizes() != expected.sizes())
        return ::testing::AssertionFailure()
               << "shape " << (actual.defined() ? actual.sizes() : at::IntArrayRef{}) << " instead of "
               << expected.sizes();
    if (actual.numel() == 0)
        return ::testing::AssertionSuccess();
    const double difference = (actual.to(at::kDouble) - expected.to(at::kDouble)).abs().max().item<double>();
    if (difference <= tolerance) // false for NaN
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "largest difference " << difference << ", allowed " << tolerance;
}

} // namespace likeness::testing
