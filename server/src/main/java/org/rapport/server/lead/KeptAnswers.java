package org.rapport.server.lead;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rapport.server.projection.read.PersonName;

/** Answers of a form that was not finished: who may see them, and how others add to them. Pure. */
public final class KeptAnswers {
  /** What people know of what they typed, and others mostly do not. */
  private static final List<String> ASKED =
      List.of(Inquiry.FAMILY, Inquiry.GIVEN, Inquiry.PHONE, Inquiry.EMAIL, Inquiry.POSTAL_CODE);

  private static final int SHORTEST = 2;

  private KeptAnswers() {}

  /** Whether there is anything to ask for before they are shown. */
  public static boolean askable(Map<String, String> answers, String address) {
    return ASKED.stream().anyMatch(name -> asks(answers.get(name), address));
  }

  /**
   * Whether somebody knows one of them.
   *
   * @param address that the link went to, which whoever has it knows anyway; or null
   */
  static boolean knows(Map<String, String> answers, String address, String typed) {
    if (typed == null || normal(typed).length() < SHORTEST) {
      return false;
    }
    return ASKED.stream()
        .map(answers::get)
        .filter(answer -> asks(answer, address))
        .anyMatch(answer -> normal(answer).equals(normal(typed)) || sameNumber(answer, typed));
  }

  private static boolean asks(String answer, String address) {
    return answer != null
        && normal(answer).length() >= SHORTEST
        && (address == null
            || !normal(answer).equals(normal(address)) && !sameNumber(answer, address));
  }

  private static boolean sameNumber(String one, String other) {
    String a = one.replaceAll("[^0-9]", "").replaceFirst("^(00|011)?1(?=[0-9]{10}$)", "");
    String b = other.replaceAll("[^0-9]", "").replaceFirst("^(00|011)?1(?=[0-9]{10}$)", "");
    return a.length() >= 7 && a.equals(b) && !one.contains("@") && !other.contains("@");
  }

  private static String normal(String text) {
    return text.contains("@")
        ? text.strip().toLowerCase(Locale.ROOT)
        : PersonName.normal(text).replace(" ", "");
  }

  /**
   * What is sent now, and what was kept of questions that were not sent at all; permissions are
   * never kept for somebody else to give.
   */
  public static Map<String, String> with(Map<String, String> kept, Map<String, String> sent) {
    Map<String, String> all = new TreeMap<>(kept);
    all.keySet().removeAll(Inquiry.PERMISSIONS);
    Set<String> before = Set.copyOf(all.keySet());
    sent.forEach(
        (name, value) -> {
          // A page that showed nothing sends empty boxes: they take nothing away.
          if (!before.contains(name) || value != null && !value.isBlank()) {
            all.put(name, value);
          }
        });
    return all;
  }
}
