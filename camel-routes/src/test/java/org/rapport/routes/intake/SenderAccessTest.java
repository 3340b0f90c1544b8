package org.rapport.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.intake.TestMessages.siu;

import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.intake.sender.AddressRange;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Who may send what, by where it comes from. */
class SenderAccessTest {
  private static final String MERGE =
      "MSH|^~\\&|SCHED|NORTH|ENGAGE|HUB|20261123000000-0600||ADT^A40|M-1|P|2.5.1\r"
          + "PID|1||MRN-1^^^NORTH^MR\rMRG|MRN-2^^^%s^MR\r";

  @ParameterizedTest
  @CsvSource({
    // Of this machine alone, or with a certificate.
    "'', 127.0.0.1, true, false, AA",
    "'', 10.20.0.7, false, true, AA",
    "'', 127.0.0.1, false, false, AE",
    "'', 10.20.0.7, false, false, AE",
    "', merges: true', 10.20.0.7, false, false, AA",
    "', merges: false', 127.0.0.1, true, true, AE",
  })
  void whetherASenderMayMerge(
      String profile, String address, boolean local, boolean certified, String code)
      throws Exception {
    IntakeFixture fixture = fixture("[{application: SCHED" + profile + "}]");
    Peer peer = new Peer(InetAddress.getByName(address), local, certified);

    assertThat(send(fixture, MERGE.formatted("NORTH"), peer)).contains("\rMSA|" + code + "|M-1|");
    assertThat(fixture.tasks("dead-letter")).hasSize(code.equals("AE") ? 1 : 0);
  }

  @Test
  void nobodyMergesNumbersOfTwoAuthorities() throws Exception {
    IntakeFixture fixture = fixture("[{application: SCHED, merges: true}]");

    assertThat(send(fixture, MERGE.formatted("SOUTH"), null))
        .contains("\rMSA|AE|M-1|")
        .contains("\rERR||MRG^1^1|102^");
  }

  @ParameterizedTest
  @CsvSource({"10.20.0.7, AA", "10.21.0.7, AR", "192.0.2.9, AA", "'2001:db8::1', AR"})
  void aSenderIsTakenFromItsOwnAddressesAlone(String address, String code) throws Exception {
    IntakeFixture fixture = fixture("[{application: SCHED, addresses: [10.20.0.0/16, 192.0.2.9]}]");
    Peer peer = new Peer(InetAddress.getByName(address), false, false);

    assertThat(send(fixture, siu("S12").text(), peer)).contains("\rMSA|" + code + "|MSG-1|");
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.0.0/16, 10.20.255.1, true",
    "10.20.0.0/16, 10.21.0.1, false",
    "10.20.0.0/15, 10.21.0.1, true",
    "0.0.0.0/0, 203.0.113.5, true",
    "2001:db8::/32, 2001:db8:1::5, true",
    "2001:db8::/32, 2001:db9::5, false",
    "10.0.0.0/8, ::1, false",
    "192.0.2.9, 192.0.2.9, true",
  })
  void readsRangesOfAddresses(String range, String address, boolean holds) throws Exception {
    assertThat(AddressRange.of(range).holds(InetAddress.getByName(address))).isEqualTo(holds);
  }

  private static IntakeFixture fixture(String senders) {
    return new IntakeFixture(
        SenderProfiles.read(new StringReader("senders: " + senders), IntakeFixture.CHICAGO));
  }

  private static String send(IntakeFixture fixture, String message, Peer peer) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setBody(message.getBytes(StandardCharsets.UTF_8));
    exchange.getMessage().setHeader(Peer.HEADER, peer);
    fixture.intake.receive(exchange);
    return exchange.getMessage().getBody(String.class);
  }
}
