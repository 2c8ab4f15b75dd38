// The canvas: where the picture lies, what the hands do to it.
#include "tests/ui/testing/WindowTest.h"
#include "ui/canvas/CanvasPanel.h"
#include "ui/look/Theme.h"
#include "ui/session/Pictures.h"

#include <QSignalSpy>
#include <QWheelEvent>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

namespace {

void wheel(QWidget& widget, QPointF at, int notches)
{
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

// The colour under a widget position, as painted.
QColor colourAt(QWidget& widget, QPoint at)
{
    return widget.grab().toImage().pixelColor(at * widget.devicePixelRatioF());
}

} // namespace

class Canvas : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitsWithAMargin();
    void zoomKeepsTheAnchor();
    void cannotLoseThePicture();
    void previewAndPictureTakeTheSamePlace();
    void wipeShowsBothSides();
    void dragsTheDivider();
    void wheelZoomsToTheCursor();
    void pansWithMiddleButtonAndSpace();
    void keysFitAndActual();
    void differenceOfEqualsIsGrey();
};

void Canvas::fitsWithAMargin()
{
    PictureView view;
    view.setViewport({800, 600});
    view.setPicture({512, 512}, 1);
    QCOMPARE(view.target(), QRectF(112, 12, 576, 576));
    QCOMPARE(view.zoom(), 576 / 512.0);
    view.setViewport({400, 600});
    QCOMPARE(view.target().width(), 376);
    view.setPicture({}, 1);
    QVERIFY(view.target().isEmpty());
    view.setZoom(3, {10, 10}); // nothing to zoom: nothing happens
    QVERIFY(view.target().isEmpty());
}

void Canvas::zoomKeepsTheAnchor()
{
    PictureView view;
    view.setViewport({800, 600});
    view.setPicture({512, 512}, 2);
    const QPointF anchor(300, 200);
    const auto relative = [&view, anchor] {
        return QPointF((anchor.x() - view.target().left()) / view.target().width(),
                       (anchor.y() - view.target().top()) / view.target().height());
    };
    const QPointF before = relative();
    for (const double zoom : {1.0, 4.0, 0.9}) {
        view.setZoom(zoom, anchor);
        QCOMPARE(view.zoom(), zoom);
        QVERIFY(QLineF(before, relative()).length() < 1e-9);
    }
    view.setZoom(1e9, anchor);
    QCOMPARE(view.zoom(), PictureView::mostZoom);
}

void Canvas::cannotLoseThePicture()
{
    PictureView view;
    view.setViewport({800, 600});
    view.setPicture({512, 512}, 1);
    view.pan({10000, -10000});
    QVERIFY(view.target().intersects(QRectF(0, 0, 800, 600)));
}

void Canvas::previewAndPictureTakeTheSamePlace()
{
    PictureView view;
    view.setViewport({800, 600});
    view.setPicture({32, 32}, 1);
    view.setZoom(view.zoom() * 3, {100, 100});
    const QRectF before = view.target();
    view.setPicture({1024, 1024}, 1);
    QCOMPARE(view.target(), before);
    view.setPicture({1024, 768}, 1); // another shape is fitted
    QVERIFY(view.isFitted());
}

void Canvas::wipeShowsBothSides()
{
    CompareCanvas canvas;
    canvas.resize(424, 424);
    QImage off(100, 100, QImage::Format_RGB32), on(100, 100, QImage::Format_RGB32);
    off.fill(Qt::blue);
    on.fill(Qt::red);
    canvas.setPictures(off, on);
    canvas.setDivider(0.25); // at x = 112
    QCOMPARE(colourAt(canvas, {60, 300}), QColor(Qt::blue));
    QCOMPARE(colourAt(canvas, {300, 300}), QColor(Qt::red));
    canvas.setPeeking(true);
    QCOMPARE(colourAt(canvas, {300, 300}), QColor(Qt::blue));
    canvas.setPeeking(false);
    canvas.setMode(CompareMode::single);
    QCOMPARE(colourAt(canvas, {60, 300}), QColor(Qt::red));
    canvas.setMode(CompareMode::sideBySide);
    QCOMPARE(colourAt(canvas, {106, 212}), QColor(Qt::blue));
    QCOMPARE(colourAt(canvas, {318, 212}), QColor(Qt::red));
    canvas.setPictures({}, on); // nothing to compare with
    QCOMPARE(colourAt(canvas, {106, 300}), QColor(Qt::red));
}

