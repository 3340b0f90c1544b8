package org.rapport.terminology;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail server means that does not take a message, by its answer: RFC 5321 codes, the
 * enhanced codes of RFC 3463, and the words beside them. Only what says that there is no such
 * mailbox is about the address; most refusals are about us, our relay or the moment.
 */
public enum MailRefusal {
  /** There is no such mailbox: nothing will ever arrive there. */
  NOBODY,
  /** This message is not taken: too large, or not understood. Others are. */
  MESSAGE,
  /**
   * Who sends, how, or what is thought of them: policy, reputation, relay, authentication. Sending
   * others, or the same again at once, fails as well; a person has to look.
   */
  CHANNEL,
  /** Passes, or may: a full mailbox, a route that is down, a request to come again. */
  LATER;

  private static final Pattern ENHANCED =
      Pattern.compile("(?<![\\d.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.]*\\d)");
  private static final Pattern BASIC = Pattern.compile("(?<![\\d.])([45]\\d\\d)(?![\\d.]*\\d)");

  /** RFC 3463, 3.2 and 3.3: the mailbox, or the domain, does not exist or is disabled. */
  private static final Set<String> NO_MAILBOX = Set.of("1.1", "1.2", "1.3", "1.6", "1.10", "2.1");

  private static final Pattern NO_SUCH =
      Pattern.compile(
          "(user|mailbox|recipient|address|account) ?(is )?(unknown|not found|unavailable or does"
              + " not)|unknown (user|mailbox|recipient|address|local part)|no such"
              + " (user|mailbox|recipient|address|person|account)|(does not|doesn't|do not|doesnt)"
              + " (exist|have an? [\\w.-]+ account)|no mailbox|not a valid mailbox|unknown or illegal alias|account (has been"
              + " |is )?(disabled|closed|inactive)|mailbox (has been |is )?disabled|user (is"
              + " )?(disabled|inactive)");

  private static final Pattern ABOUT_US =
      Pattern.compile(
          "relay|spf|dkim|dmarc|spam|blacklist|blocklist|block list|blocked|black"
              + " list|listed|policy|reputation|authenticat|auth"
              + " required|starttls|encrypt|\\btls\\b|denied|not permitted|not allowed|not"
              + " authorized|unauthorized|sender|mail from|reverse"
              + " dns|\\brdns\\b|\\bptr\\b|helo|ehlo|rate limit|too many|receiving mail at a"
              + " rate|too quickly|banned|rejected due");

  private static final Pattern FULL =
      Pattern.compile(
          "quota|full|over limit|storage|out of office|vacation|greylist|try again|later");

  private static final Pattern CONTENT =
      Pattern.compile("too large|too big|size|content|attachment|virus|header|malformed");

  /**
   * Reads an answer.
   *
   * @param code RFC 5321's, or 0 where it is not known
   * @param words the server's text; may be null
   */
  public static MailRefusal of(int code, String words) {
    String text = words == null ? "" : words.toLowerCase(Locale.ROOT);
    Matcher enhanced = ENHANCED.matcher(text);
    boolean found = enhanced.find();
    int basic = code > 0 ? code : basic(text);
    if (found && enhanced.group(1).equals("4") || !found && basic >= 400 && basic < 500) {
      return LATER;
    }
    if (found && enhanced.group(1).equals("5")) {
      return permanent(enhanced.group(2), enhanced.group(2) + "." + enhanced.group(3), text);
    }
    return plain(basic, text);
  }

  private static MailRefusal permanent(String subject, String detail, String text) {
    boolean aboutUs = ABOUT_US.matcher(text).find();
    if (NO_MAILBOX.contains(detail)) {
      return aboutUs && !NO_SUCH.matcher(text).find() ? CHANNEL : NOBODY;
    }
    if (detail.equals("1.0") || detail.equals("0.0")) {
      return plain(0, text);
    }
    return switch (subject) {
      // The sender's address: 5.1.7, 5.1.8.
      case "1" -> CHANNEL;
      case "2" -> detail.equals("2.3") ? MESSAGE : LATER;
      case "3" -> detail.equals("3.4") ? MESSAGE : detail.equals("3.0") ? plain(0, text) : LATER;
      case "4" -> LATER;
      case "5", "7" -> CHANNEL;
      case "6" -> MESSAGE;
      default -> plain(0, text);
    };
  }

  // Without a code that tells, words have to; what is not clear ends no address.
  private static MailRefusal plain(int code, String text) {
    if (code == 530 || code == 535 || code == 538 || code == 554 && text.contains("tls")) {
      return CHANNEL;
    }
    if (ABOUT_US.matcher(text).find()) {
      return CHANNEL;
    }
    boolean mailbox = code == 0 || code == 550 || code == 551 || code == 553 || code == 554;
    if (mailbox && NO_SUCH.matcher(text).find()) {
      return NOBODY;
    }
    if (FULL.matcher(text).find()) {
      return LATER;
    }
    if (code == 552 || code == 554 || CONTENT.matcher(text).find()) {
      return MESSAGE;
    }
    return code >= 500 && code < 510 ? CHANNEL : LATER;
  }

  private static int basic(String text) {
    Matcher basic = BASIC.matcher(text);
    return basic.find() ? Integer.parseInt(basic.group(1)) : 0;
  }
}
