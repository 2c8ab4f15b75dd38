// Items side by side, wrapped like words in a paragraph.
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace likeness::ui {

class FlowLayout : public QLayout {
public:
    FlowLayout(QWidget* parent, int spacing_px);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    int arrange(const QRect& rect, bool place) const; // returns the height

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    int m_spacing_px;
};

} // namespace likeness::ui