void Canvas::dragsTheDivider()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.generateAndWait();
    CompareCanvas& canvas = test.window->canvasPanel().canvas();
    QCOMPARE(canvas.divider(), 0.5);
    const QPoint middle = canvas.rect().center();
    QTest::mousePress(&canvas, Qt::LeftButton, {}, middle);
    QTest::mouseMove(&canvas, middle + QPoint(100, 0));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, middle + QPoint(100, 0));
    QVERIFY(canvas.divider() > 0.6);
    const double dragged = canvas.divider();
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, {20, 20}); // elsewhere: nothing
    QCOMPARE(canvas.divider(), dragged);
    canvas.setFocus();
    QTest::keyClick(&canvas, Qt::Key_Left);
    QVERIFY(canvas.divider() < dragged);
}

void Canvas::wheelZoomsToTheCursor()
{
    CompareCanvas canvas;
    canvas.resize(600, 600);
    QImage picture(64, 64, QImage::Format_RGB32);
    picture.fill(Qt::green);
    canvas.setPictures({}, picture);
    const double before = canvas.zoom();
    wheel(canvas, {100, 100}, 2);
    QCOMPARE(canvas.zoom(), before * 1.25 * 1.25);
    QVERIFY(!canvas.isFitted());
    canvas.zoomToFit();
    QCOMPARE(canvas.zoom(), before);
}

void Canvas::pansWithMiddleButtonAndSpace()
{
    WindowUnderTest test;
    test.generateAndWait();
    CompareCanvas& canvas = test.window->canvasPanel().canvas();
    canvas.setFocus();
    const QImage fitted = canvas.grab().toImage();
    QTest::mousePress(&canvas, Qt::MiddleButton, {}, {200, 200});
    QTest::mouseMove(&canvas, {260, 240});
    QTest::mouseRelease(&canvas, Qt::MiddleButton, {}, {260, 240});
    QVERIFY(!canvas.isFitted());
    QVERIFY(canvas.grab().toImage() != fitted);
    canvas.zoomToFit();
    QTest::keyPress(&canvas, Qt::Key_Space);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, {200, 200});
    QTest::mouseMove(&canvas, {230, 240});
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, {230, 240});
    QTest::keyRelease(&canvas, Qt::Key_Space);
    QVERIFY(!canvas.isFitted());
}

void Canvas::keysFitAndActual()
{
    WindowUnderTest test;
    test.generateAndWait();
    CompareCanvas& canvas = test.window->canvasPanel().canvas();
    test.press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(canvas.zoom(), 1.0);
    test.press(Qt::Key_0, Qt::ControlModifier);
    QVERIFY(canvas.isFitted());
}

void Canvas::differenceOfEqualsIsGrey()
{
    const QImage picture = toQImage(painted(32, 200, 100, 50));
    const QImage same = differenceOf(picture, picture);
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x)
            QCOMPARE(same.pixel(x, y),
                     qRgb(qGray(picture.pixel(x, y)) / 4, qGray(picture.pixel(x, y)) / 4,
                          qGray(picture.pixel(x, y)) / 4));
    }
    const QImage other = differenceOf(picture, toQImage(painted(64, 20, 10, 250)));
    QCOMPARE(other.size(), QSize(64, 64));
    QVERIFY(qRed(other.pixel(32, 30)) > 200);
    QVERIFY(differenceOf({}, picture).isNull());
}

LIKENESS_UI_TEST_MAIN(Canvas)
#include "Canvas.moc"
