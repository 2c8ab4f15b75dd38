// The window's only door to the machinery: jobs and photos go in, events come out as signals in the
// window's thread. adapter/StudioAdapter implements it over generation::Studio; the tests implement
// it with a fake.
#pragma once

#include "core/faces/Face.h"
#include "core/generation/JobEvent.h"
#include "core/generation/SaveIdentity.h"

#include <QImage>
#include <QObject>

namespace likeness::ui {

using ResultPtr = std::shared_ptr<const generation::PortraitResult>;
using StepsPtr = std::shared_ptr<const std::vector<generation::StepPreview>>; // never null

// What was seen in a reference photo (or is kept in an identity file), ready to be painted.
struct SeenReference {
    QString photo;  // path
    QSize size;     // of the upright photo in pixels; boxes and landmarks are in these
    QImage picture; // the upright photo, at most 1600 pixels on its longer side
    std::vector<faces::Face> faces;  // largest first, never empty
    std::vector<QImage> aligned;     // per face, 512 x 512
    std::vector<QImage> encoderView; // per face, 512 x 512: what the identity encoder sees
    bool isIdentity = false; // a saved identity: `picture` is the face it remembers, no encoderView
    QString name;            // of the saved identity
};
using SeenReferencePtr = std::shared_ptr<const SeenReference>;

// All calls return at once. Signals are emitted in the thread that the port lives in (the
// window's).
class StudioPort : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    virtual generation::JobId submit(generation::PortraitRequest request) = 0;
    virtual void cancel(generation::JobId job) = 0;

    // Answered by referenceRead or referenceRefused with the same ticket.
    virtual void readReference(const QString& photo, quint64 ticket) = 0;

    // A face of a photo → an identity file; answered by identitySaved or identityNotSaved.
    virtual void saveIdentity(const generation::IdentityToSave& what) = 0;

    // What the model proposes (size, steps, guidance, sampler), with a Lightning file or an empty
    // name, and what goes with a number of steps, or 0; an empty model means the starter model.
    virtual base::Result<generation::PortraitRequest>
    defaultsFor(const QString& model, const QString& lightning, int steps) const = 0;

    // What the job would need of memory; answered by memoryEstimated with the same ticket, not at all
    // if the model's files cannot be read (the job will say why).
    virtual void estimateMemory(const generation::PortraitRequest& request, quint64 ticket) = 0;

    // Looks for the request in a picture or a manifest of ours; answered by settingsFound or
    // settingsMissing.
    virtual void readSettings(const QString& file) = 0;

    // Writes the pictures and the manifest; answered by exported or exportFailed.
    virtual void exportSet(ResultPtr result, StepsPtr steps, const QString& folder) = 0;

    // Writes the pictures for the history, with their settings inside; empty names: none. Answered
    // by kept or notKept with the same ticket.
    virtual void keep(ResultPtr result, const QString& offFile, const QString& onFile,
                      quint64 ticket) = 0;

Q_SIGNALS:
    void kept(quint64 ticket);
    void notKept(quint64 ticket, const QString& sentence);
    void jobEvent(const likeness::generation::JobEvent& event);
    void referenceRead(quint64 ticket, const likeness::ui::SeenReferencePtr& reference);
    void referenceRefused(quint64 ticket, const QString& sentence);
    void identitySaved(const QString& file);
    void identityNotSaved(const QString& sentence);
    void memoryEstimated(quint64 ticket, const QString& sentence, bool fits);
    void settingsFound(const QString& file, const likeness::generation::PortraitRequest& request);
    void settingsMissing(const QString& file, const QString& sentence);
    void exported(const QString& folder, int files);
    void exportFailed(const QString& sentence);
};

} // namespace likeness::ui
