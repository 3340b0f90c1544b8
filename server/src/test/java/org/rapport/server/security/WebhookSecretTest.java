package org.rapport.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret that is there although nobody has set one. */
class WebhookSecretTest {
  @TempDir private Path data;

  @Test
  void isMadeOnceAndForTheOwnerAlone() throws Exception {
    Path file = data.resolve("keys/webhook-secret");

    String secret = WebhookSecret.loadOrCreate(file);

    assertThat(secret).matches("[0-9a-f]{64}");
    assertThat(WebhookSecret.loadOrCreate(file)).isEqualTo(secret);
    assertThat(WebhookSecret.loadOrCreate(data.resolve("other"))).isNotEqualTo(secret);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }
}
