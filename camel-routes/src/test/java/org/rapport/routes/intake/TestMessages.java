package org.rapport.routes.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages as a test wants them: a sound S12 or A08, and what differs from it. */
public final class TestMessages {

  public static final String APPOINTMENTS = "urn:rapport:ehr:SCHED:NORTH:appointment";
  public static final String PATIENTS = "urn:rapport:ehr:SCHED:NORTH:patient";

  private static final String PID =
      "PID|1||MRN-1^^^NORTH^MR||Doe^Sam||19840229|F|||1 Test St^^Springfield^IL^62704^USA||"
          + "^PRN^CP^^1^217^5550101";

  private final List<String> segments = new ArrayList<>();

  private TestMessages() {}

  public static TestMessages siu(String event) {
    TestMessages message = new TestMessages();
    message.segments.add(
        "MSH|^~\\&|SCHED|NORTH|ENGAGE|HUB|20261123000000-0600||SIU^"
            + event
            + "^SIU_S12|MSG-1|P|2.5.1|||AL|NE||UNICODE UTF-8");
    message.segments.add("SCH|PLC-1|FIL-1||||R1^Reason|CHECKUP|||||||||||||||||||");
    message.segments.add("TQ1|1||||||20261208090000-0600|20261208093000-0600");
    message.segments.add(PID);
    message.segments.add("RGS|1|A");
    message.segments.add("AIS|1|A|CHECK30^30 minute check^L");
    message.segments.add("AIL|1|A|CLIN-A^ROOM1^^NORTH|^Clinic A");
    message.segments.add("AIP|1|A|77^Provider^Pat");
    return message;
  }

  /** The same person, by ADT. */
  public static TestMessages adt(String event) {
    TestMessages message = new TestMessages();
    message.segments.add(
        "MSH|^~\\&|SCHED|NORTH|ENGAGE|HUB|20261123000000-0600||ADT^"
            + event
            + "^ADT_A01|ADT-1|P|2.5.1|||AL|NE||UNICODE UTF-8");
    message.segments.add("EVN|" + event + "|20261123000000-0600");
    message.segments.add(PID);
    message.segments.add("PV1|1|O");
    return message;
  }

  public static byte[] sample(String name) {
    try (InputStream in = TestMessages.class.getResourceAsStream("/hl7v2/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a field of the first segment of that name, adding the segment at the end if missing. */
  public TestMessages with(String segment, int field, String value) {
    int index = indexOf(segment);
    if (index < 0) {
      segments.add(segment);
      index = segments.size() - 1;
    }
    int position = segment.equals("MSH") ? field - 1 : field;
    List<String> fields = new ArrayList<>(List.of(segments.get(index).split("\\|", -1)));
    while (fields.size() <= position) {
      fields.add("");
    }
    fields.set(position, value);
    segments.set(index, String.join("|", fields));
    return this;
  }

  public TestMessages at(String time) {
    return with("MSH", 7, time);
  }

  public TestMessages status(String sch25) {
    return with("SCH", 25, sch25);
  }

  public TestMessages without(String segment) {
    segments.removeIf(s -> s.startsWith(segment));
    return this;
  }

  public TestMessages line(String line) {
    segments.add(line);
    return this;
  }

  public TestMessages lineAfter(String segment, String line) {
    segments.add(indexOf(segment) + 1, line);
    return this;
  }

  public String text() {
    return String.join("\r", segments) + "\r";
  }

  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  private int indexOf(String segment) {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).startsWith(segment)) {
        return i;
      }
    }
    return -1;
  }
}
