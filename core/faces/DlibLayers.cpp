#include "core/faces/DlibLayers.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

namespace likeness::faces {

namespace {

using Kind = DlibLayer::Kind;
using Layers = std::vector<DlibLayer>;
using Values = DlibNumbers::Values;

constexpr std::int64_t mostChannels = 4096;
constexpr double large = 1e30; // no limit: learning rates and the like

DlibLayer convolution(std::int64_t size, std::int64_t stride)
{
    return {Kind::convolution, size, stride, stride == 1 ? size / 2 : 0};
}

void add(Layers& layers, const Layers& more)
{
    std::ranges::copy(more, std::back_inserter(layers));
}

Layers detectorLayers()
{
    Layers layers{convolution(9, 1)};
    for (const std::int64_t stride : {1, 1, 1, 2, 2, 2})
        add(layers, {{Kind::relu}, {Kind::affine}, convolution(5, stride)});
    return layers;
}

Layers residual(std::int64_t stride)
{
    Layers layers{{Kind::relu}};
    if (stride == 1)
        add(layers, {{.kind = Kind::addTagged, .id = 1}});
    else
        add(layers, {{.kind = Kind::addTagged, .id = 2},
                     {Kind::avgPool, 2, 2, 0},
                     {.kind = Kind::skip, .id = 1},
                     {.kind = Kind::tag, .id = 2}});
    add(layers, {{Kind::affine}, convolution(3, 1), {Kind::relu}, {Kind::affine}, convolution(3, stride),
                 {.kind = Kind::tag, .id = 1}});
    return layers;
}

Layers recogniserLayers()
{
    Layers layers{{Kind::fullyConnected}, {Kind::avgPool, 0, 1, 0}};
    for (const std::int64_t stride : {2, 1, 1, 2, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1})
        add(layers, residual(stride));
    add(layers, {{Kind::maxPool, 3, 2, 0}, {Kind::relu}, {Kind::affine}, convolution(7, 2)});
    return layers;
}

class Walk {
public:
    explicit Walk(DlibFile& file) : m_file(file), m_numbers(file.bytes) {}

    void all()
    {
        m_numbers.integer(1, 1); // version of the network
        if (m_file.network == DlibNetwork::faceDetector)
            detectorOptions();
        else
            recogniserOptions();
        const Layers layers = dlibLayersOf(m_file.network);
        std::vector<std::int64_t> versions; // dlib writes the output's first, and then the input
        for (size_t i = 0; i < layers.size(); ++i)
            versions.push_back(versionOf(layers[i], i + 1 == layers.size()));
        input();
        for (size_t i = layers.size(); i-- > 0;)
            layer(layers[i], versions[i], i + 1 == layers.size());
        if (m_outputs != m_channels)
            m_numbers.fail("another number of outputs");
        if (!m_numbers.atEnd())
            m_numbers.fail("more than the network");
    }

private:
    void name(std::initializer_list<const char*> names, std::string* found = nullptr)
    {
        const std::string given = m_numbers.text(64);
        if (std::ranges::find(names, given) == names.end())
            m_numbers.fail("no layer '" + std::string(*names.begin()) + "'");
        if (found)
            *found = given;
    }

    void reals(int count)
    {
        for (int i = 0; i < count; ++i)
            m_numbers.real(-large, large);
    }

    void detectorOptions()
    {
        name({"loss_mmod_"});
        const auto version = m_numbers.integer(1, 4);
        m_outputs = version == 1 ? 1 : m_numbers.integer(1, 16);
        for (std::int64_t i = 0; i < m_outputs; ++i) {
            const auto windowVersion = version == 1 ? 1 : m_numbers.integer(1, 2);
            m_numbers.integer(8, 1000); // width
            m_numbers.integer(8, 1000);
            if (windowVersion == 2)
                m_numbers.text(256); // label
        }
        reals(3);                   // losses, only for training
        for (int i = 0; i < 4; ++i) // which boxes overlap: two pairs of shares
            m_numbers.real(0, 1);
        if (version >= 3)
            m_numbers.byte();
        if (version >= 4) {
            if (m_numbers.boolean())
                m_numbers.fail("boxes that are corrected, which the published network's are not,");
            reals(1);
        }
    }

    void recogniserOptions()
    {
        std::string loss;
        name({"loss_metric_", "loss_metric_2"}, &loss);
        if (loss == "loss_metric_2")
            reals(2);
        m_outputs = 128;
    }

    std::int64_t versionOf(const DlibLayer& layer, bool isFirst)
    {
        if (layer.kind == Kind::tag || layer.kind == Kind::skip)
            return m_numbers.integer(1, 1);
        return isFirst ? m_numbers.integer(2, 3) : m_numbers.integer(1, 2);
    }

    void input()
    {
        std::string kind;
        const bool isDetector = m_file.network == DlibNetwork::faceDetector;
        if (isDetector)
            name({"input_rgb_image_pyramid", "input_rgb_image_pyramid2"}, &kind);
        else
            name({"input_rgb_image_sized"});
        for (int i = 0; i < 3; ++i)
            m_numbers.real(-1000, 1000); // mean colour
        if (kind == "input_rgb_image_pyramid2")
            for (int i = 0; i < 2; ++i)
                m_numbers.integer(0, 64); // pixels between the pyramid's levels, and around
        if (!isDetector)
            for (int i = 0; i < 2; ++i)
                m_numbers.integer(150, 150);
        m_channels = 3;
    }

