// The identity: photo with faces, the aligned crop, what the encoder sees, and one sentence about
// them. Further photos and a second person appear below once they are there.
#pragma once

#include "ui/reference/ReferenceReader.h"

class QLabel;
class QToolButton;

namespace likeness::ui {

class CropView;
class MixField;
class PhotoStrip;
class PhotoView;

class ReferencePanel : public QWidget {
    Q_OBJECT

public:
    ReferencePanel(Session& session, ReferenceReader& reader, QWidget* parent = nullptr);

    struct Actions {
        QAction* open;
        QAction* paste;
        QAction* remove;
        QList<QAction*> more; // behind one button; null: a separator
    };
    void setActions(const Actions& actions);

Q_SIGNALS:
    void openAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showReference();
    void showFace();
    void showReading();
    QString sentence() const; // about the photo that is shown

    Session& m_session;
    ReferenceReader& m_reader;
    PhotoView* m_photo;
    CropView* m_aligned;
    CropView* m_encoderView;
    PhotoStrip* m_strip;
    MixField* m_mix;
    QLabel* m_sentence;
    QToolButton* m_open;
    QToolButton* m_paste;
    QToolButton* m_add;
    QToolButton* m_remove;
    QString m_refusal; // the last photo's; shown until the next one
};

} // namespace likeness::ui
