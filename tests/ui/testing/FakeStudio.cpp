#include "tests/ui/testing/FakeStudio.h"

#include "ui/session/Pictures.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cmath>

namespace likeness::ui::testing {

using namespace generation;

images::Image painted(int side, int red, int green, int blue)
{
    images::Image picture(side, side);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double dx = (x + 0.5) / side - 0.5, dy = (y + 0.5) / side - 0.45;
            const bool face = dx * dx / 0.06 + dy * dy / 0.1 < 1;
            const double light = 0.6 + 0.4 * (1 - double(y) / side);
            std::uint8_t* pixel = picture.pixel(x, y);
            pixel[0] = std::uint8_t((face ? red : 60 + red / 4) * light);
            pixel[1] = std::uint8_t((face ? green : 80 + green / 4) * light);
            pixel[2] = std::uint8_t((face ? blue : 100 + blue / 4) * light);
        }
    }
    return picture;
}

FakeStudio::FakeStudio(QObject* parent) : StudioPort(parent)
{
    connect(&m_timer, &QTimer::timeout, this, &FakeStudio::work);
}

JobId FakeStudio::submit(PortraitRequest request)
{
    requests.push_back(request);
    m_queue.push_back({++m_lastId, std::move(request)});
    if (!m_timer.isActive())
        m_timer.start(stepPause_ms);
    return m_lastId;
}

void FakeStudio::cancel(JobId job)
{
    cancelled.push_back(job);
    if (!m_queue.empty() && m_queue.front().id == job)
        m_step = 0;
    std::erase_if(m_queue, [job](const Job& other) { return other.id == job; });
    QMetaObject::invokeMethod(
        this, [this, job] { send(job, Cancelled{}); }, Qt::QueuedConnection);
}

void FakeStudio::release()
{
    holds = false;
    m_timer.start(stepPause_ms);
}

void FakeStudio::work()
{
    if (m_queue.empty()) {
        m_timer.stop();
        return;
    }
    const Job job = m_queue.front();
    if (fails) {
        fails = false;
        m_queue.erase(m_queue.begin());
        send(job.id,
             Failed{{base::ErrorCode::invalidInput,
                     "The model in 'x' is not an SDXL model: choose another.", "42 keys missing"}});
        return;
    }
    if (m_step == 0)
        send(job.id, StageStarted{{"Loading the model", 0.02, 1}});
    if (holds && m_step == steps - 1) {
        m_timer.stop();
        return;
    }
    if (++m_step <= steps) {
        send(job.id, previewOf(m_step));
        return;
    }
    m_step = 0;
    m_queue.erase(m_queue.begin());
    send(job.id, Finished{resultOf(job.request)});
}

void FakeStudio::send(JobId job, decltype(JobEvent::event) event)
{
    Q_EMIT jobEvent({job, std::move(event)});
}

StepPreview FakeStudio::previewOf(int step) const
{
    const int light = 255 * step / steps;
    return {step, steps, (steps - step) * 0.1, painted(32, light, light, light),
            painted(32, light, light * 2 / 3, light / 2)};
}

ResultPtr FakeStudio::resultOf(const PortraitRequest& request) const
{
    auto result = std::make_shared<PortraitResult>();
    result->request = request;
    result->request.steps = steps;
    if (request.kind == RequestKind::pair || request.references.empty())
        result->off = painted(256, 200, 200, 205);
    if (!request.references.empty()) {
        result->on = painted(256, 220, 160, 120);
        result->scores.likeness = likeness;
        if (request.kind == RequestKind::pair)
            result->scores.purity = 0.83;
    }
    result->seconds = 1.5;
    return result;
}

