package org.rapport.routes.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What receivers answer, and what of it counts as an answer. */
@Timeout(60)
class MllpSenderTest {
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** What a peer does with one message. */
  private interface Act {
    void on(String control, Socket peer) throws IOException;
  }

  private final BlockingQueue<Act> script = new LinkedBlockingQueue<>();
  private final List<String> got = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final ServerSocket listener;
  private final Thread receiver;
  private final MllpSender sender = new MllpSender(null);

  MllpSenderTest() throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    receiver = new Thread(this::listen, "receiver");
    receiver.setDaemon(true);
    receiver.start();
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    listener.close();
    for (Socket one : connections) {
      one.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"AA,true,false", "AE,false,false", "AR,false,true", "CA,true,false", "CR,false,true"})
  void anAnswerIsWhatItSays(String code, boolean accepted, boolean rejected) {
    script.add((control, peer) -> answer(peer, code, control));

    MllpAnswer answer = send("c-1", false, LONG);

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.accepted()).isEqualTo(accepted);
    assertThat(answer.rejected()).isEqualTo(rejected);
  }

  @Test
  void aFaultIsKeptAsCodeAndPlaceAndNeverInWords() {
    script.add(
        (control, peer) ->
            write(
                peer, ack("AE", control) + "ERR||PID^1^3|101^Required^HL70357|E||||Mary Major\r"));
    script.add(
        (control, peer) -> write(peer, ack("AE", control) + "ERR|SCH^1^11^Mary Major|Major|E\r"));

    assertThat(send("c-1", false, LONG).fault()).isEqualTo("101 PID-3");
    assertThat(send("c-2", false, LONG).fault()).doesNotContain("Major");
  }

  @Test
  void inEnhancedModeCaIsTheFirstOfTwo() {
    script.add(
        (control, peer) -> {
          answer(peer, "CA", control);
          answer(peer, "AE", control);
        });
    script.add((control, peer) -> answer(peer, "CE", control));
    script.add((control, peer) -> answer(peer, "AA", control));
    script.add((control, peer) -> answer(peer, "CA", control));

    assertThat(send("c-1", true, LONG).code()).isEqualTo("AE");
    assertThat(send("c-2", true, LONG).code()).isEqualTo("CE");
    assertThat(send("c-3", true, LONG).code()).isEqualTo("AA");
    assertThatThrownBy(() -> send("c-4", true, SHORT)).hasMessage("CA-only");
  }

  /** As in a sender that took the late answer to one message for that to the next. */
  @Test
  void aLateAnswerIsNeverTakenForTheNextMessages() {
    BlockingQueue<Socket> late = new LinkedBlockingQueue<>();
    script.add((control, peer) -> late.add(peer));
    script.add((control, peer) -> answer(peer, "AR", control));

    assertThatThrownBy(() -> send("c-1", false, SHORT)).hasMessage("no-answer");
    answer(late.remove(), "AA", "c-1");

    assertThat(send("c-2", false, LONG).code()).isEqualTo("AR");
    assertThat(connections).hasSize(2);
  }

  @Test
  void whatWasSaidWhileNobodyWaitedIsPassedOver() throws Exception {
    script.add((control, peer) -> answer(peer, "AA", control));
    send("c-1", false, LONG);
    answer(connections.get(0), "AA", "c-2");
    script.add((control, peer) -> answer(peer, "AR", control));

    assertThat(send("c-2", false, LONG).code()).isEqualTo("AR");
  }

  @Test
  void anotherMessagesAnswerIsPassedOverAndItsOwnWaitedFor() {
    script.add(
        (control, peer) -> {
          answer(peer, "AA", "other");
          answer(peer, "AR", control);
        });
    script.add((control, peer) -> answer(peer, "AA", "other"));

    assertThat(send("c-1", false, LONG).code()).isEqualTo("AR");
    assertThatThrownBy(() -> send("c-2", false, SHORT)).hasMessage("other-control-id");
  }

  @Test
  void anAnswerWithoutControlIdIsThisMessages() {
    script.add((control, peer) -> answer(peer, "AA", ""));

    assertThat(send("c-1", false, LONG).accepted()).isTrue();
  }

  @Test
  void garbageIsNoAnswer() {
    script.add((control, peer) -> write(peer, "HTTP/1.1 400 Bad Request"));
    script.add((control, peer) -> write(peer, "MSH|^~\\&|A|B|||||ACK|1|P|2.5\rMSA|OK|" + control));
    script.add((control, peer) -> write(peer, "MSH|^~\\&|A|B|||||ADT^A01|1|P|2.5\rPID|1"));

    for (String control : List.of("c-1", "c-2", "c-3")) {
      assertThatThrownBy(() -> send(control, false, LONG)).hasMessage("no-acknowledgement");
    }
  }

  @Test
  void halfAnAnswerIsNone() {
    script.add(
        (control, peer) -> {
          peer.getOutputStream().write("\u000bMSH|^~\\&|A|B|||||ACK|1|P|2.5\rMSA|A".getBytes());
          peer.shutdownOutput();
        });

    assertThatThrownBy(() -> send("c-1", false, LONG)).hasMessage("connection-lost");
    assertThat(got).as("a new connection is not tried anew at once").hasSize(1);
  }

  @Test
  void anEndMarkWithoutItsReturnIsAnEnd() {
    script.add(
        (control, peer) ->
            peer.getOutputStream().write(("\u000b" + ack("AA", control) + "\u001c").getBytes()));

    assertThat(send("c-1", false, LONG).accepted()).isTrue();
  }

  @Test
  void whatWasClosedWhileItWasIdleIsOpenedAgainWithTheSameMessage() throws Exception {
    script.add((control, peer) -> answer(peer, "AA", control));
    send("c-1", false, LONG);
    connections.get(0).close();
    script.add((control, peer) -> answer(peer, "AA", control));

    assertThat(send("c-2", false, LONG).accepted()).isTrue();
    assertThat(got).containsExactly("c-1", "c-2");
  }

  @Test
  void nobodyThereIsToldAsThat() throws Exception {
    listener.close();
    // The kernel goes on listening until the thread that accepts has left.
    receiver.join();

    assertThatThrownBy(() -> send("c-1", false, LONG)).hasMessage("no-connection");
  }

  private MllpAnswer send(String control, boolean enhanced, Duration patience) {
    byte[] message = ("MSH|^~\\&|RAPPORT||EHR||||SIU^S12|" + control + "|P|2.5.1\r").getBytes();
    MllpReceiver to =
        new MllpReceiver("127.0.0.1:" + listener.getLocalPort(), false, enhanced, patience);
    return sender.send(to, message, control);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket peer = listener.accept();
        connections.add(peer);
        Thread thread = new Thread(() -> read(peer), "receiver-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void read(Socket peer) {
    try {
      StringBuilder message = new StringBuilder();
      for (int next = peer.getInputStream().read();
          next >= 0;
          next = peer.getInputStream().read()) {
        message.append((char) next);
        if (message.toString().endsWith("\u001c\r")) {
          String control = message.toString().split("\\|")[9];
          message.setLength(0);
          got.add(control);
          script.remove().on(control, peer);
        }
      }
    } catch (IOException gone) {
      // The sender went away, as some of these tests want.
    }
  }

  private static String ack(String code, String control) {
    return "MSH|^~\\&|EHR||RAPPORT||20270301||ACK|1|P|2.5.1\rMSA|" + code + "|" + control + "\r";
  }

  private static void answer(Socket peer, String code, String control) {
    write(peer, ack(code, control));
  }

  private static void write(Socket peer, String text) {
    try {
      OutputStream out = peer.getOutputStream();
      out.write(("\u000b" + text + "\u001c\r").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException closed) {
      // To whom it was late is not there any more.
    }
  }
}
