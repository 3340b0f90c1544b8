package org.rapport.server.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  private static final long GIBI = 1L << 30;

  @TempDir private Path folder;

  @Test
  void isOfThisJvmAndTheseJars() throws IOException {
    Path jar = Files.writeString(folder.resolve("rapport.jar"), "1");
    Path library = Files.createDirectory(folder.resolve("lib")).resolve("a.jar");
    Files.writeString(library, "1");
    ClassArchive before = ClassArchive.of(folder, jar);

    assertThat(before.file().getParent()).isEqualTo(folder.resolve("classes").toAbsolutePath());
    assertThat(ClassArchive.of(folder, jar)).isEqualTo(before);
    assertThat(before.exists()).isFalse();

    Files.setLastModifiedTime(library, FileTime.fromMillis(0));
    assertThat(ClassArchive.of(folder, jar)).isNotEqualTo(before);
  }

  @Test
  void aSmallMachineGetsTheSmallCollector_andLeavesRoomForTheDatabase() {
    assertThat(Launch.flags(2, 24 * GIBI)).containsExactly(small("-Xmx1024m"));
    assertThat(Launch.flags(1, GIBI)).containsExactly(small("-Xmx512m"));
    assertThat(Launch.flags(8, 24 * GIBI)).isEmpty();
  }

  private static String[] small(String heap) {
    return new String[] {
      "-XX:+UseSerialGC",
      heap,
      "-XX:+IgnoreUnrecognizedVMOptions",
      "-XX:MaxInlineLevel=9",
      "-XX:InlineSmallCode=1500",
      "-XX:FreqInlineSize=200"
    };
  }

  @Test
  void aClassFromNoJarStartsNone() {
    assertThat(Launch.jarOf(ClassArchiveTest.class)).isNull();
  }
}
