// All pictures, newest first. Double click or Enter opens one on the canvas.
#pragma once

#include "ui/session/Session.h"

#include <QListView>

class QLabel;
class QStackedLayout;

namespace likeness::ui {

class GalleryPanel : public QWidget {
    Q_OBJECT

public:
    explicit GalleryPanel(Session& session, QWidget* parent = nullptr);

    QList<quint64> selected() const;
    void select(quint64 id);
    QListView* view() const { return m_view; }

Q_SIGNALS:
    void opened(quint64 id);
    void selectionChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showEmptiness();

    Session& m_session;
    QListView* m_view;
    QLabel* m_empty;
    QStackedLayout* m_stack;
};

} // namespace likeness::ui
