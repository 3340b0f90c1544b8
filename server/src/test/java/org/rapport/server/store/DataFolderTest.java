package org.rapport.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder and the secrets that are its owner's alone. */
class DataFolderTest {
  @TempDir private Path data;

  @Test
  void isMadeOnceAndForTheOwnerAlone() throws Exception {
    Path file = data.resolve("keys/webhook-secret");

    String secret = KeyFile.secret(file);

    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(KeyFile.secret(file)).isEqualTo(secret);
    assertThat(KeyFile.secret(data.resolve("other"))).isNotEqualTo(secret);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void shutsWhatAnEarlierVersionLeftOpen() throws Exception {
    Path folder = Files.createDirectories(data.resolve("left/lucene")).getParent();
    if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      return;
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        folder.resolve("lucene"), PosixFilePermissions.fromString("rwxrwxrwx"));

    DataFolder.secure(folder);
    Path made = DataFolder.secure(data.resolve("new/data"));

    for (Path each : new Path[] {folder, folder.resolve("lucene"), made, made.getParent()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
  }
}
