package org.rapport.routes.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Messages in the bytes of a connection; {@code <} is VT, {@code >} FS and {@code .} CR, {@code /}
 * LF.
 */
class MllpFramesTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "<MSH|1>., MSH|1",
        "<MSH|1>.<MSH|2>., MSH|1 MSH|2",
        "<MSH|1>./<MSH|2>./, MSH|1 MSH|2",
        "<MSH|1><MSH|2>., MSH|1 MSH|2",
        "<MSH|1>/<MSH|2>., MSH|1 MSH|2",
        "<MSH|1, -",
        "<MSH|1>, MSH|1",
        "noise<MSH|1>.noise<MSH|2>., MSH|1 MSH|2",
        "<<MSH|1>., MSH|1",
        "<MSH|1<MSH|2>., cut5 MSH|2",
        "<MSH|1< /MSH|2>., 'cut5 MSH|2'",
        "<MSH|a<b>., MSH|a<b",
        "<MSH|a>b>., MSH|a>b",
        "MSH|1>.<MSH|2>., MSH|1 MSH|2",
        "MMSH|1>., MSH|1",
        "<>., ''",
        "<hello>., hello",
        "<MSH|12345678901234567890>.<MSH|2>., large MSH|2",
        "<MSH|12345678901234567890<MSH|2>., large MSH|2",
        "<MSH|>>>>>>>>>>>>>>>>>>>>>>>>a.<MSH|2>., large MSH|2",
      })
  void findsEachMessage(String bytes, String found) {
    for (int size : new int[] {1, 2, 3, 7, 1000}) {
      assertThat(read(bytes, size)).as("in reads of %s", size).isEqualTo(expected(found));
    }
  }

  private static List<String> expected(String found) {
    return found == null ? List.of() : List.of(found.split(" ", -1));
  }

  private static List<String> read(String text, int size) {
    MllpFrames frames = new MllpFrames(20);
    byte[] bytes = raw(text);
    List<String> found = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
      frames.add(part, part.length);
      Optional<MllpFrames.Event> event = frames.next();
      while (event.isPresent()) {
        found.add(name(event.get()));
        event = frames.next();
      }
    }
    frames.pause().ifPresent(event -> found.add(name(event)));
    return found;
  }

  private static String name(MllpFrames.Event event) {
    if (event instanceof MllpFrames.CutOff cut) {
      return "cut" + cut.bytes();
    }
    return event instanceof MllpFrames.Message message
        ? new String(message.raw(), StandardCharsets.US_ASCII)
            .replace((char) 0x0b, '<')
            .replace((char) 0x1c, '>')
        : "large";
  }

  private static byte[] raw(String text) {
    return text.replace('<', (char) 0x0b)
        .replace('>', (char) 0x1c)
        .replace('.', '\r')
        .replace('/', '\n')
        .getBytes(StandardCharsets.US_ASCII);
  }
}
