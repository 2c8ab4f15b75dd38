#include "ui/prompt/LoraList.h"

#include "ui/look/Icons.h"
#include "ui/prompt/LoraRow.h"

#include <QFileDialog>
#include <QPushButton>
#include <QVBoxLayout>

namespace likeness::ui {

using generation::LoraChoice;

LoraList::LoraList(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_rows(new QVBoxLayout), m_add(new QPushButton(this))
{
    m_add->setObjectName(QStringLiteral("addLora"));
    m_add->setIcon(lineIcon(QStringLiteral("add")));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(4);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(6);
    layout->addLayout(m_rows);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &LoraList::browse);
    connect(&m_session, &Session::settingChanged, this, [this](Setting setting) {
        if (setting == Setting::loras)
            show();
    });
    retranslate();
    show();
}

void LoraList::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void LoraList::showEvent(QShowEvent* event)
{
    show();
    QWidget::showEvent(event);
}

void LoraList::retranslate()
{
    m_add->setText(tr("Add LoRA…"));
    m_add->setToolTip(tr("A small file that teaches the model a style or a subject."));
}

void LoraList::browse()
{
    const auto& loras = m_session.settings().loras;
    const QString last = loras.empty() ? QString() : QString::fromStdString(loras.back().file);
    auto* dialog = new QFileDialog(this, tr("Add LoRA"), QFileInfo(last).path());
    dialog->setObjectName(QStringLiteral("loraDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(tr("LoRAs (*.safetensors *.pt *.ckpt *.bin)"));
    connect(dialog, &QFileDialog::filesSelected, this, &LoraList::add);
    dialog->open();
}

void LoraList::add(const QStringList& files)
{
    std::vector<LoraChoice> loras = m_session.settings().loras;
    for (const QString& file : files)
        loras.push_back({file.toStdString(), 1});
    store(std::move(loras));
}

void LoraList::store(std::vector<LoraChoice> loras)
{
    m_session.change(Setting::loras, textsOf(loras));
}

void LoraList::show()
{
    const std::vector<LoraChoice>& loras = m_session.settings().loras;
    while (m_shown.size() > loras.size()) {
        m_shown.back()->hide();
        m_shown.back()->deleteLater(); // it may be the one whose button was pressed
        m_shown.pop_back();
    }
    while (m_shown.size() < loras.size()) {
        const size_t index = m_shown.size();
        auto* row = new LoraRow(int(index), this);
        connect(row, &LoraRow::strengthChosen, this, [this, index](double strength) {
            std::vector<LoraChoice> changed = m_session.settings().loras;
            changed[index].strength = strength;
            store(std::move(changed));
        });
        connect(row, &LoraRow::moved, this, [this, index](int by) {
            std::vector<LoraChoice> changed = m_session.settings().loras;
            const size_t other = index + size_t(by);
            if (other < changed.size()) {
                std::swap(changed[index], changed[other]);
                store(std::move(changed));
            }
        });
        connect(row, &LoraRow::removed, this, [this, index] {
            std::vector<LoraChoice> changed = m_session.settings().loras;
            changed.erase(changed.begin() + std::ptrdiff_t(index));
            store(std::move(changed));
        });
        m_rows->addWidget(row);
        m_shown.push_back(row);
    }
    for (size_t i = 0; i < loras.size(); ++i)
        m_shown[i]->showLora(loras[i], i + 1 == loras.size());
}

} // namespace likeness::ui
