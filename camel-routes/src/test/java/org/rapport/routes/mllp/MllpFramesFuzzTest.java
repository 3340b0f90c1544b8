package org.rapport.routes.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever a connection brings, it is read to its end, however it is cut, and always the same. */
class MllpFramesFuzzTest {
  private static final int LIMIT = 64;

  @FuzzTest(maxDuration = "10s")
  void isFramesHoweverItIsCut(byte @NotNull [] bytes) {
    List<String> whole = read(bytes, Math.max(1, bytes.length));

    assertThat(read(bytes, 1)).isEqualTo(whole);
    assertThat(read(bytes, 3)).isEqualTo(whole);
  }

  private static List<String> read(byte[] bytes, int size) {
    MllpFrames frames = new MllpFrames(LIMIT);
    List<String> found = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      int count = Math.min(size, bytes.length - from);
      byte[] part = new byte[count];
      System.arraycopy(bytes, from, part, 0, count);
      frames.add(part, count);
      for (Optional<MllpFrames.Event> event = frames.next();
          event.isPresent();
          event = frames.next()) {
        found.add(words(event.get()));
      }
    }
    frames.pause().map(MllpFramesFuzzTest::words).ifPresent(found::add);
    return found;
  }

  private static String words(MllpFrames.Event event) {
    if (event instanceof MllpFrames.Message message) {
      assertThat(message.raw().length).isLessThanOrEqualTo(LIMIT);
      return new String(message.raw(), StandardCharsets.ISO_8859_1);
    }
    return event instanceof MllpFrames.TooLarge ? "too large" : event.toString();
  }
}
