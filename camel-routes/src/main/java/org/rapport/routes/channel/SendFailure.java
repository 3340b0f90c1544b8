package org.rapport.routes.channel;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.rapport.routes.channel.mail.SignedMailSender.UnsignedMailException;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.MailRefusal;
import org.rapport.terminology.OutcomeKind;

/**
 * What a failure to send means. Only where the request certainly never left, or the server said so,
 * may it be sent again; every other broken connection is unknown.
 */
public class SendFailure {
  /**
   * RFC 5321, 4.2.2: said of the whole service; any other 4yz may be about this recipient alone.
   */
  private static final int SERVICE_NOT_AVAILABLE = 421;

  private static final Pattern STARTTLS =
      Pattern.compile("STARTTLS is required", Pattern.CASE_INSENSITIVE);

  /** Notes the outcome of the exception that the exchange was caught with. */
  public void outcome(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    for (Throwable cause = caught; cause != null; cause = next(cause)) {
      if (known(exchange, cause)) {
        return;
      }
    }
    WorkExchange.trouble(exchange);
    WorkExchange.outcome(
        exchange,
        OutcomeKind.UNKNOWN,
        null,
        caught == null ? "none" : caught.getClass().getSimpleName());
  }

  private static boolean known(Exchange exchange, Throwable cause) {
    if (cause instanceof ConnectException
        || cause instanceof ConnectTimeoutException
        || cause instanceof ConnectionRequestTimeoutException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof MailConnectException
        || cause instanceof UnsignedMailException) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, cause.getClass().getSimpleName());
      return true;
    }
    if (cause instanceof AuthenticationFailedException) {
      WorkExchange.held(exchange, "account", cause.getClass().getSimpleName());
      return true;
    }
    if (cause instanceof SMTPAddressFailedException refused) {
      answered(exchange, refused.getReturnCode(), refused.getMessage(), true);
      return true;
    }
    if (cause instanceof SMTPSenderFailedException refused) {
      // Who we say we are: the next message is refused as this one.
      if (refused.getReturnCode() >= 500
          && MailRefusal.of(refused.getReturnCode(), refused.getMessage()) != MailRefusal.MESSAGE) {
        WorkExchange.held(exchange, "sender", "smtp-" + refused.getReturnCode());
      } else {
        answered(exchange, refused.getReturnCode(), refused.getMessage(), false);
      }
      return true;
    }
    if (cause instanceof SMTPSendFailedException refused && refused.getReturnCode() >= 400) {
      // A refused recipient is chained behind, and says more.
      if (refused.getNextException() instanceof SMTPAddressFailedException) {
        return false;
      }
      answered(exchange, refused.getReturnCode(), refused.getMessage(), false);
      return true;
    }
    if (cause instanceof MessagingException && STARTTLS.matcher(text(cause)).find()) {
      // Ours: nothing but the greeting has passed.
      WorkExchange.held(exchange, "security", "smtp-starttls");
      return true;
    }
    return false;
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  private static void answered(Exchange exchange, int code, String words, boolean ofRecipient) {
    String detail = "smtp-" + code;
    switch (MailRefusal.of(code, words)) {
      case NOBODY ->
          WorkExchange.outcome(
              exchange,
              OutcomeKind.FAILED,
              ofRecipient ? "invalid-address" : "delivery-failed",
              detail);
      case MESSAGE -> WorkExchange.outcome(exchange, OutcomeKind.FAILED, "delivery-failed", detail);
      case CHANNEL -> WorkExchange.held(exchange, "policy", detail);
      case LATER -> {
        if (code == SERVICE_NOT_AVAILABLE) {
          WorkExchange.trouble(exchange);
        }
        WorkExchange.outcome(exchange, OutcomeKind.RETRY, null, detail);
      }
    }
  }

  private static Throwable next(Throwable cause) {
    if (cause instanceof MessagingException mail && mail.getNextException() != null) {
      return mail.getNextException();
    }
    return cause.getCause();
  }
}
