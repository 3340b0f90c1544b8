package org.rapport.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as mail servers give them. */
class MailRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        // No such mailbox.
        "550; 5.1.1 <a@b.c>: Recipient address rejected: User unknown; NOBODY",
        "550; 5.1.1 The email account that you tried to reach does not exist.; NOBODY",
        "550; 5.1.10 RESOLVER.ADR.RecipientNotFound; NOBODY",
        "550; 5.1.2 Host unknown; NOBODY",
        "550; 5.2.1 The email account that you tried to reach is disabled.; NOBODY",
        "550; User unknown; NOBODY",
        "550; No such user here; NOBODY",
        "553; mailbox does not exist; NOBODY",
        "0; smtp 550 5.1.1 user unknown; NOBODY",
        "0; Mailbox does not exist; NOBODY",
        "550; 5.1.0 Address rejected: no such user; NOBODY",
        // As users of sisimai and postal reported them.
        "0; 5.1.0 - Unknown address error 550-'5.1.1 Mailbox <a@b.c> does not exist'; NOBODY",
        "0; 5.1.0 - Unknown address error 550-'5.1.1 <a@b.c>: Recipient address rejected'; NOBODY",
        "0; 5.0.0 <192.0.2.1 #5.0.0 smtp 550 \"Unknown User\">; NOBODY",
        "554; delivery error: dd This user doesn't have a yahoo.com account (a@b.c) [0]; NOBODY",
        "554; delivery error: dd Sorry, cannot be delivered. This mailbox is disabled; NOBODY",
        // About us.
        "550; 5.7.1 Message rejected due to policy; CHANNEL",
        "550; 5.7.26 Unauthenticated email from clinic.example is not accepted due to DMARC policy;"
            + " CHANNEL",
        "554; 5.7.1 <a@b.c>: Relay access denied; CHANNEL",
        "550; relaying denied; CHANNEL",
        "550; not permitted to relay through this server; CHANNEL",
        "554; 5.7.1 Service unavailable, Client host blocked using Spamhaus; CHANNEL",
        "530; 5.7.0 Must issue a STARTTLS command first; CHANNEL",
        "530; Authentication required; CHANNEL",
        "550; 5.1.8 Sender address rejected: Domain not found; CHANNEL",
        "550; sender verify failed: no such user; CHANNEL",
        "550; 5.2.1 Sender rate limit exceeded; CHANNEL",
        "503; 5.5.1 Error: need MAIL command; CHANNEL",
        "550; 5.1.0 Sender denied; CHANNEL",
        "554; Your IP is listed on a blocklist; CHANNEL",
        // This message.
        "552; 5.3.4 Message size exceeds fixed limit; MESSAGE",
        "552; message too large; MESSAGE",
        "554; 5.6.0 Lone CR or LF in headers; MESSAGE",
        "554; Message refused; MESSAGE",
        // Passes, or may.
        "552; 5.2.2 Mailbox full; LATER",
        "552; Quota exceeded; LATER",
        "450; 4.2.1 try again; LATER",
        "550; 5.4.1 Recipient address rejected: Access denied; LATER",
        "0; 4.4.7 message expired; LATER",
        "550; 5.4.4 Unable to route; LATER",
        "451; -; LATER",
        "550; Mailbox unavailable; LATER",
        "550; -; LATER",
        "0; -; LATER",
        "0; Out of office: I am back on Monday; LATER",
        "0; delivered from 10.5.1.1 and 5.1.1.9; LATER",
      })
  void onlyAMailboxThatDoesNotExistIsNobodys(int code, String words, MailRefusal meaning) {
    assertThat(MailRefusal.of(code, words)).isEqualTo(meaning);
  }
}
