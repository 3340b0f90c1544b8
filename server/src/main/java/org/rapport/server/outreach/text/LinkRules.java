package org.rapport.server.outreach.text;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which links a text may carry: to us, or by https to a host that the operator has allowed. A link
 * in somebody else's hands is phishing in the clinic's name. Pure.
 */
final class LinkRules {
  /** With a scheme, with www, or a host with a path: what telephones make into a link. */
  private static final Pattern LINK =
      Pattern.compile(
          "(?i)(?<![\\p{L}\\p{N}@._-])(?:[a-z][a-z0-9+.-]{1,20}://[^\\s<>\"]+"
              + "|www\\.[^\\s<>\"]+"
              + "|(?:[a-z0-9-]+\\.)+[a-z]{2,24}/[^\\s<>\"]*)");

  private final URI base;
  private final Set<String> hosts;

  /**
   * Rules.
   *
   * @param base our own public address
   * @param hosts allowed ones by commas; a host allows those below it
   */
  LinkRules(URI base, String hosts) {
    this.base = base;
    this.hosts =
        hosts == null
            ? Set.of()
            : Arrays.stream(hosts.split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether every link in a text is one that may go. */
  boolean allow(String text) {
    Matcher links = LINK.matcher(text);
    while (links.find()) {
      if (!allowed(links.group().replaceAll("[.,;:!?)\\]]+$", ""))) {
        return false;
      }
    }
    return true;
  }

  private boolean allowed(String link) {
    URI uri;
    try {
      uri = URI.create(link.contains("://") ? link : "https://" + link);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      return false;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (base != null
        && host.equalsIgnoreCase(base.getHost())
        && uri.getPort() == base.getPort()
        && (!link.contains("://") || base.getScheme().equalsIgnoreCase(uri.getScheme()))) {
      return true;
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      return false;
    }
    return base != null && host.equalsIgnoreCase(base.getHost())
        || hosts.stream().anyMatch(allowed -> host.equals(allowed) || host.endsWith("." + allowed));
  }
}
