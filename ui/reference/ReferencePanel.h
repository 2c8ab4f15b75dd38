// The identity: photo with faces, the aligned crop, what the encoder sees, and one sentence about
// them.
#pragma once

#include "ui/reference/ReferenceReader.h"

class QLabel;
class QToolButton;

namespace likeness::ui {

class CropView;
class PhotoView;

class ReferencePanel : public QWidget {
    Q_OBJECT

public:
    ReferencePanel(Session& session, ReferenceReader& reader, QWidget* parent = nullptr);

    void setActions(QAction* open, QAction* paste, QAction* remove);

Q_SIGNALS:
    void openAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showReference();
    void showFace();
    void showReading();

    Session& m_session;
    ReferenceReader& m_reader;
    PhotoView* m_photo;
    CropView* m_aligned;
    CropView* m_encoderView;
    QLabel* m_sentence;
    QToolButton* m_open;
    QToolButton* m_paste;
    QToolButton* m_remove;
    QString m_refusal; // the last photo's; shown until the next one
};

} // namespace likeness::ui
