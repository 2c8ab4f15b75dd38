// How weights wait between uses: the same bits, or 8-bit rows within their bound.
#include "core/weights/Int8Rows.h"
#include "core/weights/Layers.h"
#include "core/weights/MappedTensor.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/Safetensors.h"
#include "core/weights/TorchWriter.h"

#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <fstream>
#include <unistd.h>

namespace likeness::weights {
namespace {

using testing::TemporaryFile;

TensorFile halfFile(const std::filesystem::path& path)
{
    at::manual_seed(7);
    const TensorMap tensors = {{"linear.weight", at::randn({24, 40}).to(at::kHalf)},
                               {"linear.bias", at::randn({24}).to(at::kHalf)},
                               {"conv.weight", at::randn({16, 3, 3, 3}).to(at::kHalf)},
                               {"conv.bias", at::randn({16}).to(at::kHalf)},
                               {"table.weight", at::randn({10, 8}).to(at::kHalf)}};
    EXPECT_TRUE(writeSafetensors(path, tensors));
    return *readSafetensors(path);
}

TEST(Residence, WaitingElsewhereChangesNoBit)
{
    const TemporaryFile file;
    at::manual_seed(5);
    const at::Tensor x = at::randn({2, 40}), picture = at::randn({1, 3, 9, 7});
    at::Tensor linear, conv;
    for (const Residence residence : {Residence::ready, Residence::asStored, Residence::host}) {
        const Weights w(halfFile(file.path()), {at::kFloat, at::kCPU, residence});
        const Linear l(w / "linear", 40, 24);
        const Conv2d c(w / "conv", 3, 16, 3, 1, 1);
        w.takeTable("table.weight", {10, 8});
        ASSERT_TRUE(w.check("a test"));
        const bool waits = residence != Residence::ready;
        EXPECT_EQ(l.weight.scalar_type(), waits ? at::kHalf : at::kFloat);
        EXPECT_EQ(l.bias.scalar_type(), at::kFloat) << "small ones are ready";
        if (!waits) {
            linear = l.forward(x);
            conv = c.forward(picture);
        }
        EXPECT_TRUE(at::equal(l.forward(x), linear));
        EXPECT_TRUE(at::equal(c.forward(picture), conv));
    }
}

TEST(Residence, MappedWeightsStayInTheFile)
{
    const TemporaryFile file;
    const TensorFile stored = halfFile(file.path());
    const Weights w(stored, {at::kFloat, at::kCPU, Residence::host});
    const Linear linear(w / "linear", 40, 24);
    EXPECT_EQ(linear.weight.const_data_ptr(), stored.tensors.at("linear.weight").const_data_ptr());
}

TEST(Residence, RowsAsIntegersKeepTheirBound)
{
    at::manual_seed(3);
    const at::Tensor matrix = at::randn({32, 6, 3, 3}) * at::linspace(0.001, 10, 32).view({32, 1, 1, 1});
    matrix[5].zero_();
    const Int8Rows rows = toInt8Rows(matrix);
    EXPECT_EQ(rows.values.scalar_type(), at::kChar);
    EXPECT_EQ(rows.scale.sizes(), at::IntArrayRef({32, 1, 1, 1}));
    const at::Tensor back = fromInt8Rows(rows.values, rows.scale, at::kFloat);
    const at::Tensor bound = matrix.flatten(1).abs().amax(1) / 127 / 2 * 1.0001;
    EXPECT_TRUE((((back - matrix).flatten(1).abs().amax(1)) <= bound).all().item<bool>());
    EXPECT_TRUE(at::equal(back[5], matrix[5])) << "zero stays zero";
    EXPECT_TRUE(at::equal(fromInt8Rows(rows.values, rows.scale, at::kBFloat16), back.to(at::kBFloat16)));
}

double resident_bytes()
{
    std::ifstream pages("/proc/self/statm");
    long size = 0, resident = 0;
    pages >> size >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// Of six of SDXL's transformer blocks. Copies of whole tensors in fp32 made the heap grow by 3.4 times as much.
TEST(Residence, RowsAsIntegersTakeLittleMoreThanTheyHold)
{
    const at::Tensor numbers = at::randn({10240 * 1280}).to(at::kHalf);
    std::vector<Int8Rows> kept;
    const double before = resident_bytes();
    double held = 0;
    for (int block = 0; block < 6; ++block)
        for (const auto& [rows, columns] :
             {std::pair<int64_t, int64_t>{1280, 1280}, {1280, 1280}, {1280, 1280}, {1280, 1280}, {10240, 1280},
              {1280, 1280}, {1280, 2048}, {1280, 2048}, {1280, 1280}, {1280, 5120}}) {
            kept.push_back(toInt8Rows(numbers.narrow(0, 0, rows * columns).view({rows, columns})));
            held += static_cast<double>(rows * columns);
        }
    EXPECT_LT(resident_bytes() - before, 1.5 * held) << "measured 1.2";
}

TEST(Residence, LayersComputeWithRowsAsIntegers)
{
    const TemporaryFile file;
    const at::Tensor x = at::randn({2, 40}), picture = at::randn({1, 3, 9, 7});
    const Weights exact(halfFile(file.path()));
    const Weights w(halfFile(file.path()), {at::kFloat, at::kCPU, Residence::int8});
    const Linear linear(w / "linear", 40, 24);
    EXPECT_EQ(linear.weight.scalar_type(), at::kChar);
    const at::Tensor wanted = Linear(exact / "linear", 40, 24).forward(x);
    EXPECT_TRUE(testing::isClose(linear.forward(x), wanted, 0.2)); // 40 products, each off by up to 0.012 |x|: deviation 0.043
    EXPECT_FALSE(at::equal(linear.forward(x), wanted));
    EXPECT_TRUE(testing::isClose(Conv2d(w / "conv", 3, 16, 3, 1, 1).forward(picture),
                                 Conv2d(exact / "conv", 3, 16, 3, 1, 1).forward(picture), 0.2));
    EXPECT_EQ(w.takeTable("table.weight", {10, 8}).scalar_type(), at::kHalf) << "tables never";
}

TEST(Residence, TellsEveryTensorAndCanBeStopped)
{
    const TemporaryFile file;
    const Weights w(halfFile(file.path()));
    std::uint64_t bytes = 0;
    w.setWatch([&](std::uint64_t more) { bytes += more; });
    Linear(w / "linear", 40, 24);
    EXPECT_EQ(bytes, (24u * 40 + 24) * 2);
    struct Stop {};
    w.setWatch([](std::uint64_t) { throw Stop(); });
    EXPECT_THROW(Conv2d(w / "conv", 3, 16, 3), Stop);
}

TEST(Residence, ForgottenPagesComeBack)
{
    const TemporaryFile path;
    const at::Tensor numbers = at::arange(1 << 16).to(at::kFloat);
    ASSERT_TRUE(writeSafetensors(path.path(), {{"numbers", numbers}}));
    const at::Tensor mapped = readSafetensors(path.path())->tensors.at("numbers");
    EXPECT_TRUE(at::equal(mapped, numbers));
    forgetPages(mapped);
    EXPECT_TRUE(at::equal(mapped, numbers));
    const at::Tensor own = numbers.clone();
    forgetPages(own); // not mapped: nothing may happen to it
    EXPECT_TRUE(at::equal(own, numbers));
}

TEST(StreamedFiles, AreReadBackWhole)
{
    at::manual_seed(11);
    const TensorMap tensors = {{"a.weight", at::randn({5, 7}).to(at::kHalf)},
                               {"b", at::randn({3})},
                               {"scalar", at::full({}, 300, at::kLong)},
                               {"c.long.name.weight", at::randn({300, 4, 1}).to(at::kBFloat16)}};
    std::vector<TensorDescription> list;
    for (const auto& [name, tensor] : tensors)
        list.push_back({name, tensor.scalar_type(), tensor.sizes().vec()});
    const TensorSource source = [&](const TensorDescription& one) -> base::Result<at::Tensor> {
        return tensors.at(one.name);
    };
    const TemporaryFile safe, torch;
    ASSERT_TRUE(writeSafetensors(safe.path(), list, source));
    ASSERT_TRUE(writeTorchFile(torch.path(), list, source));
    EXPECT_EQ(*containerOf(torch.path()), TensorContainer::torchZip);
    for (const auto* path : {&safe.path(), &torch.path()}) {
        const auto read = readTensorFile(*path);
        ASSERT_TRUE(read) << read.error().message;
        ASSERT_EQ(read->tensors.size(), tensors.size());
        for (const auto& [name, tensor] : tensors) {
            EXPECT_EQ(read->tensors.at(name).scalar_type(), tensor.scalar_type());
            EXPECT_TRUE(at::equal(read->tensors.at(name), tensor)) << name;
        }
    }
}

} // namespace
} // namespace likeness::weights
