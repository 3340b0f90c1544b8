package org.rapport.server.outreach.text;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.server.consent.Addresses;
import org.rapport.server.journey.Placeholder;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.words.Languages;
import org.rapport.server.words.Words;
import org.rapport.terminology.Channel;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What a message says of the way to a visit, and what it leaves out where the visit is sensitive:
 * everything that tells the place or the service. E-mails about mental health name crisis lines, by
 * number alone. Thread-safe.
 */
@Component
public class VisitNotes {
  /** The kinds of instructions that are sentences, each a placeholder of its name. */
  private static final List<String> SENTENCES =
      Stream.of(
              Placeholder.DIRECTIONS, Placeholder.PARKING, Placeholder.BRING, Placeholder.RESOURCES)
          .map(Placeholder::code)
          .toList();

  private static final Words CRISIS_LINES = Words.in("rapport-crisis-lines");

  private final Set<String> hosts;
  private final String country;

  /**
   * For the hosts that links may lead to.
   *
   * @param hosts separated by commas; our own is always one of them
   * @param base our own public address
   * @param phone the clinic's: its country is that of patients who name none
   */
  public VisitNotes(
      @Value("${rapport.content.link-hosts:}") String hosts,
      @Value("${rapport.base-url:}") String base,
      @Value("${rapport.clinic.phone:}") String phone) {
    this.country = Addresses.region(phone, "");
    this.hosts =
        Arrays.stream(hosts.split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    String own = base.isBlank() ? null : URI.create(base).getHost();
    if (own != null) {
      this.hosts.add(own.toLowerCase(Locale.ROOT));
    }
  }

  /** Adds the placeholders about the way to the visit, and takes away what must not be told. */
  void add(Map<String, String> values, DueMessage message, String language) {
    Surroundings surroundings = message.surroundings();
    for (String kind : SENTENCES) {
      values.put(kind, text(surroundings.instructions(), kind, language));
    }
    values.put("paperwork", link(surroundings.instructions(), "paperwork", language));
    values.put("reviewLink", link(surroundings.instructions(), "review", language));
    values.put("crisisLines", crisisLines(language, message.recipient().country()));
    if (surroundings.sensitive()) {
      Placeholder.telling().forEach(told -> values.remove(told.code()));
    }
  }

  /** What there is to know before a visit, by kind, for a page: the way, what to bring, a form. */
  public Map<String, String> before(List<VisitInstruction> instructions, String language) {
    Map<String, String> told = new HashMap<>();
    for (String kind : List.of("directions", "parking", "bring")) {
      told.put(kind, text(instructions, kind, language));
    }
    told.put("paperwork", link(instructions, "paperwork", language));
    told.values().removeIf(Objects::isNull);
    return told;
  }

  /** An e-mail about mental health with the crisis lines at its end, unless it has them. */
  String withCrisisLines(String body, DueMessage message, Channel channel, String language) {
    String lines = crisisLines(language, message.recipient().country());
    return channel == Channel.EMAIL
            && message.surroundings().mentalHealth()
            && !body.contains(lines)
        ? body + "\n\n" + lines
        : body;
  }

  private String crisisLines(String language, String patientCountry) {
    String code =
        patientCountry == null || patientCountry.strip().length() != 2
            ? country
            : patientCountry.strip().toUpperCase(Locale.ROOT);
    return CRISIS_LINES.text(language, code, "any");
  }

  private static String text(List<VisitInstruction> all, String kind, String language) {
    return of(all, kind, language).stream()
        .map(VisitInstruction::text)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private String link(List<VisitInstruction> all, String kind, String language) {
    return of(all, kind, language).stream()
        .map(VisitInstruction::url)
        .filter(this::allowed)
        .findFirst()
        .orElse(null);
  }

  // The language of the text, else what is for any language, else English.
  private static List<VisitInstruction> of(
      List<VisitInstruction> all, String kind, String language) {
    List<VisitInstruction> same =
        all.stream().filter(instruction -> kind.equals(instruction.kind())).toList();
    for (String wanted : Arrays.asList(base(language), null, Languages.FALLBACK)) {
      List<VisitInstruction> found =
          same.stream()
              .filter(instruction -> Objects.equals(wanted, base(instruction.language())))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** Whether a link may stand in a message: https, to a host that the operator named. */
  boolean allowed(String link) {
    if (link == null || !link.matches("[\\x21-\\x7e]{1,400}")) {
      return false;
    }
    try {
      URI uri = URI.create(link);
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getUserInfo() == null
          && uri.getHost() != null
          && hosts.contains(uri.getHost().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String base(String language) {
    return language == null ? null : Languages.base(language);
  }
}
