#include "ui/adapter/StudioAdapter.h"

#include "core/generation/MemoryEstimate.h"
#include "core/generation/SavedIdentity.h"
#include "core/images/Encode.h"
#include "core/sets/ImageSet.h"
#include "core/sets/PictureSettings.h"
#include "ui/session/Pictures.h"

namespace likeness::ui {

using namespace generation;

namespace {

constexpr int shownSide_px = 1600; // of a reference photo; more than any panel shows

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdU16String());
}

SeenReferencePtr paintable(const ReferenceSeen& seen)
{
    auto reference = std::make_shared<SeenReference>();
    reference->photo = QString::fromStdString(seen.photo);
    reference->size = QSize(seen.picture.width, seen.picture.height);
    reference->picture = thumbnailOf(toQImage(seen.picture), shownSide_px);
    reference->faces = seen.faces;
    for (const faces::FaceCrop& crop : seen.crops) {
        reference->aligned.push_back(toQImage(crop.aligned512));
        reference->encoderView.push_back(toQImage(crop.encoderView));
    }
    return reference;
}

// The face that the file remembers stands for the photo.
SeenReferencePtr paintable(const SavedIdentity& saved, const QString& file)
{
    auto reference = std::make_shared<SeenReference>();
    reference->photo = file;
    reference->isIdentity = true;
    reference->name = QString::fromStdString(saved.name);
    reference->picture = toQImage(saved.face);
    reference->size = reference->picture.size();
    faces::Face face;
    face.box = {0, 0, double(saved.face.width), double(saved.face.height)};
    reference->faces.push_back(face);
    reference->aligned.push_back(reference->picture);
    reference->encoderView.emplace_back();
    return reference;
}

} // namespace

StudioAdapter::StudioAdapter(StudioOptions options)
    : m_options(options), m_studio(std::make_unique<Studio>(
                              std::move(options), [this](const JobEvent& event) { deliver(event); }))
{
    m_files.setMaxThreadCount(1);
    m_identities.setMaxThreadCount(1);
    m_estimates.setMaxThreadCount(1);
}

StudioAdapter::~StudioAdapter()
{
    m_stop.request_stop();
    m_identities.waitForDone(); // it asks the studio to read photos
}

JobId StudioAdapter::submit(PortraitRequest request)
{
    return m_studio->submit(std::move(request));
}

void StudioAdapter::cancel(JobId job)
{
    m_studio->cancel(job);
}

void StudioAdapter::answer(quint64 ticket, const SeenReferencePtr& reference,
                           const QString& problem)
{
    QMetaObject::invokeMethod(
        this,
        [this, ticket, reference, problem] {
            if (reference)
                Q_EMIT referenceRead(ticket, reference);
            else
                Q_EMIT referenceRefused(ticket, problem);
        },
        Qt::QueuedConnection);
}

void StudioAdapter::readReference(const QString& photo, quint64 ticket)
{
    m_identities.start([this, photo, ticket] {
        if (!isSavedIdentity(toPath(photo))) {
            m_studio->readReference(
                toPath(photo), [this, ticket](const base::Result<ReferenceSeen>& seen) {
                    answer(ticket, seen ? paintable(*seen) : nullptr,
                           seen ? QString() : QString::fromStdString(seen.error().message));
                });
            return;
        }
        const auto saved = base::guarded([&] { return readSavedIdentity(toPath(photo)); });
        answer(ticket, saved ? paintable(*saved, photo) : nullptr,
               saved ? QString() : QString::fromStdString(saved.error().message));
    });
}

void StudioAdapter::saveIdentity(const IdentityToSave& what)
{
    m_files.start([this, what, stop = m_stop.get_token()] {
        const auto saved = generation::saveIdentity(what, m_options, stop);
        const QString file = QString::fromStdU16String(what.file.u16string());
        const QString problem = saved ? QString() : QString::fromStdString(saved.error().message);
        QMetaObject::invokeMethod(
            this,
            [this, file, problem] {
                if (problem.isEmpty())
                    Q_EMIT identitySaved(file);
                else
                    Q_EMIT identityNotSaved(problem);
            },
            Qt::QueuedConnection);
    });
}

base::Result<PortraitRequest> StudioAdapter::defaultsFor(const QString& model,
                                                         const QString& lightning, int steps) const
{
    return m_studio->defaultsFor(model.toStdString(), lightning.toStdString(), steps);
}

void StudioAdapter::estimateMemory(const PortraitRequest& request, quint64 ticket)
{
    m_estimates.clear(); // only the newest counts
    m_estimates.start([this, request, ticket] {
        const auto estimate =
            base::guarded([&] { return generation::estimateMemory(request, m_options); });
        if (!estimate)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, ticket, sentence = QString::fromStdString(estimate->sentence()),
             fits = estimate->fits()] { Q_EMIT memoryEstimated(ticket, sentence, fits); },
            Qt::QueuedConnection);
    });
}

void StudioAdapter::readSettings(const QString& file)
{
    m_files.start([this, file] {
        const auto request = base::guarded([&] { return sets::readRequest(toPath(file)); });
        QMetaObject::invokeMethod(
            this,
            [this, file, request] {
                if (request)
                    Q_EMIT settingsFound(file, *request);
                else
                    Q_EMIT settingsMissing(file, QString::fromStdString(request.error().message));
            },
            Qt::QueuedConnection);
    });
}

void StudioAdapter::exportSet(ResultPtr result, StepsPtr steps, const QString& folder)
{
    m_files.start([this, result, steps, folder] {
        const auto written =
            base::guarded([&] { return sets::exportSet(*result, toPath(folder), *steps); });
        QMetaObject::invokeMethod(
            this,
            [this, written, folder] {
                if (written)
                    Q_EMIT exported(folder, int(written->size()));
                else
                    Q_EMIT exportFailed(QString::fromStdString(written.error().message));
            },
            Qt::QueuedConnection);
    });
}

void StudioAdapter::keep(ResultPtr result, const QString& offFile, const QString& onFile,
                         quint64 ticket)
{
    m_files.start([this, result, offFile, onFile, ticket] {
        const auto written = base::guarded([&]() -> base::Result<void> {
            const auto write = [&result](const QString& file, const images::Image& picture,
                                         sets::Identity identity) -> base::Result<void> {
                if (file.isEmpty())
                    return {};
                return images::writePng(toPath(file), picture, sets::pictureTexts(*result, identity));
            };
            if (auto off = write(offFile, result->off, sets::Identity::off); !off)
                return off;
            return write(onFile, result->on, sets::Identity::on);
        });
        QMetaObject::invokeMethod(
            this,
            [this, written, ticket] {
                if (written)
                    Q_EMIT kept(ticket);
                else
                    Q_EMIT notKept(ticket, QString::fromStdString(written.error().message));
            },
            Qt::QueuedConnection);
    });
}

void StudioAdapter::deliver(const JobEvent& event)
{
    if (std::holds_alternative<StepPreview>(event.event)) {
        deliverPreview(event);
        return;
    }
    QMetaObject::invokeMethod(
        this, [this, event] { Q_EMIT jobEvent(event); }, Qt::QueuedConnection);
}

void StudioAdapter::deliverPreview(const JobEvent& event)
{
    // If one is waiting already, the call that will fetch it fetches this one instead.
    if (m_preview.put(event) == Mailbox<JobEvent>::Was::replaced)
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const auto newest = m_preview.take())
                Q_EMIT jobEvent(*newest);
        },
        Qt::QueuedConnection);
}

} // namespace likeness::ui
