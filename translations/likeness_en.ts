<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
    <context>
        <name>RemainingTime</name>
        <message numerus="yes">
            <source>about %n s left</source>
            <translation>
                <numerusform>about %n s left</numerusform>
                <numerusform>about %n s left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n min left</source>
            <translation>
                <numerusform>about %n min left</numerusform>
                <numerusform>about %n min left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>about %n h left</source>
            <translation>
                <numerusform>about %n h left</numerusform>
                <numerusform>about %n h left</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message numerus="yes">
            <source>deletion of %n picture(s)</source>
            <translation>
                <numerusform>deletion of a picture</numerusform>
                <numerusform>deletion of %n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::JobPresenter</name>
        <message numerus="yes">
            <source>Seed %1 · %n step(s) · strength %2</source>
            <translation>
                <numerusform>Seed %1 · %n step · strength %2</numerusform>
                <numerusform>Seed %1 · %n steps · strength %2</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::JobStatus</name>
        <message numerus="yes">
            <source>%n more waiting</source>
            <translation>
                <numerusform>%n more waiting</numerusform>
                <numerusform>%n more waiting</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::MainWindow</name>
        <message numerus="yes">
            <source>%n picture(s) deleted</source>
            <translation>
                <numerusform>One picture deleted</numerusform>
                <numerusform>%n pictures deleted</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::PhotoView</name>
        <message numerus="yes">
            <source>%n face(s) found; number %1 is chosen. Arrow keys choose another.</source>
            <translation>
                <numerusform>One face found; number %1 is chosen.</numerusform>
                <numerusform>%n faces found; number %1 is chosen. Arrow keys choose another.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ReferencePanel</name>
        <message numerus="yes">
            <source>%n face(s) found: click the one you mean, or press its number.</source>
            <translation>
                <numerusform>One face found.</numerusform>
                <numerusform>%n faces found: click the one you mean, or press its number.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::ResultModel</name>
        <message numerus="yes">
            <source>%1
style %2, seed %3, %n step(s), strength %4</source>
            <translation>
                <numerusform>%1
style %2, seed %3, %n step, strength %4</numerusform>
                <numerusform>%1
style %2, seed %3, %n steps, strength %4</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::SetExport</name>
        <message numerus="yes">
            <source>%n file(s) written to %1</source>
            <translation>
                <numerusform>One file written to %1</numerusform>
                <numerusform>%n files written to %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>likeness::ui::TrainingForm</name>
        <message numerus="yes">
            <source>%n people</source>
            <translation>
                <numerusform>one person</numerusform>
                <numerusform>%n people</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n core(s)</source>
            <translation>
                <numerusform>one core</numerusform>
                <numerusform>%n cores</numerusform>
            </translation>
        </message>
    </context>
</TS>
