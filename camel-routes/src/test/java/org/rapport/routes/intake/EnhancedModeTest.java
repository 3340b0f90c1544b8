package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.StoreUnavailableException;

/** Both acknowledgements of HL7's enhanced mode, over a real socket and the shipped route. */
@Timeout(30)
class EnhancedModeTest {
  private static final Pattern MSA = Pattern.compile("\rMSA\\|([A-Z]{2})\\|([^|\r]*)");

  private final IntakeFixture fixture =
      new IntakeFixture(
          SenderProfiles.read(
              new StringReader(
                  """
                  senders:
                    - application: SCHED
                      acknowledgement: enhanced
                    - application: PLAIN
                  """),
              IntakeFixture.CHICAGO));

  private MllpRoute route;
  private Socket socket;

  @BeforeEach
  void start() throws Exception {
    route = new MllpRoute(fixture.intake);
    socket = route.connect();
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    route.close();
  }

  /**
   * What is answered to a message and to the one behind it, which is answered once in any case: so
   * nothing is waited for that does not come.
   */
  private List<String> answers(byte[] message) throws IOException {
    send(message);
    send(siu("S12").with("MSH", 3, "PLAIN").with("MSH", 10, "LAST").bytes());
    List<String> codes = new ArrayList<>();
    while (true) {
      Matcher msa = MSA.matcher(frame());
      assertThat(msa.find()).isTrue();
      if (msa.group(2).equals("LAST")) {
        return codes;
      }
      codes.add(msa.group(1));
    }
  }

  private void send(byte[] message) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x0b);
    frame.writeBytes(message);
    frame.write(0x1c);
    frame.write(0x0d);
    socket.getOutputStream().write(frame.toByteArray());
  }

  private String frame() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next != 0x1c; next = in.read()) {
      assertThat(next).isNotNegative();
      text.append((char) next);
    }
    in.read();
    return text.toString();
  }

  private static TestMessages asking(String event, String accept, String application) {
    return siu(event).with("MSH", 15, accept).with("MSH", 16, application);
  }

  private static String word(String text) {
    return text == null ? "" : text;
  }

  /** What each asks for, as one batch; where none asks, an empty one says that it has come. */
  @ParameterizedTest
  @CsvSource({
    "AL, AL, CA AA CA AE CA AA",
    "AL, NE, CA CA CA",
    "NE, ER, AE",
    "NE, NE, ''",
    ", , AA AE AA",
  })
  void aBatchIsAnsweredByOneOfWhatItsMessagesAskFor(
      String accept, String application, String expected) throws IOException {
    String batch =
        "BHS|^~\\&|SCHED|NORTH|||||||B-1\r"
            + asking("S12", word(accept), word(application)).with("SCH", 2, "A").text()
            + asking("S12", word(accept), word(application))
                .without("PID")
                .with("SCH", 2, "C")
                .text()
            + asking("S12", word(accept), word(application)).with("SCH", 2, "B").text()
            + "BTS|3\r";
    send(batch.getBytes(StandardCharsets.ISO_8859_1));

    String answer = frame();

    List<String> codes = MSA.matcher(answer).results().map(one -> one.group(1)).toList();
    assertThat(String.join(" ", codes)).isEqualTo(expected);
    assertThat(answer)
        .startsWith("\u000bBHS|^~\\&|||SCHED|NORTH||||||B-1\r")
        .endsWith("BTS|" + codes.size() + "\r");
  }

  @ParameterizedTest
  @CsvSource({
    // accept, application: applied; dead letter; of a type that is not taken
    "AL, AL, CA AA, CA AE, CR",
    "AL, NE, CA, CA, CR",
    "AL, , CA, CA, CR",
    "NE, AL, AA, AE, AR",
    ", AL, AA, AE, AR",
    "NE, NE, '', '', ''",
    "ER, ER, '', AE, CR",
    "SU, SU, CA AA, CA, ''",
    "AL, ER, CA, CA AE, CR",
    "NE, SU, AA, '', ''",
    ", , AA, AE, AR",
    "Y, Y, CA AA, CA AE, CR",
  })
  void eachMessageIsAnsweredAsItAsks(
      String accept, String application, String applied, String letter, String refused)
      throws IOException {
    assertThat(String.join(" ", answers(asking("S12", word(accept), word(application)).bytes())))
        .isEqualTo(applied);
    assertThat(
            String.join(
                " ",
                answers(
                    asking("S12", word(accept), word(application))
                        .without("PID")
                        .with("SCH", 2, "OTHER")
                        .bytes())))
        .isEqualTo(letter);
    assertThat(String.join(" ", answers(asking("S99", word(accept), word(application)).bytes())))
        .isEqualTo(refused);
    assertThat(fixture.tasks("dead-letter")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"AL, AL, CE", "NE, AL, AE", "SU, SU, ''", "ER, NE, CE"})
  void whatIsNotSafeIsNotCalledSo(String accept, String application, String told)
      throws IOException {
    fixture.store.beforeCommit(
        bundle -> {
          fixture.store.beforeCommit(after -> {});
          throw new StoreUnavailableException(503);
        });

    assertThat(String.join(" ", answers(asking("S12", accept, application).bytes())))
        .isEqualTo(told);
  }

  /** Two answers, each a message of its own, with the visit in the store before the first. */
  @Test
  void theTwoAnswersAreMessagesOfTheirOwn() throws IOException {
    send(asking("S12", "AL", "AL").bytes());

    String commit = frame();
    assertThat(fixture.status()).isEqualTo("booked");
    String application = frame();
    assertThat(commit).contains("\rMSA|CA|MSG-1");
    assertThat(application).contains("\rMSA|AA|MSG-1|Stored");
    assertThat(commit.split("\\|")[9]).isNotEqualTo(application.split("\\|")[9]);
  }

  /** Who declares enhanced mode and has no such profile reads one answer, and gets one. */
  @Test
  void whoseProfileDoesNotSayIsAnsweredOnce() throws IOException {
    assertThat(answers(asking("S12", "AL", "AL").with("MSH", 3, "OTHER").bytes()))
        .containsExactly("AA");
  }

  @Test
  void anAcknowledgementIsNotAcknowledged() throws IOException {
    String commit =
        "MSH|^~\\&|SCHED|NORTH|RAPPORT|HUB|20261123000000-0600||ACK^S12^ACK|C-1|P|2.5.1\r"
            + "MSA|CA|RP123\r";

    assertThat(answers(commit.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
