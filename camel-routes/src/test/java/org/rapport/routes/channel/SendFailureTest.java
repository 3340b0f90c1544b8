package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Only what certainly never left may be sent again. */
class SendFailureTest {

  static Stream<Arguments> failures() throws AddressException {
    return Stream.of(
        Arguments.of(new ConnectException("refused"), "retry", null),
        Arguments.of(new UnknownHostException("sms.example"), "retry", null),
        Arguments.of(new NoRouteToHostException("down"), "retry", null),
        Arguments.of(new ConnectTimeoutException("connect timed out"), "retry", null),
        Arguments.of(new ConnectionRequestTimeoutException("pool"), "retry", null),
        Arguments.of(new AuthenticationFailedException("535"), "retry", "held-account"),
        Arguments.of(
            new MessagingException("STARTTLS is required but host does not support STARTTLS"),
            "retry",
            "held-security"),
        Arguments.of(
            new MailConnectException(
                new SocketConnectException(
                    "refused", new ConnectException("refused"), "mail.example", 25, 1000)),
            "retry",
            null),
        Arguments.of(new SocketTimeoutException("Read timed out"), "unknown", null),
        Arguments.of(new NoHttpResponseException("gone"), "unknown", null),
        Arguments.of(new SocketException("Connection reset"), "unknown", null),
        Arguments.of(new SSLException("closed"), "unknown", null),
        Arguments.of(new MessagingException("Exception reading response"), "unknown", null),
        Arguments.of(refused(550), "retry", null),
        Arguments.of(refused(552), "failed", "delivery-failed"),
        Arguments.of(refused(550, "5.7.1 rejected by DMARC policy"), "retry", "held-policy"),
        Arguments.of(refused(552, "5.3.4 message too large"), "failed", "delivery-failed"),
        Arguments.of(refused(554, "5.6.0 malformed"), "failed", "delivery-failed"),
        Arguments.of(refused(451), "retry", null),
        Arguments.of(refused(421), "retry", null),
        // 334 and the like are no refusal: the dialogue broke somewhere.
        Arguments.of(refused(-1), "unknown", null),
        Arguments.of(recipient(550), "retry", null),
        Arguments.of(recipient(550, "5.1.1 User unknown"), "failed", "invalid-address"),
        Arguments.of(recipient(550, "no such user here"), "failed", "invalid-address"),
        Arguments.of(recipient(552, "5.2.2 mailbox full"), "retry", null),
        Arguments.of(recipient(554, "5.7.1 Relay access denied"), "retry", "held-policy"),
        Arguments.of(recipient(550, "5.4.4 unable to route"), "retry", null),
        Arguments.of(recipient(450), "retry", null),
        Arguments.of(
            new SMTPSenderFailedException(address(), "MAIL", 553, "no"), "retry", "held-sender"),
        Arguments.of(
            new SMTPSenderFailedException(address(), "MAIL", 552, "5.3.4 too large"),
            "failed",
            "delivery-failed"),
        Arguments.of(new IllegalStateException("surprise"), "unknown", null));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whenSendingFails_thenTheOutcomeSaysWhetherItMayBeSentAgain(
      Exception failure, String outcome, String reason) {
    assertOutcome(failure, outcome, reason);
    assertOutcome(
        new CamelExecutionException("wrapped", TestExchanges.empty(), failure), outcome, reason);
  }

  @Test
  void whenTheRecipientIsRefusedBehindARefusal_thenTheRecipientDecides() throws AddressException {
    SMTPSendFailedException failure = refused(550);
    failure.setNextException(recipient(450));
    assertOutcome(failure, "retry", null);

    SMTPSendFailedException final550 = refused(450);
    final550.setNextException(recipient(550, "5.1.1 no"));
    assertOutcome(final550, "failed", "invalid-address");
  }

  @Test
  void whenTheRecipientIsChainedBehindASendFailure_thenItIsFound() throws AddressException {
    assertOutcome(
        new SendFailedException("Invalid Addresses", recipient(550, "5.1.1 no")),
        "failed",
        "invalid-address");
  }

  @Test
  void whenARecipientIsRefused_thenTheDetailIsACodeWithoutTheAddress() throws AddressException {
    Exchange exchange = TestExchanges.caught(recipient(550));

    new SendFailure().outcome(exchange);

    assertThat(TestExchanges.detail(exchange)).isEqualTo("smtp-550");
  }

  @Test
  void whenNothingWasCaught_thenItIsUnknown() {
    assertOutcome(null, "unknown", null);
  }

  private static void assertOutcome(Throwable failure, String outcome, String reason) {
    Exchange exchange = TestExchanges.caught(failure);

    new SendFailure().outcome(exchange);

    assertThat(TestExchanges.outcome(exchange)).isEqualTo(outcome);
    assertThat(TestExchanges.reason(exchange)).isEqualTo(reason);
  }

  private static SMTPSendFailedException refused(int code) {
    return refused(code, "no");
  }

  private static SMTPSendFailedException refused(int code, String words) {
    return new SMTPSendFailedException(
        "DATA",
        code,
        code + " " + words,
        null,
        new InternetAddress[0],
        new InternetAddress[0],
        new InternetAddress[0]);
  }

  private static SMTPAddressFailedException recipient(int code) throws AddressException {
    return recipient(code, "no");
  }

  private static SMTPAddressFailedException recipient(int code, String words)
      throws AddressException {
    return new SMTPAddressFailedException(
        address(), "RCPT TO:<ana@example.org>", code, code + " " + words);
  }

  private static InternetAddress address() throws AddressException {
    return new InternetAddress("ana@example.org");
  }
}
