package org.rapport.routes.mllp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds messages in the bytes of one connection, as senders frame them: VT, message, FS, CR (HL7
 * v2.5.1, appendix C.2), and what else is seen in the field. Pure; one for each connection, not
 * thread-safe.
 *
 * <ul>
 *   <li>any number of frames in one read; bytes between frames are passed over
 *   <li>FS without CR ends a frame when VT, CR or LF follows, or when nothing does ({@link #pause})
 *   <li>a header behind a VT begins a new frame; what was before it was cut off, and is dropped
 *   <li>a message without VT that begins with its header is a frame as well
 *   <li>a VT or FS inside of text is text
 * </ul>
 */
final class MllpFrames {
  /** What was found. */
  sealed interface Event {}

  /** A whole message, without its frame. */
  record Message(byte[] raw) implements Event {}

  /** The beginning of a message that is too large; the rest of it is passed over. */
  record TooLarge(byte[] beginning) implements Event {}

  /** Another frame began before this one ended: so many bytes were dropped. */
  record CutOff(int bytes) implements Event {}

  private enum State {
    OUTSIDE,
    INSIDE,
    // The end mark was read; what follows it tells whether it was one.
    ENDING,
    // Of a frame that was too large.
    SKIPPING
  }

  private static final byte VT = 0x0b;
  private static final byte FS = 0x1c;
  private static final byte[] HEADER = {'M', 'S', 'H'};

  /** Of a message that is too large: enough for its header. */
  private static final int BEGINNING = 16 * 1024;

  private final int limit;
  private final Buffer frame = new Buffer();
  private State state = State.OUTSIDE;
  private int headerSeen;
  private byte[] pending = new byte[0];
  private int next;

  /**
   * Finds messages of up to so many bytes.
   *
   * @param limit a message of one more is too large
   */
  MllpFrames(int limit) {
    this.limit = limit;
  }

  /** Takes bytes as they came; ask {@link #next} until it is empty before the next ones. */
  void add(byte[] bytes, int count) {
    pending = Arrays.copyOf(bytes, count);
    next = 0;
  }

  /** The next thing found in what was added. */
  Optional<Event> next() {
    while (next < pending.length) {
      Event found = take(pending[next]);
      // A byte that ended one frame and belongs to the next is looked at again.
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** Whether a frame has begun and not ended. */
  boolean open() {
    return state != State.OUTSIDE;
  }

  /** Whether an end mark was read and it is not known yet what follows. */
  boolean ending() {
    return state == State.ENDING;
  }

  /** Nothing followed for a while, or the connection has ended: an end mark was the end. */
  Optional<Event> pause() {
    return state == State.ENDING ? Optional.of(whole()) : Optional.empty();
  }

  private Event take(byte one) {
    return switch (state) {
      case OUTSIDE -> outside(one);
      case INSIDE -> inside(one);
      case ENDING -> ending(one);
      case SKIPPING -> skipping(one);
    };
  }

  private Event outside(byte one) {
    next++;
    if (one == VT) {
      begin();
    } else if (headerSeen(one)) {
      begin();
      frame.writeBytes(HEADER);
    }
    return null;
  }

  private boolean headerSeen(byte one) {
    headerSeen = one == HEADER[headerSeen] ? headerSeen + 1 : one == HEADER[0] ? 1 : 0;
    if (headerSeen < HEADER.length) {
      return false;
    }
    headerSeen = 0;
    return true;
  }

  private Event inside(byte one) {
    if (one == FS) {
      next++;
      state = State.ENDING;
      return null;
    }
    next++;
    frame.write(one);
    if (one == HEADER[2]) {
      Event cut = begunWithin();
      if (cut != null) {
        return cut;
      }
    }
    return tooLarge();
  }

  /** The end of a frame that has grown beyond the limit; null for one that has not. */
  private Event tooLarge() {
    if (frame.size() <= limit) {
      return null;
    }
    state = State.SKIPPING;
    byte[] beginning = frame.first(BEGINNING);
    frame.reset();
    return new TooLarge(beginning);
  }

  // A VT right before the header, or before its byte order mark and blanks.
  private Event begunWithin() {
    int at = frame.size() - HEADER.length;
    if (at < 0 || !frame.endsWith(HEADER)) {
      return null;
    }
    while (at > 0 && isBlank(frame.at(at - 1))) {
      at--;
    }
    if (at == 0 || frame.at(at - 1) != VT) {
      return null;
    }
    int dropped = at - 1;
    frame.keepFrom(frame.size() - HEADER.length);
    return dropped == 0 ? null : new CutOff(dropped);
  }

  private static boolean isBlank(byte one) {
    return one == ' '
        || one == '\r'
        || one == '\n'
        || one == '\t'
        || one == (byte) 0xef
        || one == (byte) 0xbb
        || one == (byte) 0xbf;
  }

  private Event ending(byte one) {
    if (one == '\r' || one == '\n') {
      next++;
      return whole();
    }
    if (one == VT) {
      return whole();
    }
    state = State.INSIDE;
    frame.write(FS);
    // Nothing but end marks is text too, and as long as anybody likes.
    return tooLarge();
  }

  private Event skipping(byte one) {
    next++;
    // The end of what is passed over needs no certainty: the next frame has a beginning of its own.
    if (one == VT) {
      begin();
    } else if (one == FS) {
      state = State.OUTSIDE;
    }
    return null;
  }

  private void begin() {
    frame.reset();
    headerSeen = 0;
    state = State.INSIDE;
  }

  private Event whole() {
    byte[] raw = frame.toByteArray();
    frame.reset();
    headerSeen = 0;
    state = State.OUTSIDE;
    return new Message(raw);
  }

  /** Bytes that can be looked at. */
  private static final class Buffer extends ByteArrayOutputStream {
    byte at(int index) {
      return buf[index];
    }

    boolean endsWith(byte[] end) {
      return count >= end.length
          && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
    }

    byte[] first(int most) {
      return Arrays.copyOf(buf, Math.min(most, count));
    }

    void keepFrom(int index) {
      byte[] kept = Arrays.copyOfRange(buf, index, count);
      reset();
      writeBytes(kept);
    }

    @Override
    public synchronized void reset() {
      // A frame of a MiB must not be held for as long as its connection is idle.
      if (buf.length > 64 * 1024) {
        buf = new byte[1024];
      }
      super.reset();
    }
  }
}
