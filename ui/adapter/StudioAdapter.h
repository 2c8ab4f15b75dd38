// generation::Studio as the window's StudioPort. The machinery calls back on its own threads; here
// every call becomes a queued one in the window's thread. Of the previews only the newest waits: a
// slow window never falls behind.
#pragma once

#include "core/generation/Mailbox.h"
#include "core/generation/Studio.h"
#include "ui/session/StudioPort.h"

#include <QThreadPool>

#include <stop_token>

namespace likeness::ui {

class StudioAdapter final : public StudioPort {
public:
    explicit StudioAdapter(generation::StudioOptions options);
    ~StudioAdapter() override;

    generation::JobId submit(generation::PortraitRequest request) override;
    void cancel(generation::JobId job) override;
    void readReference(const QString& photo, quint64 ticket) override;
    void saveIdentity(const generation::IdentityToSave& what) override;
    base::Result<generation::PortraitRequest> defaultsFor(const QString& model,
                                                          const QString& lightning, int steps) const override;
    void estimateMemory(const generation::PortraitRequest& request, quint64 ticket) override;
    void readSettings(const QString& file) override;
    void keep(ResultPtr result, const QString& offFile, const QString& onFile,
              quint64 ticket) override;
    void exportSet(ResultPtr result, StepsPtr steps, const QString& folder) override;

private:
    void answer(quint64 ticket, const SeenReferencePtr& reference, const QString& problem);
    void deliver(const generation::JobEvent& event); // on the inference thread
    void deliverPreview(const generation::JobEvent& event);

    generation::Mailbox<generation::JobEvent> m_preview; // the one that waits
    const generation::StudioOptions m_options;
    std::stop_source m_stop;   // of saving identities
    QThreadPool m_files;       // reads and writes sets; its destructor waits
    QThreadPool m_estimates;   // opens models' files; its destructor waits
    QThreadPool m_identities;  // reads identity files; empty before the studio goes
    std::unique_ptr<generation::Studio> m_studio; // last: its destructor joins before the rest goes
};

} // namespace likeness::ui
