package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.routes.intake.store.StoreUnavailableException;

/** The shipped route and its error policy over a real socket. */
@Timeout(30)
class SiuIntakeRouteTest {

  private static final int CONNECTIONS = 50;

  private final IntakeFixture fixture = new IntakeFixture();
  private MllpRoute route;

  @BeforeEach
  void start() throws Exception {
    route = new MllpRoute(fixture.intake);
  }

  @AfterEach
  void stop() {
    route.close();
  }

  @Test
  void answersAaOnlyAfterTheCommit() throws Exception {
    AtomicBoolean committed = new AtomicBoolean();
    fixture.store.beforeCommit(bundle -> committed.set(true));

    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }

    assertThat(committed).isTrue();
    assertThat(fixture.status()).isEqualTo("booked");
  }

  @Test
  void answersAeWhileTheServerIsAwayAndAaAfterwardsOnOneConnection() throws Exception {
    fixture.store.beforeCommit(
        bundle -> {
          throw new StoreUnavailableException(503);
        });
    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask(siu("S12").bytes()))
          .contains("\rMSA|AE|MSG-1|")
          .contains("|207^")
          .doesNotContain("Exception");
      fixture.store.beforeCommit(bundle -> {});
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }
  }

  @Test
  void answersAeOnWhatNobodyForesaw() throws Exception {
    fixture.store.beforeCommit(
        bundle -> {
          throw new IllegalStateException("a defect that quotes Doe^Sam");
        });
    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask(siu("S12").bytes()))
          .contains("\rMSA|AE|MSG-1|")
          .doesNotContain("Doe")
          .doesNotContain("IllegalState");
    }
  }

  @Test
  void mapsAgainAfterAConflict() throws Exception {
    AtomicInteger conflicts = new AtomicInteger(3);
    fixture.store.beforeCommit(
        bundle -> {
          if (conflicts.getAndDecrement() > 0) {
            throw new StoreConflictException(412);
          }
        });
    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }
    assertThat(conflicts.get()).isEqualTo(-1);
  }

  @Test
  void answersAeWhenConflictsDoNotEnd() throws Exception {
    fixture.store.beforeCommit(
        bundle -> {
          throw new StoreConflictException(409);
        });
    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AE|MSG-1|").contains("|207^");
    }
  }

  @Test
  void rejectsGarbageAndTakesTheNextMessageOnTheSameConnection() throws Exception {
    try (Connection ehr = new Connection()) {
      assertThat(ehr.ask("this is no message".getBytes(StandardCharsets.UTF_8)))
          .contains("\rMSA|AR|");
      assertThat(ehr.ask(new byte[] {0, 1, 2, 3, (byte) 0xff, 0x7f})).contains("\rMSA|AR|");
      assertThat(ehr.ask(siu("S12").line("NTE|1||" + "x".repeat(1 << 20)).bytes()))
          .contains("\rMSA|AR|MSG-1|")
          .contains("|104^");
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }
  }

  @Test
  void answersEachOfSeveralMessagesSentAtOnceInTheirOrder() throws Exception {
    byte[] cancel = siu("S15").at("20261123000100-0600").with("MSH", 10, "MSG-2").bytes();
    try (Connection ehr = new Connection()) {
      ehr.write(frame(siu("S12").bytes(), cancel, "no message".getBytes(), siu("S12").bytes()));
      assertThat(ehr.answer()).contains("\rMSA|AA|MSG-1|Stored");
      assertThat(ehr.answer()).contains("\rMSA|AA|MSG-2|Stored");
      assertThat(ehr.answer()).contains("\rMSA|AR|");
      assertThat(ehr.answer()).contains("\rMSA|AA|MSG-1|Duplicate");
    }
    assertThat(fixture.status()).isEqualTo("cancelled");
  }

  @Test
  void answersAMessageWhoseSenderLeavesTheLastByteOut() throws Exception {
    try (Connection ehr = new Connection()) {
      byte[] framed = frame(siu("S12").bytes());
      ehr.write(Arrays.copyOf(framed, framed.length - 1));
      assertThat(ehr.answer()).contains("\rMSA|AA|MSG-1|");
      assertThat(ehr.ask(siu("S14").bytes())).contains("\rMSA|AA|MSG-1|");
    }
  }

  @Test
  void neverReadsTwoMessagesAsOneWhenTheFirstWasCutOff() throws Exception {
    try (Connection ehr = new Connection()) {
      byte[] framed = frame(siu("S15").bytes());
      ehr.write(Arrays.copyOf(framed, 200));
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }
    assertThat(fixture.status()).isEqualTo("booked");
  }

  @Test
  void answersAMessageThatIsTooLargeBeforeItsEnd() throws Exception {
    try (Connection ehr = new Connection()) {
      ehr.write(new byte[] {0x0b});
      ehr.write(siu("S12").bytes());
      byte[] part = new byte[1 << 20];
      Arrays.fill(part, (byte) 'x');
      ehr.write(part);
      assertThat(ehr.answer()).contains("\rMSA|AR|MSG-1|").contains("|104^");
      ehr.write(part);
      ehr.write(new byte[] {0x1c, 0x0d});
      assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
    }
  }

  @Test
  void letsASenderInHoweverManyStrangersAreSilent() throws Exception {
    List<Connection> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Connection stranger = new Connection();
        strangers.add(stranger);
        if (i % 2 == 0) {
          stranger.write(new byte[] {0x0b, 'M'});
        }
      }
      try (Connection ehr = new Connection()) {
        assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
      }
    } finally {
      for (Connection stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void takesAFrameInPieces() throws Exception {
    try (Connection ehr = new Connection()) {
      byte[] raw = siu("S12").bytes();
      ehr.write(new byte[] {0x0b});
      for (int i = 0; i < raw.length; i += 50) {
        ehr.write(Arrays.copyOfRange(raw, i, Math.min(raw.length, i + 50)));
      }
      ehr.write(new byte[] {0x1c});
      ehr.write(new byte[] {0x0d});
      assertThat(ehr.answer()).contains("\rMSA|AA|MSG-1|");
      assertThat(ehr.ask(siu("S14").bytes())).contains("\rMSA|AA|MSG-1|");
    }
  }

  @Test
  void servesOthersWhileASenderNeverEndsItsFrame() throws Exception {
    try (Connection endless = new Connection()) {
      Thread writer = new Thread(() -> endless.flood(16));
      writer.start();
      try (Connection ehr = new Connection()) {
        assertThat(ehr.ask(siu("S12").bytes())).contains("\rMSA|AA|MSG-1|");
      }
      endless.close();
      writer.join();
    }
  }

  @Test
  void servesManySendersAtOnce() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Callable<String>> work = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        String visit = "FIL-" + i / 2;
        String minute = String.format("%02d", i % 2);
        work.add(
            () -> {
              try (Connection ehr = new Connection()) {
                return ehr.ask(
                    siu(minute.equals("00") ? "S12" : "S15")
                        .at("202611230000" + minute + "-0600")
                        .with("SCH", 1, "")
                        .with("SCH", 2, visit)
                        .bytes());
              }
            });
      }
      for (Future<String> answer : senders.invokeAll(work)) {
        assertThat(answer.get()).contains("\rMSA|AA|MSG-1|");
      }
    } finally {
      senders.shutdownNow();
    }
    assertThat(fixture.store.all(Appointment.class))
        .hasSize(CONNECTIONS / 2)
        .allSatisfy(a -> assertThat(a.getStatus().toCode()).isEqualTo("cancelled"));
    assertThat(fixture.store.all(Location.class)).hasSize(1);
  }

  private static byte[] frame(byte[]... messages) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      frames.write(0x0b);
      frames.writeBytes(message);
      frames.write(0x1c);
      frames.write(0x0d);
    }
    return frames.toByteArray();
  }

  /** One sender's socket, speaking MLLP. */
  private final class Connection implements AutoCloseable {

    private final Socket socket;

    Connection() throws IOException {
      socket = route.connect();
    }

    String ask(byte[] message) throws IOException {
      write(frame(message));
      return answer();
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Starts a frame of so many MiB; the listener may stop reading or hang up at any time. */
    void flood(int mebibytes) {
      byte[] chunk = new byte[1 << 20];
      Arrays.fill(chunk, (byte) 'A');
      try {
        write(new byte[] {0x0b});
        for (int i = 0; i < mebibytes; i++) {
          write(chunk);
        }
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      }
    }

    String answer() throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      for (int next = in.read(); next != 0x1c; next = in.read()) {
        if (next < 0) {
          throw new IOException("Connection closed after: " + text);
        }
        if (next != 0x0b) {
          text.append((char) next);
        }
      }
      in.read();
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
