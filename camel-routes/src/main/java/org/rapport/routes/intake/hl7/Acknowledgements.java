package org.rapport.routes.intake.hl7;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/**
 * Writes acknowledgements, HL7 v2.5.1 section 2.9.2. Thread-safe.
 *
 * <p>MSH-15 and MSH-16 are not obeyed here: even a sender that declares it wants no answer gets
 * one, since only an AA tells it that the change is committed, and many declare what they do not
 * mean. A sender that waits for CA, CE or CR gets those, at the same moment and with the same
 * meaning.
 */
public final class Acknowledgements {

  /** MSA-1, table HL70008. */
  public enum Code {
    AA,
    AE,
    AR
  }

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSZ").withZone(ZoneOffset.UTC);
  private static final String DEFAULT_VERSION = "2.5.1";

  private final Clock clock;
  private final AtomicLong sequence;
  private final BiPredicate<String, String> commit;

  /** Takes the clock that dates the acknowledgements. */
  public Acknowledgements(Clock clock) {
    this(clock, (application, facility) -> false);
  }

  /**
   * The same with senders that want to hear of the commit.
   *
   * @param commit whether the sender with this MSH-3 and MSH-4 is one
   */
  public Acknowledgements(Clock clock, BiPredicate<String, String> commit) {
    this.clock = clock;
    this.commit = commit;
    // A start value from the clock keeps control ids apart over restarts.
    this.sequence = new AtomicLong(clock.millis() << 12);
  }

  /** AA with a short text. */
  public byte[] accept(byte[] raw, String text) {
    return write(raw, Code.AA, text, Optional.empty());
  }

  /** AE or AR with an ERR segment for the fault. */
  public byte[] refuse(byte[] raw, Code code, Fault fault) {
    return write(raw, code, fault.error().display(), Optional.of(fault));
  }

  /**
   * CA, CE or CR, of a sender that is told of the commit and of what came of it by two.
   *
   * @param code of which the second letter is taken
   */
  public byte[] commit(byte[] raw, Code code, Optional<Fault> fault) {
    String text = fault.map(one -> one.error().display()).orElse("");
    return write(raw, commitCode(code), text, fault);
  }

  private static String commitCode(Code code) {
    return "C" + code.name().substring(1);
  }

  private byte[] write(byte[] raw, Code code, String text, Optional<Fault> fault) {
    boolean committed =
        MessageHeader.find(raw).filter(h -> commit.test(h.first(3), h.first(4))).isPresent();
    return write(raw, committed ? commitCode(code) : code.name(), text, fault);
  }

  private byte[] write(byte[] raw, String code, String text, Optional<Fault> fault) {
    Optional<MessageHeader> header = MessageHeader.find(raw);
    Delimiters d =
        header
            .map(MessageHeader::delimiters)
            .filter(Delimiters::complete)
            .orElse(Delimiters.STANDARD);
    // Header fields are copied as the bytes they came in, whatever the charset.
    Charset bytes = StandardCharsets.ISO_8859_1;
    StringBuilder ack = new StringBuilder(256);
    ack.append("MSH").append(d.field()).append(d.declared());
    field(ack, d, copy(header, 5));
    field(ack, d, copy(header, 6));
    field(ack, d, copy(header, 3));
    field(ack, d, copy(header, 4));
    field(ack, d, TIMESTAMP.format(clock.instant()));
    field(ack, d, "");
    field(ack, d, messageType(header, d));
    field(ack, d, "RP" + Long.toString(sequence.incrementAndGet(), 36).toUpperCase(Locale.ROOT));
    field(ack, d, copyOr(header, 11, "P"));
    field(ack, d, copyOr(header, 12, DEFAULT_VERSION));
    if (!copy(header, 18).isEmpty()) {
      ack.append(String.valueOf(d.field()).repeat(6)).append(copy(header, 18));
    }
    ack.append("\rMSA");
    field(ack, d, code);
    field(ack, d, copy(header, 10));
    field(ack, d, escape(text, d));
    fault.ifPresent(f -> error(ack, d, f));
    ack.append('\r');
    return ByteBuffer.wrap(ack.toString().getBytes(bytes)).array();
  }

  private static void error(StringBuilder ack, Delimiters d, Fault fault) {
    ack.append("\rERR");
    field(ack, d, "");
    field(ack, d, location(fault, d));
    field(ack, d, join(d, List.of(code(fault), escape(fault.error().display(), d), "HL70357")));
    field(ack, d, "E");
    ack.append(String.valueOf(d.field()).repeat(3));
    field(ack, d, escape(fault.text(), d));
  }

  private static String code(Fault fault) {
    return Integer.toString(fault.error().code());
  }

  private static String location(Fault fault, Delimiters d) {
    if (fault.segment().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    parts.add(fault.segment());
    parts.add(Integer.toString(fault.sequence()));
    if (fault.field() > 0) {
      parts.add(Integer.toString(fault.field()));
    }
    return join(d, parts);
  }

  private static String messageType(Optional<MessageHeader> header, Delimiters d) {
    String event = header.map(h -> h.type(2)).orElse("");
    return event.isEmpty() ? "ACK" : join(d, List.of("ACK", event, "ACK"));
  }

  private static String copy(Optional<MessageHeader> header, int number) {
    return header.map(h -> h.raw(number)).orElse("");
  }

  private static String copyOr(Optional<MessageHeader> header, int number, String otherwise) {
    String value = copy(header, number);
    return value.isEmpty() ? otherwise : value;
  }

  private static String join(Delimiters d, List<String> components) {
    return String.join(String.valueOf(d.component()), components);
  }

  private static void field(StringBuilder ack, Delimiters d, String value) {
    ack.append(d.field()).append(value);
  }

  private static String escape(String text, Delimiters d) {
    StringBuilder out = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      if (c == d.field()) {
        out.append(d.escape()).append('F').append(d.escape());
      } else if (c == d.component()) {
        out.append(d.escape()).append('S').append(d.escape());
      } else if (c == d.subcomponent()) {
        out.append(d.escape()).append('T').append(d.escape());
      } else if (c == d.repetition()) {
        out.append(d.escape()).append('R').append(d.escape());
      } else if (c == d.escape()) {
        out.append(d.escape()).append('E').append(d.escape());
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
