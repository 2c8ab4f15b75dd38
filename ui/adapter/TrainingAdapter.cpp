#include "ui/adapter/TrainingAdapter.h"

namespace likeness::ui {

namespace {

QString toText(const std::filesystem::path& path)
{
    return QString::fromStdU16String(path.u16string());
}

TrainingEnd endOf(const base::Result<QString>& made)
{
    if (made)
        return {TrainingEnd::How::finished, *made, {}, {}};
    const base::Error& error = made.error();
    return {error.code == base::ErrorCode::cancelled ? TrainingEnd::How::stopped
                                                     : TrainingEnd::How::failed,
            {},
            QString::fromStdString(error.message),
            QString::fromStdString(error.context)};
}

} // namespace

TrainingAdapter::TrainingAdapter(generation::StudioOptions options) : m_options(std::move(options))
{
}

TrainingAdapter::~TrainingAdapter()
{
    m_thread.request_stop();
}

QString TrainingAdapter::starterModel() const
{
    return toText(m_options.starterModel);
}

void TrainingAdapter::start(const TrainingPlan& plan)
{
    if (m_running)
        return;
    m_running = true;
    m_thread = std::jthread([this, plan](const std::stop_token& stop) {
        const auto made = base::guarded([&] { return run(plan, stop); });
        QMetaObject::invokeMethod(
            this, [this, end = endOf(made)] { this->end(end); }, Qt::QueuedConnection);
    });
}

void TrainingAdapter::stop()
{
    m_thread.request_stop();
}

base::Result<QString> TrainingAdapter::run(TrainingPlan plan, const std::stop_token& stop)
{
    const auto progress = [this](const base::Progress& made) { deliver(made); };
    const auto note = [this](const std::string& sentence) {
        QMetaObject::invokeMethod(
            this, [this, text = QString::fromStdString(sentence)] { Q_EMIT noted(text); },
            Qt::QueuedConnection);
    };
    const auto named = [](const base::Result<std::filesystem::path>& file) -> base::Result<QString> {
        if (!file)
            return tl::unexpected(file.error());
        return toText(*file);
    };
    if (auto* identity = std::get_if<training::IdentityRecipe>(&plan)) {
        identity->landmarks = m_options.landmarks;
        return named(training::trainIdentity(*identity, progress, stop, note));
    }
    if (auto* fast = std::get_if<training::LightningRecipe>(&plan)) {
        fast->landmarks = m_options.landmarks;
        return named(training::distil(*fast, progress, stop, note));
    }
    auto& starter = std::get<training::StarterRecipe>(plan);
    starter.landmarks = m_options.landmarks;
    if (auto trained = training::trainStarter(starter, progress, stop, note); !trained)
        return tl::unexpected(trained.error());
    return toText(starter.folder / "model");
}

void TrainingAdapter::deliver(const base::Progress& progress)
{
    // If one is waiting already, the call that will fetch it fetches this one instead.
    if (m_progress.put(progress) == generation::Mailbox<base::Progress>::Was::replaced)
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const auto newest = m_progress.take())
                Q_EMIT progressed(*newest);
        },
        Qt::QueuedConnection);
}

void TrainingAdapter::end(const TrainingEnd& end)
{
    m_thread.join(); // it has nothing left to do
    m_running = false;
    Q_EMIT ended(end);
}

} // namespace likeness::ui
