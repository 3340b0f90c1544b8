package org.rapport.server.embedded.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/**
 * The messages of the demo clinic's EHR, ready to be sent.
 *
 * <p>Reads only the class path and the clock: the same clock gives the same messages. The files and
 * their placeholders are described in {@code rapport-demo/siu/README.md}.
 */
public final class DemoMessages {

  /** The clinic as an R4 transaction Bundle, on the class path. */
  public static final String CLINIC = "/rapport-demo/clinic.json";

  private static final String FOLDER = "/rapport-demo/siu/";

  /**
   * One message.
   *
   * @param name the file's name without its ending, such as {@code 01-s12-nora-okafor}
   * @param er7 the text in ER7, segments ended by carriage returns, without MLLP framing
   */
  public record DemoMessage(String name, String er7) {}

  private final DemoTimes times;

  /**
   * Fits the messages to a moment and a place.
   *
   * @param clock says what today and now are
   * @param zone the clinic's zone, in which times without a zone are meant
   */
  public DemoMessages(Clock clock, ZoneId zone) {
    this.times = new DemoTimes(clock, zone);
  }

  /**
   * All messages, in the order in which they are to be sent.
   *
   * @throws IllegalStateException if a file holds a placeholder that the README does not describe
   */
  public List<DemoMessage> load() {
    return read("playlist.txt").lines().map(this::message).toList();
  }

  private DemoMessage message(String file) {
    String rendered = times.render(read(file));
    return new DemoMessage(file.replace(".hl7", ""), rendered.replace('\n', '\r'));
  }

  private static String read(String file) {
    try (InputStream stream = DemoMessages.class.getResourceAsStream(FOLDER + file)) {
      byte[] bytes = Objects.requireNonNull(stream, () -> FOLDER + file).readAllBytes();
      // A checkout on Windows may have turned the line ends.
      return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
