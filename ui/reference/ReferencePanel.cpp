#include "ui/reference/ReferencePanel.h"

#include "ui/look/Icons.h"
#include "ui/reference/CropView.h"
#include "ui/reference/MixField.h"
#include "ui/reference/PhotoStrip.h"
#include "ui/reference/PhotoView.h"

#include <QAction>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QToolButton>

namespace likeness::ui {

namespace {

QToolButton* flatButton(const QString& objectName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setProperty("flat", true);
    button->setIconSize({18, 18});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ReferencePanel::ReferencePanel(Session& session, ReferenceReader& reader, QWidget* parent)
    : QWidget(parent), m_session(session), m_reader(reader), m_photo(new PhotoView(this)),
      m_aligned(new CropView(this)), m_encoderView(new CropView(this)),
      m_strip(new PhotoStrip(this)), m_mix(new MixField(this)), m_sentence(new QLabel(this)),
      m_open(flatButton(QStringLiteral("openPhoto"), this)),
      m_paste(flatButton(QStringLiteral("pastePhoto"), this)),
      m_add(flatButton(QStringLiteral("addPhoto"), this)),
      m_remove(flatButton(QStringLiteral("removePhoto"), this))
{
    m_add->setIcon(lineIcon(QStringLiteral("add")));
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_aligned->setObjectName(QStringLiteral("alignedCrop"));
    m_encoderView->setObjectName(QStringLiteral("encoderView"));
    m_sentence->setObjectName(QStringLiteral("referenceSentence"));
    m_sentence->setProperty("quiet", true);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);

    auto* crops = new QVBoxLayout;
    crops->setSpacing(2);
    crops->addWidget(m_aligned);
    crops->addWidget(m_encoderView);
    crops->addStretch();
    auto* pictures = new QHBoxLayout;
    pictures->setSpacing(8);
    pictures->addWidget(m_photo, 1);
    pictures->addLayout(crops);
    auto* below = new QHBoxLayout;
    below->setSpacing(2);
    below->addWidget(m_sentence, 1);
    below->addWidget(m_open, 0, Qt::AlignTop);
    below->addWidget(m_paste, 0, Qt::AlignTop);
    below->addWidget(m_add, 0, Qt::AlignTop);
    below->addWidget(m_remove, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 2, 12, 0);
    layout->setSpacing(4);
    layout->addLayout(pictures, 1);
    layout->addWidget(m_strip);
    layout->addWidget(m_mix);
    layout->addLayout(below);

    connect(m_photo, &PhotoView::facePicked, &m_session, &Session::pickFace);
    connect(m_photo, &PhotoView::openAsked, this, &ReferencePanel::openAsked);
    connect(m_strip, &PhotoStrip::chosen, &m_session, &Session::showPhoto);
    connect(m_strip, &PhotoStrip::removed, &m_session, &Session::removePhoto);
    connect(m_strip, &PhotoStrip::dropped, &m_reader, &ReferenceReader::join);
    connect(m_mix, &MixField::shareChosen, this,
            [this](double share) { m_session.change(Setting::mix, share); });
    connect(&m_session, &Session::settingChanged, this, [this](Setting setting) {
        if (setting == Setting::mix)
            m_mix->showShare(m_session.settings().mix);
    });
    connect(&m_session, &Session::referenceChanged, this, &ReferencePanel::showReference);
    connect(&m_session, &Session::faceChanged, this, &ReferencePanel::showFace);
    connect(&m_reader, &ReferenceReader::readingChanged, this, &ReferencePanel::showReading);
    connect(&m_reader, &ReferenceReader::refused, this, [this](const QString& sentence) {
        m_refusal = sentence;
        showFace();
    });
    retranslate();
    m_mix->showShare(m_session.settings().mix);
    showReference();
}

void ReferencePanel::setActions(const Actions& actions)
{
    m_open->setDefaultAction(actions.open);
    m_paste->setDefaultAction(actions.paste);
    m_remove->setDefaultAction(actions.remove);
    auto* menu = new QMenu(m_add);
    for (QAction* action : actions.more) {
        if (action)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
    m_add->setMenu(menu);
}

void ReferencePanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ReferencePanel::retranslate()
{
    m_aligned->setCaption(tr("Aligned"),
                          tr("The chosen face, turned upright and scaled to 512 × 512 pixels."));
    m_encoderView->setCaption(
        tr("Encoder sees"),
        tr("Exactly what the identity encoder sees: face and hair in grey, the rest white."));
    m_add->setAccessibleName(tr("More photos"));
    m_add->setToolTip(tr("Another photo, a second person, or keep the identity"));
    showFace();
}

void ReferencePanel::showReference()
{
    m_refusal.clear();
    m_photo->setReference(m_session.reference(), m_session.faceIndex());
    showFace();
}

QString ReferencePanel::sentence() const
{
    const SeenReferencePtr reference = m_session.reference();
    if (!m_refusal.isEmpty())
        return m_refusal;
    if (!reference)
        return tr("Without a photo the model paints whoever it likes.");
    if (reference->isIdentity)
        return tr("Saved identity “%1”: the photo itself is not needed.").arg(reference->name);
    if (reference->faces.size() == 1)
        return tr("One face found.");
    return tr("%n face(s) found: click the one you mean, or press its number.", nullptr,
              int(reference->faces.size()));
}

void ReferencePanel::showFace()
{
    const SeenReferencePtr reference = m_session.reference();
    const size_t face = size_t(m_session.faceIndex());
    m_photo->setChosen(m_session.faceIndex());
    m_aligned->setPicture(reference && face < reference->aligned.size() ? reference->aligned[face]
                                                                        : QImage());
    m_encoderView->setPicture(reference && face < reference->encoderView.size()
                                  ? reference->encoderView[face]
                                  : QImage());
    m_strip->setPeople(m_session.people());
    m_strip->setVisible(m_session.people().photos.size() > 1);
    m_mix->setVisible(m_session.people().count(1) > 0);
    m_sentence->setText(sentence());
    m_sentence->setToolTip(reference ? reference->photo : QString());
    m_sentence->setProperty("problem", !m_refusal.isEmpty());
    m_sentence->setProperty("quiet", m_refusal.isEmpty());
    m_sentence->style()->unpolish(m_sentence); // the style sheet looks at the properties again
    m_sentence->style()->polish(m_sentence);
}

void ReferencePanel::showReading()
{
    m_photo->setReading(m_reader.isReading() ? tr("Looking for faces…") : QString());
    if (m_reader.isReading()) {
        m_refusal.clear();
        showFace();
    }
}

} // namespace likeness::ui