    void layer(const DlibLayer& layer, std::int64_t version, bool isFirst)
    {
        if (layer.kind == Kind::tag || layer.kind == Kind::skip) {
            if (layer.kind == Kind::tag)
                m_tagged[layer.id] = m_channels;
            else
                m_channels = m_tagged[layer.id];
            return;
        }
        const bool hasWeights = details(layer);
        if (!m_numbers.boolean() && hasWeights)
            m_numbers.fail("a network that was never run");
        m_numbers.boolean();
        m_numbers.boolean();
        m_numbers.tensor(Values::any); // gradient and output of the last run
        m_numbers.tensor(Values::any);
        if (isFirst || version == 2)
            m_numbers.tensor(Values::any);
        if (isFirst && version == 3)
            m_numbers.integer(0, 1);
    }

    // Returns whether the layer has weights.
    bool details(const DlibLayer& layer)
    {
        switch (layer.kind) {
        case Kind::convolution: convolutionDetails(layer); return true;
        case Kind::affine: affineDetails(); return true;
        case Kind::fullyConnected: fullyConnectedDetails(); return true;
        case Kind::relu: name({"relu_"}); return false;
        case Kind::maxPool:
            name({"max_pool_2"});
            window(layer);
            return false;
        case Kind::avgPool:
            name({"avg_pool_2"});
            window(layer);
            return false;
        case Kind::addTagged:
            name({"add_prev_"});
            m_channels = std::max(m_channels, m_tagged[layer.id]);
            return false;
        default: return false; // tag and skip have none
        }
    }

    void window(const DlibLayer& layer)
    {
        for (const auto value : {layer.size, layer.stride, layer.padding})
            for (int axis = 0; axis < 2; ++axis)
                m_numbers.integer(value, value);
    }

    std::int64_t weights()
    {
        const auto count = valuesIn(m_numbers.tensor(Values::weights));
        ++m_file.tensors;
        m_file.weights += static_cast<std::uint64_t>(count);
        return count;
    }

    void must(bool condition)
    {
        if (!condition)
            m_numbers.fail("sizes that do not fit one another");
    }

    void convolutionDetails(const DlibLayer& layer)
    {
        std::string version;
        name({"con_4", "con_5"}, &version);
        const auto given = weights();
        const auto filters = m_numbers.integer(1, mostChannels);
        window(layer);
        must(m_numbers.alias() == DlibNumbers::Sizes{filters, m_channels, layer.size, layer.size});
        const auto biases = m_numbers.alias();
        reals(4);
        const bool hasBias = version == "con_4" || m_numbers.boolean();
        must(!hasBias || biases == DlibNumbers::Sizes{1, filters, 1, 1});
        must(given == filters * m_channels * layer.size * layer.size + (hasBias ? filters : 0));
        m_channels = filters;
    }

    void affineDetails()
    {
        std::string version;
        name({"affine_", "affine_2", "bn_con2"}, &version);
        const DlibNumbers::Sizes perChannel{1, m_channels, 1, 1};
        must(weights() == 2 * m_channels);
        must(m_numbers.alias() == perChannel);
        must(m_numbers.alias() == perChannel);
        if (version == "bn_con2") {
            m_numbers.tensor(Values::any); // of the last batch
            m_numbers.tensor(Values::any);
            must(m_numbers.tensor(Values::weights) == perChannel);
            must(m_numbers.tensor(Values::weights) == perChannel);
            for (int i = 0; i < 2; ++i)
                m_numbers.integer(0, std::numeric_limits<std::int32_t>::max());
            reals(5);
            return;
        }
        m_numbers.integer(0, 0); // per channel
        if (version == "affine_2" && m_numbers.boolean())
            m_numbers.fail("a layer that is switched off");
    }

    void fullyConnectedDetails()
    {
        std::string version;
        name({"fc_2", "fc_3"}, &version);
        const auto outputs = m_numbers.integer(1, mostChannels);
        const auto inputs = m_numbers.integer(1, mostChannels);
        must(inputs == m_channels);
        must(weights() == inputs * outputs);
        must(m_numbers.alias() == DlibNumbers::Sizes{inputs, outputs, 1, 1});
        m_numbers.alias();
        m_numbers.integer(1, 1); // without bias
        reals(4);
        if (version == "fc_3")
            m_numbers.boolean();
        m_channels = outputs;
    }

    DlibFile& m_file;
    DlibNumbers m_numbers;
    std::int64_t m_channels = 0, m_outputs = 0;
    std::map<std::int64_t, std::int64_t> m_tagged; // channels by tag
};

} // namespace

std::vector<DlibLayer> dlibLayersOf(DlibNetwork network)
{
    return network == DlibNetwork::faceDetector ? detectorLayers() : recogniserLayers();
}

void walkDlibFile(DlibFile& file)
{
    Walk(file).all();
}

} // namespace likeness::faces
