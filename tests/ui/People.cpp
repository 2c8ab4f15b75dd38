// Several photos, a second person, saved identities: dropped, added, shown, removed, remembered.
#include "tests/ui/testing/WindowTest.h"
#include "ui/look/Theme.h"
#include "ui/reference/CropView.h"
#include "ui/reference/MixField.h"
#include "ui/reference/PhotoStrip.h"
#include "ui/reference/PhotoView.h"
#include "ui/shell/MessageBar.h"

#include <QFileDialog>
#include <QLabel>
#include <QSlider>

using namespace likeness;
using namespace likeness::ui;
using namespace likeness::ui::testing;

class PeopleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dropsSeveralPhotos();
    void eachPhotoHasItsOwnFace();
    void addsAndRemoves();
    void takesTheGoodOnes();
    void mixesASecondPerson();
    void takesSavedIdentities();
    void savesAnIdentity();
};

void PeopleTest::dropsSeveralPhotos()
{
    WindowUnderTest test;
    auto* strip = test.find<PhotoStrip>("photoStrip");
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    QVERIFY(!strip->isVisible()); // one photo needs none
    test.drop({test.photo("b.jpg"), test.photo("c.jpg"), test.photo("d.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(3));
    QVERIFY(strip->isVisible());
    QVERIFY(test.window->session().reference()->photo.endsWith(QLatin1String("b.jpg")));
    const generation::PortraitRequest request = test.window->session().request();
    QCOMPARE(request.references.size(), size_t(3));
    QVERIFY(QString::fromStdString(request.references[2].photo).endsWith(QLatin1String("d.jpg")));
    test.press(Qt::Key_Z, Qt::ControlModifier); // all of them are one step
    QCOMPARE(test.window->session().people().photos.size(), size_t(1));
    QVERIFY(!strip->isVisible());

    // Five are one too many.
    test.drop({test.photo("1.jpg"), test.photo("2.jpg"), test.photo("3.jpg"), test.photo("4.jpg"),
               test.photo("5.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(4));
    QVERIFY(test.find<QLabel>("referenceSentence")->text().contains(QLatin1String("At most four")));
    QVERIFY(!test.window->actions().action("photo.add")->isEnabled());
}

void PeopleTest::eachPhotoHasItsOwnFace()
{
    WindowUnderTest test;
    test.drop({test.photo("a.jpg"), test.photo("b.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(2));
    test.press(Qt::Key_2);
    auto* first = test.find<PhotoThumb>("thumb-0");
    auto* second = test.find<PhotoThumb>("thumb-1");
    QVERIFY(first->isChecked());
    QVERIFY(QRectF(first->rect()).intersects(first->faceRect()));
    QTest::mouseClick(second, Qt::LeftButton);
    QVERIFY(second->isChecked());
    QCOMPARE(test.window->session().faceIndex(), 0); // of this photo
    QCOMPARE(test.window->session().request().references[0].faceIndex, 1);
    QVERIFY(first->faceRect() != second->faceRect());
    test.press(Qt::Key_Tab, Qt::ControlModifier); // the next photo
    QCOMPARE(test.window->session().faceIndex(), 1);
    QVERIFY(!first->accessibleName().isEmpty());
    // Looking at another photo is no change of the document.
    QCOMPARE(test.window->session().undoStack().count(), 2);
}

void PeopleTest::addsAndRemoves()
{
    WindowUnderTest test;
    test.drop({test.photo("a.jpg"), test.photo("b.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(2));
    test.window->actions().action("photo.add")->trigger();
    auto* dialog = test.find<QFileDialog>("openPhotoDialog");
    Q_EMIT dialog->filesSelected({test.photo("c.jpg")});
    dialog->close();
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(3));
    QCOMPARE(test.window->session().people().shown, 2);
    // Dropped on the strip, a photo joins; Delete on a small picture takes it away.
    test.drop({test.photo("d.jpg")}, test.find<PhotoStrip>("photoStrip"));
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(4));
    test.window->activateWindow(); // the dialog is gone
    QVERIFY(QTest::qWaitForWindowActive(test.window.get()));
    test.generateAndWait(); // the gallery's Delete is in use as well
    auto* thumb = test.find<PhotoThumb>("thumb-1");
    thumb->setFocus();
    test.press(Qt::Key_Delete, Qt::NoModifier, thumb);
    QCOMPARE(test.window->session().people().photos.size(), size_t(3));
    QCOMPARE(test.window->session().results().rowCount(), 1);
    QVERIFY(test.window->session().people().photos[1].seen->photo.endsWith(QLatin1String("c.jpg")));
    test.window->actions().action("photo.remove")->trigger(); // the one that is shown
    QCOMPARE(test.window->session().people().photos.size(), size_t(2));
    while (test.window->session().undoStack().canUndo())
        test.window->session().undoStack().undo();
    QVERIFY(test.window->session().people().photos.empty());
}

void PeopleTest::takesTheGoodOnes()
{
    WindowUnderTest test;
    test.drop({test.photo("a.jpg"), test.photo("nobody.jpg"), test.photo("c.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(2));
    QVERIFY(test.find<QLabel>("referenceSentence")->text().contains(QLatin1String("nobody.jpg")));
    test.drop(test.photo("nobody.jpg"));
    QTRY_VERIFY(!test.window->reader().isReading());
    QCOMPARE(test.window->session().people().photos.size(), size_t(2)); // nothing is lost
}

void PeopleTest::mixesASecondPerson()
{
    WindowUnderTest test;
    auto* mix = test.find<QSlider>("mix");
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    QVERIFY(!mix->isVisible());
    QCOMPARE(test.window->session().request().identity.mix, 0.0);
    test.window->actions().action("photo.addSecond")->trigger();
    auto* dialog = test.find<QFileDialog>("openPhotoDialog");
    Q_EMIT dialog->filesSelected({test.photo("b.jpg")});
    dialog->close();
    QTRY_VERIFY(mix->isVisible());
    QCOMPARE(test.window->session().request().identity.mix, 0.5);
    mix->setValue(30);
    QCOMPARE(test.find<QLabel>("mixNumber")->text(), QStringLiteral("30 %"));
    const generation::PortraitRequest request = test.window->session().request();
    QCOMPARE(request.identity.mix, 0.3);
    QCOMPARE(request.references[0].person, 0);
    QCOMPARE(request.references[1].person, 1);
    // A dropped photo replaces those of the person that is shown.
    test.drop(test.photo("c.jpg"));
    QTRY_VERIFY(test.window->session().reference()->photo.endsWith(QLatin1String("c.jpg")));
    QCOMPARE(test.window->session().people().count(0), 1);
    QCOMPARE(test.window->session().people().count(1), 1);
    QVERIFY(test.window->session().people().photos[0].seen->photo.endsWith(QLatin1String("a.jpg")));
    // Without the first person the second is the only one.
    test.window->session().removePhoto(0);
    QVERIFY(!mix->isVisible());
    QCOMPARE(test.window->session().request().references[0].person, 0);
    QCOMPARE(test.window->session().request().identity.mix, 0.0);
}

void PeopleTest::takesSavedIdentities()
{
    WindowUnderTest test;
    test.drop({test.photo("Ada.likeness-id"), test.photo("a.jpg")});
    QTRY_COMPARE(test.window->session().people().photos.size(), size_t(2));
    QVERIFY(test.find<QLabel>("referenceSentence")->text().contains(QLatin1String("Ada")));
    QVERIFY(test.find<CropView>("encoderView")->picture().isNull());
    QVERIFY(!test.window->actions().action("identity.save")->isEnabled());
    QVERIFY(!test.find<PhotoView>("photo")->grab().isNull());
    const generation::PortraitRequest request = test.window->session().request();
    QVERIFY(QString::fromStdString(request.references[0].photo)
                .endsWith(QLatin1String("Ada.likeness-id")));
}

void PeopleTest::savesAnIdentity()
{
    WindowUnderTest test;
    test.drop(test.photo("a.jpg"));
    QTRY_VERIFY(test.window->session().reference());
    test.press(Qt::Key_2);
    test.window->actions().action("identity.save")->trigger();
    auto* dialog = test.find<QFileDialog>("saveIdentityDialog");
    Q_EMIT dialog->fileSelected(test.folder.filePath(QStringLiteral("Ada.likeness-id")));
    dialog->close();
    QCOMPARE(test.studio.identities.size(), size_t(1));
    QCOMPARE(test.studio.identities[0].faceIndex, 1);
    QCOMPARE(test.studio.identities[0].name, std::string("Ada"));
    QTRY_VERIFY(test.window->messages().sentence().contains(QLatin1String("Ada.likeness-id")));
    Q_EMIT test.studio.identityNotSaved(QStringLiteral("There are no face encoders."));
    QCOMPARE(test.window->messages().sentence(), QStringLiteral("There are no face encoders."));
}

LIKENESS_UI_TEST_MAIN(PeopleTest)
#include "People.moc"