void FakeStudio::readReference(const QString& photo, quint64 ticket)
{
    photos.append(photo);
    QMetaObject::invokeMethod(
        this,
        [this, photo, ticket] {
            if (faces == 0 || photo.contains(QLatin1String("nobody"))) {
                Q_EMIT referenceRefused(
                    ticket,
                    QStringLiteral(
                        "No face was found in '%1': choose a photo in which the face is larger.")
                        .arg(QFileInfo(photo).fileName()));
                return;
            }
            auto seen = std::make_shared<SeenReference>();
            seen->photo = photo;
            if (photo.endsWith(QLatin1String(".likeness-id"))) {
                seen->isIdentity = true;
                seen->name = QFileInfo(photo).completeBaseName();
                seen->size = {112, 112};
                seen->picture = toQImage(painted(112, 180, 140, 120));
                faces::Face face;
                face.box = {0, 0, 112, 112};
                seen->faces.push_back(face);
                seen->aligned.push_back(seen->picture);
                seen->encoderView.emplace_back();
                Q_EMIT referenceRead(ticket, seen);
                return;
            }
            seen->size = {800, 600};
            seen->picture = toQImage(painted(600, 200, 150, 120)).scaled(800, 600);
            for (int i = 0; i < faces; ++i) {
                faces::Face face;
                face.box = {80.0 + i * 300, 120, 240.0 - 40 * i, 260.0 - 40 * i};
                for (int p = 0; p < 68; ++p)
                    face.landmarks.push_back(
                        {face.box.x + face.box.width * (0.5 + 0.4 * std::cos(p)),
                         face.box.y + face.box.height * (0.5 + 0.4 * std::sin(p))});
                seen->faces.push_back(face);
                seen->aligned.push_back(toQImage(painted(512, 200 - 60 * i, 150, 120)));
                seen->encoderView.push_back(toQImage(painted(512, 128, 128, 128 + 20 * i)));
            }
            Q_EMIT referenceRead(ticket, seen);
        },
        Qt::QueuedConnection);
}

void FakeStudio::saveIdentity(const IdentityToSave& what)
{
    identities.push_back(what);
    const QString file = QString::fromStdU16String(what.file.u16string());
    QMetaObject::invokeMethod(
        this, [this, file] { Q_EMIT identitySaved(file); }, Qt::QueuedConnection);
}

base::Result<PortraitRequest> FakeStudio::defaultsFor(const QString& model,
                                                      const QString& lightning, int steps) const
{
    if (model == QLatin1String("missing"))
        return base::fail(base::ErrorCode::notFound, "There is no model in 'missing'.");
    PortraitRequest defaults;
    defaults.width = defaults.height = 256;
    defaults.steps = model.isEmpty() && lightning.isEmpty() ? 20 : 4;
    defaults.guidance = steps >= manySteps ? 5 : 1.5;
    defaults.sampler = "euler";
    return defaults;
}

void FakeStudio::estimateMemory(const PortraitRequest& request, quint64 ticket)
{
    const bool fits = request.memory != MemoryMode::whole; // the machine of the tests is small
    QMetaObject::invokeMethod(
        this,
        [this, ticket, fits] {
            Q_EMIT memoryEstimated(ticket,
                                   fits ? QStringLiteral("About 2.1 GB of memory are needed.")
                                        : QStringLiteral("About 9.9 GB of memory are needed."),
                                   fits);
        },
        Qt::QueuedConnection);
}

void FakeStudio::readSettings(const QString& file)
{
    QMetaObject::invokeMethod(
        this,
        [this, file] {
            if (found)
                Q_EMIT settingsFound(file, *found);
            else
                Q_EMIT settingsMissing(file,
                                       QStringLiteral("'%1' has no settings of ours.").arg(file));
        },
        Qt::QueuedConnection);
}

void FakeStudio::keep(ResultPtr result, const QString& offFile, const QString& onFile,
                      quint64 ticket)
{
    QMetaObject::invokeMethod(
        this,
        [this, result, offFile, onFile, ticket] {
            const bool written =
                !diskIsFull && (offFile.isEmpty() || toQImage(result->off).save(offFile, "PNG")) &&
                (onFile.isEmpty() || toQImage(result->on).save(onFile, "PNG"));
            if (written)
                Q_EMIT kept(ticket);
            else
                Q_EMIT notKept(ticket, QStringLiteral("The disk is full: nothing was kept."));
        },
        Qt::QueuedConnection);
}

void FakeStudio::exportSet(ResultPtr result, StepsPtr steps, const QString& folder)
{
    exportFolders.append(folder);
    exportedSteps = steps->size();
    QMetaObject::invokeMethod(
        this,
        [this, result, folder] {
            QFile manifest(folder + QStringLiteral("/manifest.json"));
            if (!QDir().mkpath(folder) || !manifest.open(QIODevice::WriteOnly)) {
                Q_EMIT exportFailed(
                    QStringLiteral("'%1' could not be written: choose another folder.")
                        .arg(folder));
                return;
            }
            manifest.write("{}");
            Q_EMIT exported(folder, 4);
        },
        Qt::QueuedConnection);
}

} // namespace likeness::ui::testing
