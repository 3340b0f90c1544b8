package org.rapport.routes.channel;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.rapport.routes.channel.mail.SignedMailSender.UnsignedMailException;
import org.rapport.routes.rapport.WorkExchange;

/**
 * What a failure to send means. Only where the request certainly never left, or the server said so,
 * may it be sent again; every other broken connection is unknown.
 */
public class SendFailure {
  /**
   * RFC 5321, 4.2.2: said of the whole service; any other 4yz may be about this recipient alone.
   */
  private static final int SERVICE_NOT_AVAILABLE = 421;

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
        exchange, "unknown", null, caught == null ? "none" : caught.getClass().getSimpleName());
  }

  private static boolean known(Exchange exchange, Throwable cause) {
    if (cause instanceof ConnectException
        || cause instanceof ConnectTimeoutException
        || cause instanceof ConnectionRequestTimeoutException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof MailConnectException
        || cause instanceof AuthenticationFailedException
        || cause instanceof UnsignedMailException) {
      WorkExchange.trouble(exchange);
      WorkExchange.outcome(exchange, "retry", null, cause.getClass().getSimpleName());
      return true;
    }
    if (cause instanceof SMTPAddressFailedException refused) {
      return answered(exchange, refused.getReturnCode(), "invalid-address");
    }
    if (cause instanceof SMTPSenderFailedException refused) {
      return answered(exchange, refused.getReturnCode(), "delivery-failed");
    }
    if (cause instanceof SMTPSendFailedException refused && refused.getReturnCode() >= 400) {
      // A refused recipient is chained behind, and says more.
      return !(refused.getNextException() instanceof SMTPAddressFailedException)
          && answered(exchange, refused.getReturnCode(), "delivery-failed");
    }
    return false;
  }

  // RFC 5321, 4.2.1: 4yz asks to come again, 5yz is final.
  private static boolean answered(Exchange exchange, int code, String reason) {
    if (code >= 500) {
      WorkExchange.outcome(exchange, "failed", reason, "smtp-" + code);
    } else {
      if (code == SERVICE_NOT_AVAILABLE) {
        WorkExchange.trouble(exchange);
      }
      WorkExchange.outcome(exchange, "retry", null, "smtp-" + code);
    }
    return true;
  }

  private static Throwable next(Throwable cause) {
    if (cause instanceof MessagingException mail && mail.getNextException() != null) {
      return mail.getNextException();
    }
    return cause.getCause();
  }
}
