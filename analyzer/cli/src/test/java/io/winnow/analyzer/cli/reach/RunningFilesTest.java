// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes as the kernel shows them, made up here: what a container can put there is untrusted. */
class RunningFilesTest {

    @TempDir
    private Path directory;

    private Path root;
    private Path proc;
    private Path cgroups;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectories(directory.resolve("container"));
        proc = Files.createDirectories(directory.resolve("proc"));
        cgroups = Files.createDirectories(directory.resolve("cgroups"));
        file("usr/bin/web", "\u007fELF");
        file("usr/lib/libweb.so.1", "\u007fELF");
        file("usr/bin/script", "#!/usr/bin/web\n");
    }

    @Test
    void programsAndLibrariesOfAllProcessesBelowTheCgroupAreFound() throws IOException {
        process("10", "/usr/bin/web", "7f00-7f01 r-xp 00001000 fe:01 1234                       /usr/lib/libweb.so.1\n7f02-7f03 rw-p 00001000 fe:01 1234   /usr/lib/data\n");
        member("pod/web", "");
        member("pod/web/below", "10\n");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/pod/web").orElseThrow();
        assertThat(files.root()).isEqualTo(proc.resolve("10/root"));
        assertThat(files.programs()).containsOnlyKeys("/usr/bin/web");
        assertThat(files.libraries()).containsOnlyKeys("/usr/lib/libweb.so.1");
        assertThat(files.isOf(cgroups, "/pod/web")).isTrue();
        member("pod/web/below", "11\n");
        assertThat(files.isOf(cgroups, "/pod/web")).as("after another took its place").isFalse();
    }

    @Test
    void programsThatHaveEndedAreAddedIfTheyAreFilesThatAreNoScripts() throws IOException {
        process("10", "/usr/bin/web", "");
        member("web", "10\n");
        file("usr/bin/other", "\u007fELF");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow()
                .withExecuted(List.of("/usr/bin/other", "/usr/bin/script", "/usr/bin/gone", "relative", "/usr/bin/../lib/libweb.so.1", "/usr/gone/../bin/other", "/usr"));
        assertThat(files.programs()).containsOnlyKeys("/usr/bin/web", "/usr/bin/other", "/usr/lib/libweb.so.1");
    }

    /** The one process of the container, which works in /srv. */
    private void running(String program, String commandLine) throws IOException {
        process("10", program, "");
        Files.writeString(proc.resolve("10/cmdline"), commandLine);
        Files.createSymbolicLink(proc.resolve("10/cwd"), Path.of("/srv"));
        member("web", "10\n");
    }

    @Test
    void programsThatScriptsNameAreAdded() throws IOException {
        running("/usr/bin/web", "web\0-I\0app.py\0");
        file("srv/app.py", "import x\nmove = run(['/bin/cat', '/etc/passwd', '/bin/none'])\n");
        file("srv/page", "#!/bin/sh\nmove \"$1\" gone && /usr/lib/tool -x\n");
        file("bin/cat", "\u007fELF");
        file("bin/move", "\u007fELF");
        file("bin/other", "\u007fELF");
        file("usr/lib/tool", "\u007fELF");
        file("etc/passwd", "root");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow();
        assertThat(files.withExecuted(List.of()).programs()).as("of another language, not by each word").containsOnlyKeys("/usr/bin/web", "/bin/cat");
        assertThat(files.withExecuted(List.of("/srv/page")).programs()).containsOnlyKeys("/usr/bin/web", "/bin/cat", "/bin/move", "/usr/lib/tool");
    }

    @Test
    void aProgramThatWasExecutedByARelativePathIsFoundBelowWhereProcessesWorkAndWhatTheirArgumentsName() throws IOException {
        running("/usr/bin/web", "web\0-h\0/www\0--modules=/opt/modules\0");
        file("www/cgi-bin/page", "#!/bin/sh\nmove a b\n");
        file("opt/modules/tool", "\u007fELF");
        file("srv/bin/own", "\u007fELF");
        file("bin/move", "\u007fELF");
        file("home/own", "\u007fELF");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow();
        assertThat(files.withExecuted(List.of()).programs()).as("before it is executed").containsOnlyKeys("/usr/bin/web");
        assertThat(files.withExecuted(List.of("page", "./tool", "bin/own", "../../../etc/passwd", "./\0")).programs())
                .containsOnlyKeys("/usr/bin/web", "/bin/move", "/opt/modules/tool", "/srv/bin/own");
    }

    @Test
    void aScriptNamesProgramsByRelativePathsAndByOtherScripts() throws IOException {
        running("/usr/bin/web", "web\0start\0");
        file("srv/start", "#!/bin/sh\ncd /opt/app && ./tool\nbin/own\n/opt/app/next.sh\n");
        file("opt/app/tool", "\u007fELF");
        file("opt/app/next.sh", "#!/bin/sh\n./last; /srv/start\n");
        file("opt/app/last", "\u007fELF");
        file("srv/bin/own", "\u007fELF");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow();
        assertThat(files.withExecuted(List.of()).programs()).containsOnlyKeys("/usr/bin/web", "/opt/app/tool", "/opt/app/last", "/srv/bin/own");
    }

    @Test
    void namesAreLookedForWhereTheProcessesLook() throws IOException {
        running("/bin/dash", "sh\0-ec\0own -x; exec app.py\0");
        Files.writeString(proc.resolve("10/environ"), "HOME=/\0PATH=/opt/own/bin:relative:/usr/bin\0");
        file("bin/dash", "\u007fELF");
        file("opt/own/bin/own", "\u007fELF");
        file("opt/own/bin/app.py", "#!/usr/bin/python3\nrun(['tool', 'x']); other = sort('two words')\n");
        for (String program : List.of("tool", "other", "sort", "two", "words")) {
            file("usr/bin/" + program, "\u007fELF");
        }
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow();
        assertThat(files.withExecuted(List.of()).programs()).as("quoted, and of a text the first word")
                .containsOnlyKeys("/bin/dash", "/opt/own/bin/own", "/usr/bin/tool", "/usr/bin/two");
    }

    @Test
    void aScriptThatIsNoTextOrLeadsOutOfTheContainerNamesNone() throws IOException {
        process("10", "/usr/bin/web", "");
        member("web", "10\n");
        Files.writeString(directory.resolve("secret"), "#!/bin/sh\n/usr/bin/other");
        Files.createSymbolicLink(root.resolve("usr/bin/out"), Path.of("../../../../../" + directory.resolve("secret")));
        file("usr/bin/other", "\u007fELF");
        file("usr/bin/data", "#!/bin/sh\n/usr/bin/other\0");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow().withExecuted(List.of("/usr/bin/out", "/usr/bin/data", "/usr", "/usr/bin/\0"));
        assertThat(files.programs()).containsOnlyKeys("/usr/bin/web");
    }

    @Test
    void noPathLeadsOutOfTheContainerAndNoCgroupOutOfTheHierarchy() throws IOException {
        Files.writeString(directory.resolve("secret"), "\u007fELF");
        Files.createSymbolicLink(root.resolve("usr/bin/out"), Path.of("../../../../../" + directory.resolve("secret")));
        process("10", "/usr/bin/out", "7f00-7f01 r-xp 0 fe:01 1 /../../secret\n7f00-7f01 r-xp 0 fe:01 1 /usr/lib/lib\\012x.so (deleted)\nnonsense\n");
        member("web", "10\n");
        RunningFiles files = RunningFiles.of(proc, cgroups, "/web").orElseThrow();
        assertThat(files.programs()).isEmpty();
        assertThat(files.libraries()).isEmpty();
        assertThat(RunningFiles.of(proc, cgroups.resolve("web"), "/../web")).isEmpty();
        assertThat(RunningFiles.of(proc, cgroups, "/")).as("all processes of the host").isEmpty();
    }

    @Test
    void aContainerWithoutAProcessThatCanBeLookedAtHasNone() throws IOException {
        member("web", "99\n");
        assertThat(RunningFiles.of(proc, cgroups, "/web")).isEmpty();
        assertThat(RunningFiles.of(proc, cgroups, "/gone")).isEmpty();
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void process(String pid, String program, String maps) throws IOException {
        Path process = Files.createDirectories(proc.resolve(pid));
        Files.createSymbolicLink(process.resolve("exe"), Path.of(program));
        Files.createSymbolicLink(process.resolve("root"), root);
        Files.writeString(process.resolve("maps"), maps);
    }

    private void member(String cgroup, String pids) throws IOException {
        Files.createDirectories(cgroups.resolve(cgroup));
        Files.writeString(cgroups.resolve(cgroup).resolve("cgroup.procs"), pids);
    }
}
