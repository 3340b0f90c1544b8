package org.rapport.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A server in this JVM without routes, with a database of its own, which the tests that are of this
 * kind share: for what is seen at its beans, and not through its doors.
 */
@SpringBootTest(
    classes = RapportApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "rapport.role=server",
      "camel.main.routes-collector-enabled=false",
      "rapport.clock=2027-03-01T15:00:00Z"
    })
public abstract class OwnServer {
  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) throws IOException {
    String folder = Files.createTempDirectory(Path.of("target"), "own-server-it").toString();
    properties.add("rapport.data", () -> folder);
  }
}
