// portraits: pictures of invented people with captions, as training data or to look at.
#include "app/cli/Commands.h"
#include "app/cli/ProgressLine.h"
#include "core/base/AtomicFile.h"
#include "core/base/Folders.h"
#include "core/base/Random.h"
#include "core/images/Encode.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Caption.h"
#include "core/portraits/Renderer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <mutex>
#include <thread>

namespace likeness::cli {

namespace {

namespace fs = std::filesystem;

struct PortraitsOptions {
    int count = 100;
    int perPerson = 1; // pictures
    std::uint64_t seed = 1;
    int size = 256;
    bool camera = false;
    fs::path folder;
};

// The picture's number `index`: who, where, and what is written of it.
struct Portrait {
    std::uint64_t personSeed;
    portraits::Person person;
    portraits::Scene scene;
    std::string file, caption;
};

Portrait portraitAt(const PortraitsOptions& options, int index)
{
    base::Random who(options.seed, std::uint64_t(index / options.perPerson), 1),
        where(options.seed, std::uint64_t(index), 2);
    Portrait portrait{who.next(), {}, portraits::randomScene(where.next()), fmt::format("{:06}.png", index), {}};
    portrait.person = portraits::randomPerson(portrait.personSeed);
    portrait.caption = portraits::caption(portrait.scene, where.next());
    return portrait;
}

images::Image pictureOf(const PortraitsOptions& options, const Portrait& portrait)
{
    const auto picture = portraits::render(portrait.person, portrait.scene, options.size).picture;
    return options.camera ? portraits::photograph(picture, portrait.personSeed) : picture;
}

// One line per picture, as `train --data` reads it.
std::string listOf(const PortraitsOptions& options)
{
    std::string text;
    for (int index = 0; index < options.count; ++index) {
        const Portrait portrait = portraitAt(options, index);
        text += nlohmann::ordered_json{{"file", portrait.file},
                                       {"caption", portrait.caption},
                                       {"person", fmt::format("person-{:06}", index / options.perPerson)}}
                    .dump() +
                "\n";
    }
    return text;
}

// Several threads take one picture after the other; the first mistake ends all.
class Painters {
public:
    Painters(const PortraitsOptions& options, std::stop_token stop) : m_options(options), m_stop(std::move(stop)) {}

    base::Result<void> paintAll()
    {
        const auto start = std::chrono::steady_clock::now();
        ProgressLine line(std::chrono::seconds(5));
        {
            std::vector<std::jthread> helpers;
            for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
                helpers.emplace_back([this] { paintSome({}); });
            paintSome([&](int done) {
                const double share = double(done) / m_options.count;
                const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
                line.show({"Painting portraits", share, passed.count() * (1 - share) / share});
            });
        }
        return m_result;
    }

private:
    void paintSome(const std::function<void(int)>& tell)
    {
        for (int index = m_next++; index < m_options.count; index = m_next++) {
            const Portrait portrait = portraitAt(m_options, index);
            const base::Result<void> written =
                m_stop.stop_requested()
                    ? base::fail(base::ErrorCode::cancelled, "Stopped; the pictures painted so far are in '" +
                                                                 m_options.folder.string() + "'.")
                    : images::writePng(m_options.folder / portrait.file, pictureOf(m_options, portrait));
            if (!written) {
                const std::lock_guard lock(m_mutex);
                m_result = written;
                m_next = m_options.count;
                return;
            }
            if (tell)
                tell(index + 1);
        }
    }

    const PortraitsOptions& m_options;
    const std::stop_token m_stop;
    std::atomic<int> m_next = 0;
    std::mutex m_mutex;
    base::Result<void> m_result;
};

base::Result<void> paintPortraits(const PortraitsOptions& options, std::stop_token stop)
{
    if (auto made = base::makeFolder(options.folder); !made)
        return made;
    const auto start = std::chrono::steady_clock::now();
    if (auto painted = Painters(options, std::move(stop)).paintAll(); !painted)
        return painted;
    if (auto written = base::writeFileAtomically(options.folder / "portraits.jsonl", listOf(options)); !written)
        return written;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    fmt::print("{} portraits are in '{}', their captions in portraits.jsonl ({:.0f} per second, written).\n",
               options.count, options.folder.string(), options.count / passed.count());
    return {};
}

} // namespace

Command addPortraits(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "portraits", "Paint portraits of invented people with captions, as training data");
    auto options = std::make_shared<PortraitsOptions>();
    command->add_option("--out", options->folder, "Folder for the pictures and portraits.jsonl")
        ->required()
        ->type_name("DIR");
    command->add_option("--count", options->count, "Pictures")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--per-person", options->perPerson, "Pictures of each person, in different scenes")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--size", options->size, "Pixels of a side")
        ->check(CLI::Range(32, 2048))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Another seed: other people")->capture_default_str();
    command->add_flag("--camera", options->camera,
                      "As somebody's camera would have taken them: uneven light, blur, noise");
    return {command, [options](std::stop_token stop) { return paintPortraits(*options, std::move(stop)); }};
}

} // namespace likeness::cli
